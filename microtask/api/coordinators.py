"""Coordinators: who prints a challenge's packs and types the answers in, without owning it."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.challenges import actions
from microtask.challenges.brief_queries import list_coordinators
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_name_coordinators
from microtask.challenges.words import NewCoordinator, ShownCoordinators, ShownOwner
from microtask.people.queries import get_department
from microtask.people.rules import may_own_challenges

coordinators = Endpoints("coordinators", "Who prints a challenge's packs and adds the answers, without owning it.")


@coordinators.get("/challenges/<id:challenge_id>/coordinators", answer=ShownCoordinators, who=may_own_challenges)
def index(call: Call, challenge_id: int) -> dict[str, Any]:
    """The coordinators of a challenge, for one of its owners, in the order in which they came."""
    session = call.unit.session
    get_allowed(session, challenge_id, may_name_coordinators, by=call.person)
    return {"coordinators": list_coordinators(session, challenge_id)}


@coordinators.post(
    "/challenges/<id:challenge_id>/coordinators",
    body=NewCoordinator,
    answer=ShownOwner,
    status=201,
    who=may_own_challenges,
)
def create(call: Call, challenge_id: int) -> dict[str, Any]:
    """Make somebody a coordinator, by their e-mail address; they need no role, and count once it is open."""
    added = actions.add_coordinator(call.unit, challenge_id, email=call.body["email"], by=call.person)
    department = get_department(call.unit.session, added.department_id)
    return {"id": added.person_id, "name": added.name, "department": department.name}


@coordinators.delete(
    "/challenges/<id:challenge_id>/coordinators/<id:coordinator_id>", status=204, who=may_own_challenges
)
def delete(call: Call, challenge_id: int, coordinator_id: int) -> None:
    """Take a coordinator off; the answers that they added stay."""
    actions.remove_coordinator(call.unit, challenge_id, coordinator_id, by=call.person)
