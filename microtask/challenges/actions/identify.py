"""Identify: two administrators find out together who is behind a random name, and the person is told.

One asks, with a reason from a fixed list; another one agrees within a week; then both see the name for a day, and no
longer than the link between people and random names is kept. Each step is recorded, and so is each look at the name.
The record names the request alone: it is kept for longer than the link.
"""

from typing import Any, NamedTuple

from sqlalchemy import text

from microtask.audit import actions as audit
from microtask.challenges import identify_queries, queries
from microtask.challenges.drafting import Reidentification
from microtask.challenges.identify_rules import SHOWN, WAITING, choose_standing, may_find_out_in
from microtask.challenges.models import Challenge
from microtask.challenges.rules import IDENTIFYING_REASONS
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.outbox import actions as outbox
from microtask.people.models import Person
from microtask.people.queries import get_identity
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

NO_SUCH_NAME = (
    "There is no such random name in a challenge of a department that you administer. Nobody looks into a challenge"
    " that they own."
)
MISSING = {
    "challenge": "Enter the number of the challenge, as its address has it.",
    "pseudonym": "Enter the random name, as the answers have it.",
    "reason": "Select why you have to know.",
    "is_told": "Select whether the person is told.",
}
NO_LINK = "Nobody can find out any more who this is: the link has been destroyed, or there never was one."


class Found(NamedTuple):
    """Who is behind a random name."""

    name: str
    email: str
    department: str


def ask_who(
    unit: UnitOfWork,
    challenge_id: int | None,
    pseudonym: str,
    *,
    reason: str | None,
    is_told: bool | None,
    by: Identity,
) -> int:
    """Ask for the person behind a random name; answers the number of the request, which another one decides.

    `is_told` is whether they are told of it, which they are unless the law forbids it. Those who may decide are
    written to. Raises `Invalid` with all that is missing (None and empty are), and under `pseudonym` for a name that
    `by` may not ask for, or behind which nobody can be found.
    """
    given = {
        "challenge": challenge_id is not None, "pseudonym": bool(pseudonym), "reason": reason in IDENTIFYING_REASONS,
        "is_told": is_told is not None,
    }  # fmt: skip
    faults = {field: [MISSING[field]] for field, is_given in given.items() if not is_given}
    challenge = None if challenge_id is None else unit.session.get(Challenge, challenge_id)
    found = challenge and identify_queries.find_participant(unit.session, challenge.id, pseudonym)
    if given["challenge"] and given["pseudonym"] and (fault := _fault_of_name(unit, challenge, found, by)):
        faults["pseudonym"] = [fault]
    if faults or challenge is None or found is None:
        raise Invalid(faults)
    told = {"reason": reason, "is_told": is_told}
    row = Reidentification(
        challenge_id=challenge.id, participant_id=found.id, asked_at=unit.now, asked_by=by.person_id, **told
    )
    unit.session.add(row)
    unit.session.flush()
    _note(unit, "asked", row.id, challenge.department_id, by=by, detail={"challenge": challenge.id} | told)
    outbox.note_event(unit, "reidentification.asked", challenge.id, {"request": row.id})
    return row.id


def agree_who(unit: UnitOfWork, request_id: int, *, by: Identity) -> None:
    """Agree with another administrator's request: from now on, for a day, both see who it is.

    The person is told on their home page, and written to, unless the law forbids it.

    Raises `NotFound`; `NotAllowed` for whoever asked; `Conflict` where it has been decided or has expired, who asked is
    no administrator any more, or the link has been destroyed meanwhile.
    """
    row, challenge = _take(unit, request_id, by=by)
    asker = unit.session.get_one(Person, row.asked_by)
    if asker.left_at is not None or not _may_take_part(unit, challenge, get_identity(unit.session, row.asked_by)):
        raise Conflict("Whoever asked may not do so any more. Ask anew, and have another administrator agree.")
    held = "SELECT person_id FROM participants WHERE id = :id FOR SHARE"
    person_id = unit.session.scalar(text(held), {"id": row.participant_id})
    if person_id is None:
        raise Conflict(NO_LINK)
    _decide(unit, row, "agreed", by=by)
    row.person_id = person_id if row.is_told else None
    _note(unit, "agreed", row.id, challenge.department_id, by=by, detail={"is_told": row.is_told})
    if row.is_told:
        outbox.note_event(unit, "reidentification.agreed", challenge.id, {"request": row.id})


def refuse_who(unit: UnitOfWork, request_id: int, *, by: Identity) -> None:
    """Refuse another administrator's request. Raises as `agree_who` does."""
    row, challenge = _take(unit, request_id, by=by)
    _decide(unit, row, "refused", by=by)
    _note(unit, "refused", row.id, challenge.department_id, by=by)


def read_who(unit: UnitOfWork, request_id: int, *, by: Identity) -> Found | None:
    """Who it is, where both agreed, for the two of them and a day; else None. That `by` looked is recorded.

    Raises `NotFound`.
    """
    request = identify_queries.get_request(unit.session, request_id, by=by)
    if by.person_id not in (request.asked_by, request.decided_by) or _standing(unit, request) != SHOWN:
        return None
    found = identify_queries.find_person_behind(unit.session, request_id)
    if found is None:
        return None
    _note(unit, "read", request_id, request.department_id, by=by)
    return Found(found.name, found.email, found.department)


def _fault_of_name(unit: UnitOfWork, challenge: Challenge | None, found: Any, by: Identity) -> str | None:
    """Why `by` cannot ask for this participant; a challenge of others and a name that is not there read alike."""
    if challenge is None or found is None or not _may_take_part(unit, challenge, by):
        return NO_SUCH_NAME
    if found.person_id is None:
        return NO_LINK
    return "This is your own random name." if found.person_id == by.person_id else None


def _take(unit: UnitOfWork, request_id: int, *, by: Identity) -> tuple[Reidentification, Challenge]:
    """The request, locked, which `by` may decide; of two who decide at once the second finds it decided."""
    identify_queries.get_request(unit.session, request_id, by=by)
    row = unit.session.get(
        Reidentification, request_id, with_for_update={"of": Reidentification}, populate_existing=True
    )
    if row is None:
        raise NotFound("There is no such request.")
    if row.asked_by == by.person_id:
        raise NotAllowed("You asked for this. Another administrator has to agree.")
    if _standing(unit, row) != WAITING:
        raise Conflict("This request has been decided, or has expired. Ask anew where it is still needed.")
    return row, unit.session.get_one(Challenge, row.challenge_id)


def _standing(unit: UnitOfWork, row: Any) -> str:
    return choose_standing(asked_at=row.asked_at, decision=row.decision, decided_at=row.decided_at, now=unit.now)


def _may_take_part(unit: UnitOfWork, challenge: Challenge, person: Identity) -> bool:
    owners = queries.get_standing(unit.session, challenge).owner_ids
    return may_find_out_in(person, department_id=challenge.department_id, owners=owners)


def _decide(unit: UnitOfWork, row: Reidentification, decision: str, *, by: Identity) -> None:
    row.decision, row.decided_at, row.decided_by = decision, unit.now, by.person_id


def _note(unit: UnitOfWork, what: str, number: int, department: int, *, by: Identity, detail: Any = None) -> None:
    about = ("reidentification", number)
    audit.note(unit, f"reidentification.{what}", about, by=by.person_id, department=department, detail=detail)
