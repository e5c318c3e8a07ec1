"""Receive a file of items: its bytes are kept as they arrive, and a worker reads them afterwards."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

from sqlalchemy import select, update

from microtask.challenges.actions import life
from microtask.challenges.actions.scan import begin_scan
from microtask.challenges.models import Import
from microtask.challenges.rules import ENDED_IMPORTS, TAKES_ITEMS, may_add_items
from microtask.errors import Conflict, Invalid
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.storage import actions as storage
from microtask.tables.formats import detect_format
from microtask.tables.rows import BrokenOff
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

LONGEST_FILENAME = 200  # characters
BROKE_OFF = "The file did not arrive whole, so nothing of it was imported. Send it again."


def receive(
    units: UnitsOfWork,
    challenge_id: int,
    parts: Iterable[bytes],
    *,
    by: Identity,
    most_bytes: int,
    content_type: str | None = None,
    filename: str | None = None,
    key_column: str | None = None,
) -> int:
    """Keep a file that arrives as `parts`, and note the step that reads it; answers the import's id.

    Takes the maker of units rather than one, since each megabyte is committed by itself: however long the file, no
    transaction waits for somebody's network. `key_column` names the column of the items' keys; None is the first.

    Raises `NotFound`, `NotAllowed`, `Conflict` where the challenge takes no more items, `Invalid` for a file that is
    no table, is larger than `most_bytes` or does not arrive whole, which `parts` tells by raising `BrokenOff`.
    """
    chunks = _until_broken(parts)
    first = next(chunks, b"")
    with units.begin() as unit:
        _check_taking(unit, challenge_id, by=by)
        file_format = detect_format(content_type, filename, first)
        blob_id = storage.create(unit, by=by.person_id)
        import_id = _begin(
            unit,
            challenge_id=challenge_id,
            blob_id=blob_id,
            format=file_format.value,
            filename=(filename or "")[:LONGEST_FILENAME],
            key_column=key_column,
            created_by=by.person_id,
        )
    try:
        _keep(units, import_id, blob_id, chain([first] if first else [], chunks), most_bytes=most_bytes)
    except BaseException as error:
        with units.begin() as unit:
            fail(unit, import_id, error.message if isinstance(error, Invalid) else BROKE_OFF)
        raise
    with units.begin() as unit:
        _advance(unit, import_id, state="queued")
        unit.then(Step.IMPORT, import_id)
    return import_id


def fail(unit: UnitOfWork, import_id: int, sentence: str) -> None:
    """End an import with the reason why; its file is no longer needed. What was taken before that is scanned."""
    found = unit.session.get(Import, import_id, with_for_update=True, populate_existing=True)
    if found is None or found.state in ENDED_IMPORTS:
        return
    found.state, found.failure, found.finished_at = "failed", sentence, unit.now
    begin_scan(unit, found)
    if found.blob_id is not None:
        storage.remove(unit, found.blob_id)


def fail_abandoned(unit: UnitOfWork, *, idle: timedelta) -> int:
    """End the imports whose sender has sent nothing for `idle`, as when the web process died; answers how many."""
    waiting = select(Import.id).where(Import.state == "receiving", Import.progressed_at < unit.now - idle)
    abandoned = unit.session.scalars(waiting.order_by(Import.id)).all()
    for import_id in abandoned:
        fail(unit, import_id, BROKE_OFF)
    return len(abandoned)


def _check_taking(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> None:
    challenge = life.lock_allowed(unit, challenge_id, may_add_items, by=by)
    if challenge.state not in TAKES_ITEMS:
        waits = challenge.state == "awaiting_approval"
        why = "is waiting for approval" if waits else "has been closed"
        raise Conflict(f"This challenge {why}, so no items can be added to it.")


def _until_broken(parts: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from storage.in_chunks(parts)
    except BrokenOff:
        raise Invalid({"file": [BROKE_OFF]}) from None


def _begin(unit: UnitOfWork, **columns: Any) -> int:
    arriving = Import(**columns, created_at=unit.now, progressed_at=unit.now)
    unit.session.add(arriving)
    unit.session.flush()
    return arriving.id


def _keep(units: UnitsOfWork, import_id: int, blob_id: int, chunks: Iterator[bytes], *, most_bytes: int) -> None:
    kept = 0
    for number, data in enumerate(chunks):
        kept += len(data)
        if kept > most_bytes:
            raise Invalid({"file": [f"The file has more than {most_bytes // 1_000_000:,} MB. Split it."]})
        with units.begin() as unit:
            _advance(unit, import_id, state="receiving")
            storage.append(unit, blob_id, number=number, data=data)


def _advance(unit: UnitOfWork, import_id: int, *, state: str) -> None:
    """Note that something has arrived. Raises `Conflict` where the file was given up as lost meanwhile."""
    arriving = update(Import).where(Import.id == import_id, Import.state == "receiving")
    moved = unit.session.execute(arriving.values(state=state, progressed_at=unit.now).returning(Import.id))
    if moved.first() is None:
        raise Conflict(BROKE_OFF)
