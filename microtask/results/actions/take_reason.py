"""Take a reason: raw answers are given for one where the marking or the deployment asks for it, and it is recorded.

This is the one place where that is kept.
"""

from microtask.audit import actions as audit
from microtask.challenges.models import Challenge
from microtask.errors import Invalid
from microtask.people.rules import Identity
from microtask.results.rules import needs_reason
from microtask.unit_of_work import UnitOfWork


def take_reason(
    unit: UnitOfWork,
    challenge: Challenge,
    reason: str | None,
    *,
    asked: bool,
    by: Identity,
    stage: int | None,
    release: int | None = None,
) -> None:
    """Record who is given the answers of a stage (None: of all), live or as they were released, and what for.

    `asked`: the deployment asks for a reason whatever the marking. Raises `Invalid` where one is needed and missing.
    """
    reason = (reason or "").strip()
    if not reason and needs_reason(challenge.marking, asked=asked):
        raise Invalid({"reason": [f"Answers marked {challenge.marking} are given for a reason. Say which."]})
    audit.note(
        unit,
        "answers.read",
        ("challenge", challenge.id),
        by=by.person_id,
        department=challenge.department_id,
        reason=reason,
        detail={"stage": stage, "release": release},
    )
