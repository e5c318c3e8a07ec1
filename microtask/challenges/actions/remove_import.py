"""Remove an import: a file that was the wrong one goes out of a draft, with all the items that came in it."""

from sqlalchemy import delete

from microtask.audit import actions as audit
from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.models import Import, Item
from microtask.challenges.rules import STATE_WORDS, may_add_items
from microtask.errors import Conflict
from microtask.people.rules import Identity
from microtask.storage import actions as storage
from microtask.unit_of_work import UnitOfWork


def remove_import(unit: UnitOfWork, challenge_id: int, import_id: int, *, by: Identity) -> None:
    """Delete the import, its items, and what was tried or known of them; one that is still being read ends.

    Their keys are free again. Raises `NotFound`, `NotAllowed`, and `Conflict` where the challenge is no draft: then
    somebody else has seen the items.
    """
    queries.get_allowed(unit.session, challenge_id, may_add_items, by=by)
    queries.get_import(unit.session, challenge_id, import_id)
    removed = unit.session.get(Import, import_id, with_for_update=True, populate_existing=True)
    challenge = life.lock(unit, challenge_id)
    if challenge.state != "draft":
        raise Conflict(f"This challenge is {STATE_WORDS[challenge.state]}. A file can be removed from a draft alone.")
    if removed is None:
        return  # somebody else has just done so
    of_import = (Item.challenge_id == challenge_id, Item.import_id == import_id)
    unit.session.execute(delete(Item).where(*of_import))
    unit.session.execute(delete(Import).where(Import.id == import_id))
    if removed.blob_id is not None:
        storage.remove(unit, removed.blob_id)
    about, detail = ("challenge", challenge_id), {"import": import_id, "accepted": removed.accepted}
    audit.note(unit, "items.removed", about, by=by.person_id, department=challenge.department_id, detail=detail)
