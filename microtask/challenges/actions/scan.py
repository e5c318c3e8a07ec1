"""Scan: look for private data in the items of an import, a batch at a time, before any of them becomes a task.

An item in which something is found is hidden until its owner has decided: leave such items out, or keep them.
"""

from collections import Counter
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from microtask.challenges.actions import life
from microtask.challenges.models import Import, ImportFinding, Item, ItemFinding, Stage
from microtask.challenges.rules import ENDED_IMPORTS, SPLITS
from microtask.privacy.finding import Kind
from microtask.privacy.recognise import recognise_row
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

BATCH = 2_000  # items
EXAMPLES = 3  # of a kind

Found = dict[int, dict[Kind, str]]


def scan(unit: UnitOfWork, import_id: int, *, batch: int = BATCH) -> bool:
    """Scan the next `batch` items of an import that has ended; answers whether there may be more.

    Each batch is committed with how far it has come, so that a scan that is killed goes on where it stopped, and one
    that is run twice finds nothing twice. Nothing happens where the import is gone, still being read, or scanned.
    """
    scanned = unit.session.get(Import, import_id, with_for_update=True, populate_existing=True)
    if scanned is None or scanned.state not in ENDED_IMPORTS or scanned.scanned_at or scanned.cleared_at:
        return False
    items = select(Item.id, Item.payload).where(
        Item.challenge_id == scanned.challenge_id, Item.import_id == scanned.id, Item.id > scanned.scanned_item_id
    )
    rows = unit.session.execute(items.order_by(Item.id).limit(batch)).all()
    _remember(unit, scanned, {row.id: found for row in rows if (found := recognise_row(row.payload))})
    scanned.progressed_at = unit.now
    if rows:
        scanned.scanned_item_id = rows[-1].id
    if len(rows) == batch:
        return True
    scanned.scanned_at = unit.now
    if not scanned.flagged:
        clear(unit, scanned)
    return False


def begin_scan(unit: UnitOfWork, ended: Import) -> None:
    """Note the scan of an import that has just ended; where nothing was taken of it, nothing has to be scanned."""
    if ended.accepted:
        unit.then(Step.SCAN_IMPORT, ended.id)
    else:
        ended.scanned_at = ended.cleared_at = unit.now


def clear(unit: UnitOfWork, scanned: Import) -> None:
    """Let the items of an import become tasks: at once where the challenge is being asked, else when it is.

    Splitting goes back to before its first item, which it may have passed over meanwhile.
    """
    scanned.cleared_at = unit.now
    challenge = life.lock(unit, scanned.challenge_id)
    first = select(func.min(Item.id)).where(Item.challenge_id == scanned.challenge_id, Item.import_id == scanned.id)
    before = unit.session.scalar(first)
    if challenge.state not in SPLITS or (before is None and challenge.state != "splitting"):
        return
    stage = update(Stage).where(Stage.challenge_id == scanned.challenge_id, Stage.position == 1)
    # Nothing is least where the import has no items left: then the stage goes on where it stands.
    back = stage.values(split_item_id=func.least(Stage.split_item_id, before and before - 1), split_at=None)
    unit.then(Step.SPLIT_STAGE, unit.session.scalars(back.returning(Stage.id)).one())


def _remember(unit: UnitOfWork, scanned: Import, found: Found) -> None:
    if not found:
        return
    rows = [{"item_id": item_id, "kind": kind.value} for item_id, kinds in found.items() for kind in kinds]
    unit.session.execute(insert(ItemFinding), rows)
    unit.session.execute(update(Item).where(Item.id.in_(found), Item.state == "live").values(state="hidden"))
    scanned.flagged += len(found)
    _count(unit, scanned.id, found)


def _count(unit: UnitOfWork, import_id: int, found: Found) -> None:
    counts = Counter(kind for kinds in found.values() for kind in kinds)
    before = unit.session.scalars(select(ImportFinding).where(ImportFinding.import_id == import_id))
    examples = {each.kind: list(each.examples) for each in before}
    for kinds in found.values():
        for kind, example in kinds.items():
            shown = examples.setdefault(kind.value, [])
            if len(shown) < EXAMPLES and example not in shown:
                shown.append(example)
    rows: list[dict[str, Any]] = [
        {"import_id": import_id, "kind": kind.value, "items": items, "examples": examples[kind.value]}
        for kind, items in counts.items()
    ]
    adding = upsert(ImportFinding)
    unit.session.execute(
        adding.on_conflict_do_update(
            index_elements=["import_id", "kind"],
            set_={"items": ImportFinding.items + adding.excluded["items"], "examples": adding.excluded.examples},
        ),
        rows,
    )
