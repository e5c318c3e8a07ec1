"""Imports: what became of a file of items."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.challenges import queries
from microtask.challenges.rules import may_add_items
from microtask.challenges.schemas import ShownImport

imports = Endpoints("imports", "What became of each file of items.")


@imports.get("/challenges/<id:challenge_id>/imports/<id:import_id>", answer=ShownImport)
def show(call: Call, challenge_id: int, import_id: int) -> dict[str, Any]:
    """How far an import is, and which rows it could not take.

    `receiving` until the file has arrived, `queued` until a worker has time, `running`, then `done`, or `failed` where
    the file as a whole could not be read.
    """
    session = call.unit.session
    queries.get_allowed(session, challenge_id, may_add_items, by=call.person)
    found = queries.get_import(session, challenge_id, import_id)
    return {name: getattr(found, name) for name in _COLUMNS} | {
        "rejected": queries.list_rejections(session, import_id),
        "rejected_count": found.rejected,
    }


_COLUMNS = ("id", "state", "format", "rows", "accepted", "failure", "created_at", "finished_at")
