"""Submit: take one answer. The path that volunteers wait on: two statements, one commit, no shared row.

A punctual answer takes over the slot of its assignment, so the task itself is not written. A late one (the
assignment has expired or was given back, or the task has settled) has no slot, is stored, and counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from microtask.answers.queries import read_pass_number
from microtask.answers.rules import choose_seconds
from microtask.db import fetch_one
from microtask.errors import Conflict, Invalid, NotFound
from microtask.kinds.compare import turn
from microtask.kinds.registry import KINDS, question
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

_LOCK = """
SELECT a.state, a.slot, a.swapped, a.stage_id, a.task_id, a.participant_id, a.department_id, a.sitting_id,
       t.state AS task_state, c.state AS challenge_state, s.kind, s.options, s.scale,
       x.id AS answer_id, x.value, x.not_sure, x.withdrawn_at
FROM assignments a
JOIN participants p ON p.id = a.participant_id
JOIN tasks t ON t.id = a.task_id
JOIN stages s ON s.id = a.stage_id
JOIN challenges c ON c.id = s.challenge_id
LEFT JOIN answers x ON x.assignment_id = a.id
WHERE a.id = %(id)s AND p.person_id = %(person)s
FOR NO KEY UPDATE OF a
"""

_STORE = """
WITH stub AS (
    UPDATE assignments SET state = 'answered', ended_at = %(now)s, slot = %(slot)s WHERE id = %(assignment)s)
INSERT INTO answers (stage_id, task_id, assignment_id, participant_id, department_id, value, not_sure, note, seconds,
                     channel, answered_at)
VALUES (%(stage)s, %(task)s, %(assignment)s, %(participant)s, %(department)s, %(value)s, %(not_sure)s, %(note)s,
        %(seconds)s, %(channel)s, %(now)s)
RETURNING id
"""


class AnsweredOtherwise(Conflict):
    """The person has given another answer to this one before."""

    message = "You have given another answer to this one. Change that answer instead."


@dataclass(frozen=True, slots=True)
class Submitted:
    """An answer that is stored. `created` is False where the same answer had been given before.

    `lapsed` says that its time had run out, and `challenge_state` where its challenge stood.
    """

    answer_id: int
    created: bool
    sitting_id: int | None
    settled_meanwhile: bool
    lapsed: bool = False
    challenge_state: str = "open"


def submit(unit: UnitOfWork, assignment_id: int, said: Mapping[str, Any], *, channel: str, by: Identity) -> Submitted:
    """Store what `by` says about one assignment: `value`, or `not_sure`; with `seconds` and `note` if there are any.

    Safe to repeat: the same answer again changes nothing. Raises `AnsweredOtherwise` for another answer than the one
    given before, `Conflict` for a skipped assignment and for a closed challenge, `Invalid` for a value that the
    question does not take, `NotFound` for anybody else's assignment.
    """
    asked = lock_own(unit, assignment_id, by)
    if asked.state == "answered" and asked.answer_id is None:
        # Two clicks at once: this one waited for the lock, and read the answers as they were before.
        asked = lock_own(unit, assignment_id, by)
    value = read_value(asked, said)
    not_sure = value is None
    if asked.answer_id is not None:
        if (asked.value, asked.not_sure) != (value, not_sure) or asked.withdrawn_at:
            raise AnsweredOtherwise
        return Submitted(asked.answer_id, False, asked.sitting_id, asked.task_state != "open")
    if asked.state in ("skipped", "reported"):
        raise Conflict(f"You have {asked.state} this one, so it takes no answer from you.")
    if asked.challenge_state == "closed":
        raise Conflict("This challenge has closed, and takes no more answers.")
    answer = {
        "assignment": assignment_id,
        "slot": asked.slot if asked.task_state == "open" else None,
        "stage": asked.stage_id,
        "task": asked.task_id,
        "participant": asked.participant_id,
        "department": asked.department_id,
        "value": value,
        "not_sure": not_sure,
        "note": said.get("note") or None,
        "seconds": choose_seconds(said.get("seconds")),
        "channel": "simulated" if by.simulated else channel,
        "now": unit.now,
    }
    stored = fetch_one(unit.connection, _STORE, answer)
    unit.then(Step.DECIDE, asked.stage_id, gated=True, version=read_pass_number)
    settled = asked.task_state != "open"
    return Submitted(stored.id, True, asked.sitting_id, settled, asked.state == "expired", asked.challenge_state)


def lock_own(unit: UnitOfWork, assignment_id: int, by: Identity) -> Any:
    """The assignment, its question and its answer if there is one, locked. Raises `NotFound` for anybody else's."""
    asked = fetch_one(unit.connection, _LOCK, {"id": assignment_id, "person": by.person_id})
    if asked is None:
        raise NotFound("You have no assignment with that number.")
    return asked


def read_value(asked: Any, said: Mapping[str, Any]) -> str | None:
    """The canonical text of what was said, or None for not sure. Raises `Invalid` where it is both, or neither.

    What is stored of a pair is in the order of the pair, whichever way round this person saw it.
    """
    if said.get("not_sure"):
        if said.get("value") is not None:
            raise Invalid({"value": ["Give a value or say you are not sure, not both."]})
        return None
    if said.get("value") is None:
        raise Invalid({"value": ["Give an answer, or say that you are not sure."]})
    text = KINDS[asked.kind].parse(said["value"], question(asked.kind, options=asked.options, scale=asked.scale))
    return turn(text) if asked.swapped else text
