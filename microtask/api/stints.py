"""Sittings of a few minutes: a stint is opened, and stopped."""

from typing import Any

from microtask.api.assignments import shown
from microtask.api.endpoint import Call, Endpoints
from microtask.assignments import actions
from microtask.assignments.queries import Achievement, list_tray
from microtask.assignments.rules import TRAY_SIZE
from microtask.assignments.schemas import NewStint, Stint, Stopped

stints = Endpoints("stints", "A volunteer's few minutes, and the tasks dealt for them.")


@stints.post("/stints", body=NewStint, answer=Stint, status=201)
def create(call: Call) -> dict[str, Any]:
    """Open a sitting.

    The assignments that the caller still holds come first, then as many as fit in the minutes, at most 10. The list is
    empty when nothing waits. An earlier sitting of the caller ends.
    """
    sitting = actions.open_sitting(
        call.unit, minutes=call.body["minutes"], challenge_id=call.body["challenge"], by=call.person
    )
    tray = list_tray(call.unit.connection, sitting.id, limit=TRAY_SIZE)
    return {"id": sitting.id, "minutes": sitting.minutes, "assignments": [shown(row) for row in tray]}


@stints.post("/stints/<id:stint_id>/stop", answer=Stopped)
def stop(call: Call, stint_id: int) -> Achievement:
    """End a sitting: what was not answered is given back."""
    return actions.stop(call.unit, stint_id, by=call.person)
