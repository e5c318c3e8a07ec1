"""Assignments: answer one, change the answer, skip it, or report its item."""

from typing import Any

from microtask.answers import actions as answers
from microtask.answers.schemas import Answered, Changed, NewAnswer
from microtask.api.endpoint import Call, Endpoints, Repeated
from microtask.assignments import actions
from microtask.assignments.queries import AssignmentRow
from microtask.assignments.rules import choose_order
from microtask.assignments.schemas import Next, Reported, Skipped

assignments = Endpoints("assignments", "One volunteer, one task, until a time.")


@assignments.post("/assignments/<id:assignment_id>/answer", body=NewAnswer, answer=Answered, status=201, again=200)
def answer(call: Call, assignment_id: int) -> dict[str, Any] | Repeated:
    """Give an answer and get the next task.

    The same answer again is answered with 200; another one with 409: change it with PATCH. An answer that comes late is
    stored all the same, and counts.
    """
    given = answers.submit(call.unit, assignment_id, call.body, channel="api", by=call.person)
    result = {"answer": given.answer_id, "next": _next(call, given.sitting_id)}
    return result if given.created else Repeated(result)


@assignments.patch("/assignments/<id:assignment_id>/answer", body=NewAnswer, answer=Changed)
def change(call: Call, assignment_id: int) -> dict[str, Any]:
    """Change an answer, until its task settles."""
    return {"answer": answers.change(call.unit, assignment_id, call.body, by=call.person).answer_id}


@assignments.post("/assignments/<id:assignment_id>/skip", body=Skipped, answer=Next)
def skip(call: Call, assignment_id: int) -> dict[str, Any]:
    """Skip a task, and get the next one."""
    sitting_id = actions.skip(call.unit, assignment_id, reason=call.body["reason"], by=call.person)
    return {"next": _next(call, sitting_id)}


@assignments.post("/assignments/<id:assignment_id>/report", body=Reported, answer=Next)
def report(call: Call, assignment_id: int) -> dict[str, Any]:
    """Report an item: it is hidden from everyone at once. Get the next task."""
    sitting_id = actions.report(call.unit, assignment_id, reason=call.body["reason"], by=call.person)
    return {"next": _next(call, sitting_id)}


def shown(row: AssignmentRow) -> dict[str, Any]:
    """An assignment as the API shows it."""
    asked: dict[str, Any] = {
        "id": row.id,
        "task": row.task_id,
        "challenge": row.challenge_id,
        "challenge_title": row.title,
        "marking": row.marking,
        "template": row.template,
        "kind": row.kind,
        "question": row.question,
        "estimated_seconds": round(row.median_seconds),
        "expires_at": row.expires_at,
    }
    if row.kind == "compare":
        keys = choose_order(row.key, row.other_key, swapped=row.swapped)
        payloads = choose_order(row.payload, row.other_payload, swapped=row.swapped)
        return asked | {
            "pair_keys": dict(zip("ab", keys, strict=True)),
            "payload": dict(zip("ab", payloads, strict=True)),
        }
    asked |= {"key": row.key, "payload": row.payload}
    if row.scale is not None:
        asked["scale"] = row.scale
    else:
        asked["options"] = row.options
    return asked


def _next(call: Call, sitting_id: int | None) -> dict[str, Any] | None:
    row = actions.next_of(call.unit, sitting_id, by=call.person)
    return None if row is None else shown(row)
