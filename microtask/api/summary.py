"""The summary: a challenge in figures."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.people.rules import may_read_results
from microtask.results import actions
from microtask.results.schemas import ShownSummary, StageQuery

summary = Endpoints("summary", "A challenge in figures.")


@summary.get("/challenges/<id:challenge_id>/summary", query=StageQuery, answer=ShownSummary, who=may_read_results)
def show(call: Call, challenge_id: int) -> dict[str, Any]:
    """Progress, agreement beyond chance, what a settled task takes, and how the answers came in over time.

    With `?stage=` all of it is that stage's; without, progress, minutes and days are those of the whole challenge, the
    rest those of its last stage. Nothing in it is about a person.
    """
    return actions.summarise(call.unit, challenge_id, stage=call.query["stage"], by=call.person)
