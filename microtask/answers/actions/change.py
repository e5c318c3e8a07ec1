"""Change: another value for an answer, until its task settles."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text

from microtask.answers.actions.submit import Submitted, lock_own, read_value
from microtask.answers.queries import read_pass_number
from microtask.answers.rules import check_changeable
from microtask.errors import Conflict
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork


def change(unit: UnitOfWork, assignment_id: int, said: Mapping[str, Any], *, by: Identity) -> Submitted:
    """Store another value for the answer of `by`, under the lock of its task. An empty note takes the earlier one out.

    Raises `Conflict` where there is no answer yet, or the task has settled; `Invalid` and `NotFound` as `submit` does.
    """
    asked = lock_own(unit, assignment_id, by)
    if asked.answer_id is None or asked.withdrawn_at:
        raise Conflict("There is no answer to change here. Give one first.")
    value = read_value(asked, said)
    state = unit.session.scalar(text("SELECT state FROM tasks WHERE id = :id FOR NO KEY UPDATE"), {"id": asked.task_id})
    check_changeable(task_state=str(state), challenge_state=asked.challenge_state)
    unit.session.execute(
        text(
            "UPDATE answers SET value = :value, not_sure = :not_sure, note = nullif(coalesce(:note, note), ''),"
            " revision = revision + 1, decided_at = NULL WHERE id = :id"
        ),
        {"id": asked.answer_id, "value": value, "not_sure": value is None, "note": said.get("note")},
    )
    unit.then(Step.DECIDE, asked.stage_id, gated=True, version=read_pass_number)
    return Submitted(asked.answer_id, False, asked.sitting_id, False)
