"""Owners: who may act on a challenge; there may be several, in several departments."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.challenges import actions
from microtask.challenges.brief_queries import list_owners
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_name_owners
from microtask.challenges.words import NewOwner, ShownOwner, ShownOwners
from microtask.people.queries import get_department
from microtask.people.rules import may_own_challenges

owners = Endpoints("owners", "Who may act on a challenge: there may be several, in several departments.")


@owners.get("/challenges/<id:challenge_id>/owners", answer=ShownOwners, who=may_own_challenges)
def index(call: Call, challenge_id: int) -> dict[str, Any]:
    """The owners of a challenge, for one of them, in the order in which they came."""
    session = call.unit.session
    get_allowed(session, challenge_id, may_name_owners, by=call.person)
    return {"owners": list_owners(session, challenge_id)}


@owners.post(
    "/challenges/<id:challenge_id>/owners", body=NewOwner, answer=ShownOwner, status=201, who=may_own_challenges
)
def create(call: Call, challenge_id: int) -> dict[str, Any]:
    """Make somebody an owner too, by their e-mail address; they need the role of an owner in some department."""
    added = actions.add_owner(call.unit, challenge_id, email=call.body["email"], by=call.person)
    department = get_department(call.unit.session, added.department_id)
    return {"id": added.person_id, "name": added.name, "department": department.name}


@owners.delete("/challenges/<id:challenge_id>/owners/<id:person_id>", status=204, who=may_own_challenges)
def delete(call: Call, challenge_id: int, person_id: int) -> None:
    """Take an owner off, perhaps oneself; 409 for the last one."""
    actions.remove_owner(call.unit, challenge_id, person_id, by=call.person)
