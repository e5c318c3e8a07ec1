"""Decide on findings: an owner leaves out the items that seem to hold private data, or keeps them, having checked."""

from sqlalchemy import delete, exists, select, update

from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.actions.scan import clear
from microtask.challenges.models import Import, Item, ItemFinding
from microtask.challenges.rules import choose_findings_decision, may_add_items
from microtask.errors import Conflict
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def decide_findings(unit: UnitOfWork, challenge_id: int, import_id: int, *, decision: str, by: Identity) -> Import:
    """Record what `by` decided on the import's findings, and let what remains of its items become tasks.

    With `leave_out` the items with findings are deleted; with `keep` they are asked about like the others. The same
    decision twice is the same as once; `keep` may become `leave_out` for as long as the challenge is a draft. Raises
    `NotFound`, `NotAllowed`, and `Conflict` where the scan is under way, found nothing, or was decided on otherwise.
    """
    queries.get_allowed(unit.session, challenge_id, may_add_items, by=by)
    queries.get_import(unit.session, challenge_id, import_id)
    scanned = unit.session.get_one(Import, import_id, with_for_update=True, populate_existing=True)
    challenge = life.lock(unit, challenge_id)
    if scanned.scanned_at is None:
        raise Conflict("This file is still being scanned for private data. Decide once that has ended.")
    if not scanned.flagged:
        raise Conflict("No private data was found in this file, so there is nothing to decide.")
    if scanned.findings_decision == decision:
        return scanned
    choose_findings_decision(decision, before=scanned.findings_decision, state=challenge.state)
    _apply(unit, scanned, decision)
    scanned.findings_decision, scanned.findings_decided_at = decision, unit.now
    scanned.findings_decided_by = by.person_id
    clear(unit, scanned)
    return scanned


def _apply(unit: UnitOfWork, scanned: Import, decision: str) -> None:
    of_import = (Item.challenge_id == scanned.challenge_id, Item.import_id == scanned.id)
    flagged = (*of_import, exists(select(ItemFinding.kind).where(ItemFinding.item_id == Item.id)))
    if decision == "leave_out":
        unit.session.execute(delete(Item).where(*flagged))
    else:
        unit.session.execute(update(Item).where(*flagged, Item.state == "hidden").values(state="live"))
