"""Release: a numbered set of files that never changes, made by a worker from one snapshot of the database.

Files are written chunk by chunk, each committed on its own, while one transaction reads and holds the release's row:
a second worker finds it taken, and one that is killed leaves it to the next, which begins anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from microtask.analysis.note import method_note
from microtask.answers.queries import stream_notes, stream_said
from microtask.audit import actions as audit
from microtask.challenges.actions.life import lock_allowed
from microtask.challenges.rules import may_release
from microtask.db import outage
from microtask.errors import Conflict
from microtask.outbox import actions as outbox
from microtask.people.rules import Identity
from microtask.results import departments, queries
from microtask.results.department_sheets import DEPARTMENTS_SHEET, released_answers_sheet
from microtask.results.notes_sheet import NOTES_SHEET
from microtask.results.papers import DICTIONARY, INTERNAL, Written, dictionary_rows, write_package, write_readme
from microtask.results.queries import ReleaseFacts
from microtask.results.queries.departments import list_departments, list_places, list_said, list_takers
from microtask.results.rules import DEMONSTRATION, name_stage_file
from microtask.results.sheets import Sheet, gold_sheet, items_sheet, results_sheet
from microtask.steps import Step
from microtask.storage import actions as storage
from microtask.tables import writing
from microtask.tables.formats import Format
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

log = structlog.get_logger(__name__)

Table = tuple[str, Sheet, Iterable[Any]]


def release(unit: UnitOfWork, challenge_id: int, *, by: Identity) -> int:
    """Number the next release of a challenge that has closed, and note the step that makes its files.

    Several that are asked for at once, with nothing changed between them, are one. Numbers have no gaps: the challenge
    is locked. Raises `Conflict` before it has closed, `NotFound`, `NotAllowed`.
    """
    challenge = lock_allowed(unit, challenge_id, may_release, by=by)
    if challenge.state != "closed":
        raise Conflict("A release is made once the challenge has closed and its last answers have been counted.")
    twin = queries.find_twin(unit.session, challenge_id, now=unit.now)
    if twin is not None:
        return twin
    made = unit.session.execute(
        text(
            """
            INSERT INTO releases (challenge_id, number, created_at, created_by)
            SELECT :challenge, coalesce(max(number), 0) + 1, :now, :by FROM releases WHERE challenge_id = :challenge
            RETURNING id, number
            """
        ),
        {"challenge": challenge_id, "now": unit.now, "by": by.person_id},
    ).one()
    audit.note(
        unit,
        "release.made",
        ("challenge", challenge_id),
        by=by.person_id,
        department=challenge.department_id,
        detail={"release": made.number},
    )
    unit.then(Step.RELEASE, made.id)
    return int(made.number)


def write_release(units: UnitsOfWork, release_id: int) -> None:
    """Make the files of a release, then call it ready; nothing happens where that is done or under way.

    Where it cannot be made it is called failed, and the reason is raised. Where the database went away, it is raised
    too, and the next run begins anew. `units` must open connections of their own: one reads while another writes.
    """
    with _snapshot(units) as reading:
        if not _claim(reading, release_id):
            return
        try:
            _discard(units, release_id)
            facts = queries.read_facts(reading, release_id)
            with units.on_one_connection() as writing:
                _Writer(writing, release_id, facts).write(reading)
            _finish(reading, units, facts)
        except Exception as error:
            reading.rollback()
            if outage(error) is None:
                _fail(units, release_id)
            raise


class _Writer:
    """Writes the files of one release, in the order in which a reader wants them."""

    def __init__(self, units: UnitsOfWork, release_id: int, facts: ReleaseFacts):
        self._units = units
        self._release_id = release_id
        self._facts = facts
        self._files: list[Written] = []

    def write(self, reading: Session) -> None:
        """Write them all."""
        for name, sheet, rows in self._tables(reading):
            self._write_table(name, sheet, rows)
        self._write_text("README.txt", write_readme(self._facts, self._files, note=method_note()))
        self._write_table("data-dictionary.csv", DICTIONARY, dictionary_rows(self._files))
        self._write_text("datapackage.json", write_package(self._facts, self._files))

    def _tables(self, reading: Session) -> Iterator[Table]:
        challenge_id = self._facts.challenge_id
        item_columns = queries.list_item_columns(reading, challenge_id)
        yield "items.csv", items_sheet(item_columns), queries.stream_items(reading, challenge_id)
        said = {
            told.stage.id: list_said(reading, challenge_id, told.stage.id, told.stage.asked)
            for told in self._facts.stages
            if told.stage.kind in departments.KINDS
        }
        names = self._name_departments(reading, said)
        places = {volunteer: names[place] for volunteer, place in list_places(reading, challenge_id).items()}
        for told in self._facts.stages:
            stage = told.stage
            named = partial(name_stage_file, ending=".csv", position=stage.position, of_several=stage.of_several)
            stream = queries.stream_places if stage.kind == "compare" else queries.stream_results
            yield named("results"), results_sheet(stage.asked, item_columns), stream(reading, stage.id)
            yield named("answers"), released_answers_sheet(stage.asked, places), stream_said(reading, stage.id)
            yield named("gold"), gold_sheet(stage.asked), queries.stream_gold(reading, stage.id)
            if stage.id in said:
                figures = departments.break_down(stage.asked, names, said[stage.id])
                yield named("departments"), DEPARTMENTS_SHEET, figures
            if self._facts.licence == INTERNAL:
                yield named("notes"), NOTES_SHEET, stream_notes(reading, stage.id)

    def _name_departments(self, reading: Session, said: Mapping[int, Sequence[departments.Said]]) -> dict[int, str]:
        """What each department is called in this release: one name in all of its files."""
        challenge_id = self._facts.challenge_id
        parts = [
            *list_takers(reading, challenge_id),
            *(part for each in said.values() for part in departments.list_parts(each)),
        ]
        there = list_departments(reading, challenge_id)
        return departments.name_departments(there, parts, tells=self._facts.tells_departments)

    def _write_table(self, name: str, sheet: Sheet, rows: Iterable[Any]) -> None:
        counted = _Counted(rows)
        pieces = writing.stream(Format.CSV, sheet.columns, map(sheet.cells, counted))
        self._store(name, pieces, sheet, counted)

    def _write_text(self, name: str, content: str) -> None:
        self._store(name, [content.encode()], None, None)

    def _store(self, name: str, pieces: Iterable[bytes], sheet: Sheet | None, counted: "_Counted | None") -> None:
        if self._facts.demonstration:
            name = f"{DEMONSTRATION}-{name}"
        blob_id = self._begin(name)
        digest, size = sha256(), 0
        for number, data in enumerate(storage.in_chunks(pieces)):
            digest.update(data)
            size += len(data)
            with self._units.begin() as unit:
                storage.append(unit, blob_id, number=number, data=data)
        file = Written(name, None if counted is None else counted.count, size, digest.hexdigest(), sheet)
        with self._units.begin() as unit:
            unit.session.execute(
                text(
                    "UPDATE release_files SET rows = :rows, bytes = :bytes, sha256 = :sha256"
                    " WHERE release_id = :release AND name = :name"
                ),
                {
                    "release": self._release_id,
                    "name": name,
                    "rows": file.rows,
                    "bytes": file.bytes,
                    "sha256": file.sha256,
                },
            )
        self._files.append(file)

    def _begin(self, name: str) -> int:
        """An empty file, which belongs to the release from its first moment: whatever happens, nothing is orphaned."""
        with self._units.begin() as unit:
            blob_id = storage.create(unit, by=None)
            unit.session.execute(
                text(
                    "INSERT INTO release_files (release_id, name, position, blob_id, bytes, sha256)"
                    " VALUES (:release, :name, :position, :blob, 0, '')"
                ),
                {"release": self._release_id, "name": name, "position": len(self._files) + 1, "blob": blob_id},
            )
            return blob_id


class _Counted:
    """Rows, and how many there have been."""

    def __init__(self, rows: Iterable[Any]):
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            self.count += 1
            yield row


@contextmanager
def _snapshot(units: UnitsOfWork) -> Iterator[Session]:
    """A session in which every statement sees the database as the first one did."""
    with units.sessions() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def _claim(reading: Session, release_id: int) -> bool:
    """Take the release, for as long as the transaction lasts; False where somebody has it, or it is done.

    The releases of a challenge are made in their order, since what a later one may tell depends on the first.
    """
    found = reading.execute(
        text(
            """
            SELECT id FROM releases r WHERE id = :id AND state = 'making' AND NOT EXISTS (
                SELECT FROM releases e
                WHERE e.challenge_id = r.challenge_id AND e.number < r.number AND e.state = 'making')
            FOR NO KEY UPDATE OF r SKIP LOCKED
            """
        ),
        {"id": release_id},
    )
    return found.one_or_none() is not None


def _discard(units: UnitsOfWork, release_id: int) -> None:
    """Take away what a worker left that was killed."""
    with units.begin() as unit:
        blobs = unit.session.scalars(
            text("DELETE FROM release_files WHERE release_id = :id RETURNING blob_id"), {"id": release_id}
        ).all()
        for blob_id in blobs:
            storage.remove(unit, blob_id)


def _finish(reading: Session, units: UnitsOfWork, facts: ReleaseFacts) -> None:
    reading.execute(
        text(
            "UPDATE releases SET state = 'ready', demonstration = :demonstration, answers_digest = :digest,"
            " finished_at = :now WHERE id = :id"
        ),
        {
            "id": facts.release_id,
            "demonstration": facts.demonstration,
            "digest": facts.answers_digest,
            "now": units.clock(),
        },
    )
    outbox.write_event(reading, "release.made", facts.challenge_id, {"release": facts.number}, now=units.clock())
    reading.commit()


def _fail(units: UnitsOfWork, release_id: int) -> None:
    _discard(units, release_id)
    with units.begin() as unit:
        unit.session.execute(
            text("UPDATE releases SET state = 'failed', finished_at = :now WHERE id = :id AND state = 'making'"),
            {"id": release_id, "now": unit.now},
        )
