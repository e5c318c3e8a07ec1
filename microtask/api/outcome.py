"""The outcome: what was done because of the answers."""

from microtask.api.endpoint import Call, Endpoints
from microtask.challenges.models import Challenge
from microtask.people.rules import may_own_challenges
from microtask.results import actions
from microtask.results.schemas import Outcome

outcome = Endpoints("outcome", "What was done because of the answers.")


@outcome.put("/challenges/<id:challenge_id>/outcome", body=Outcome, answer=Outcome, who=may_own_challenges)
def update(call: Call, challenge_id: int) -> Challenge:
    """Say what was done because of the answers, what was not, and why.

    For a challenge that has closed. Everyone who may see the challenge reads it there.
    """
    return actions.conclude(call.unit, challenge_id, call.body["outcome"], by=call.person)
