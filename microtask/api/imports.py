"""Imports: what became of a file of items."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.challenges import actions, queries
from microtask.challenges.import_schemas import FindingsDecision, ShownImport
from microtask.challenges.models import Import
from microtask.challenges.rules import may_add_items

imports = Endpoints("imports", "What became of each file of items.")


_COLUMNS = (
    *("id", "state", "format", "rows", "accepted", "failure", "created_at", "finished_at"),
    *("flagged", "findings_decision", "findings_decided_at"),
)


@imports.get("/challenges/<id:challenge_id>/imports/<id:import_id>", answer=ShownImport)
def show(call: Call, challenge_id: int, import_id: int) -> dict[str, Any]:
    """How far an import is, which rows it could not take, and what private data its items seem to hold.

    `receiving` until the file has arrived, `queued` until a worker has time, `running`, then `done`, or `failed` where
    the file as a whole could not be read. `findings` is null until the items have been scanned after that.
    """
    session = call.unit.session
    queries.get_allowed(session, challenge_id, may_add_items, by=call.person)
    return _shown(call, queries.get_import(session, challenge_id, import_id))


@imports.post(
    "/challenges/<id:challenge_id>/imports/<id:import_id>/findings", body=FindingsDecision, answer=ShownImport
)
def decide(call: Call, challenge_id: int, import_id: int) -> dict[str, Any]:
    """Decide on the private data that was found in a file.

    `leave_out` removes the items with findings for good; `keep` records that they were checked. A challenge is not
    published before, and items added to one that is open become tasks only then.
    """
    decision = call.body["decision"]
    decided = actions.decide_findings(call.unit, challenge_id, import_id, decision=decision, by=call.person)
    return _shown(call, decided)


@imports.delete("/challenges/<id:challenge_id>/imports/<id:import_id>", status=204)
def delete(call: Call, challenge_id: int, import_id: int) -> None:
    """Remove a file from a draft, with all the items that came in it; 409 once it is no draft any more."""
    actions.remove_import(call.unit, challenge_id, import_id, by=call.person)


def _shown(call: Call, found: Import) -> dict[str, Any]:
    return {name: getattr(found, name) for name in _COLUMNS} | {
        "rejected": queries.list_rejections(call.unit.session, found.id),
        "rejected_count": found.rejected,
        "findings": None if found.scanned_at is None else queries.list_findings(call.unit.session, found.id),
    }
