"""Decisions: what an owner or an expert decides where the crowd could not."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.results import actions
from microtask.results.schemas import NewDecision, ShownDecision, StageQuery

decisions = Endpoints("decisions", "What an owner or an expert decides where the crowd could not.")


@decisions.put(
    "/challenges/<id:challenge_id>/items/<path:key>/decision", query=StageQuery, body=NewDecision, answer=ShownDecision
)
def update(call: Call, challenge_id: int, key: str) -> dict[str, Any]:
    """Decide about an item, or record that it cannot be decided.

    What the crowd said is kept beside it. The reason appears in the release.
    """
    answer = call.body["answer"]
    actions.adjudicate(
        call.unit,
        challenge_id,
        key,
        answer=answer,
        reason=call.body["reason"],
        stage=call.query["stage"],
        by=call.person,
    )
    return {"key": key, "state": "undecided" if answer is None else "adjudicated", "answer": answer}
