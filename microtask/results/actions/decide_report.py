"""Decide on a report: an administrator restores the item, redacts it, or removes it for good.

The decision stands with the reports of the item: what, who, when and why. What was redacted or removed is not kept.
"""

from collections.abc import Mapping

from sqlalchemy import text

from microtask.audit import actions as audit
from microtask.challenges.actions import life
from microtask.challenges.models import Challenge, Item
from microtask.challenges.rules import SPLITS
from microtask.errors import Conflict, Invalid
from microtask.people.rules import Identity
from microtask.results.actions.overtake import overtake
from microtask.results.queries.reports import get_report
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

NOTHING_CHANGED = "Change the text that nobody should see, or choose to restore the item as it is."

_RECORDED = {"restore": "item.restored", "redact": "item.redacted", "remove": "item.removed"}
_DECIDE = """
UPDATE reports SET decision = :decision, decided_at = :now, decided_by = :by, decision_reason = :reason
WHERE item_id = :item AND decided_at IS NULL
"""
# Of a pair, the other item may still be hidden: then so is the pair.
_SHOW = """
UPDATE tasks SET hidden = false WHERE id IN (
    SELECT t.id FROM tasks t JOIN items i ON i.id = t.item_id LEFT JOIN items o ON o.id = t.other_item_id
    WHERE :item IN (t.item_id, t.other_item_id) AND i.state = 'live' AND coalesce(o.state, 'live') = 'live')
"""
# Splitting passed over the item at the stages that it reached while it was hidden.
_SPLIT_AGAIN = """
UPDATE stages s SET split_item_id = least(s.split_item_id, i.id - 1), split_at = NULL FROM items i
WHERE i.id = :item AND s.challenge_id = i.challenge_id AND s.position <= i.reached AND i.dropped_at IS NULL
  AND NOT EXISTS (SELECT FROM tasks t WHERE t.stage_id = s.id AND i.id IN (t.item_id, t.other_item_id))
RETURNING s.id
"""
_LOCK = "SELECT FROM tasks WHERE :item IN (item_id, other_item_id) ORDER BY id FOR NO KEY UPDATE"
# A task that was settled or undecided does not count as that any more; a ranking counts its items anew by itself.
_UNCOUNT = """
UPDATE stage_states k SET settled = k.settled - gone.settled, undecided = k.undecided - gone.undecided
FROM (SELECT t.stage_id, count(*) FILTER (WHERE t.state IN ('settled', 'adjudicated')) AS settled,
             count(*) FILTER (WHERE t.state = 'undecided') AS undecided
      FROM tasks t JOIN stages s ON s.id = t.stage_id AND s.kind <> 'compare'
      WHERE t.item_id = :item GROUP BY t.stage_id) gone
WHERE k.stage_id = gone.stage_id
"""
_WITHDRAW = "UPDATE tasks SET state = 'withdrawn', settled_at = :now WHERE :item IN (item_id, other_item_id)"
_WITHDRAW_RESULTS = """
UPDATE results r SET state = 'withdrawn', answer = NULL, confidence = NULL, agreement = NULL, answers = 0, not_sure = 0,
                     distribution = '{}', extras = '{}', decision = NULL, pass_number = s.pass_number, changed_at = :now
FROM stages s WHERE r.item_id = :item AND s.id = r.stage_id
"""
_STAGES = """
SELECT DISTINCT stage_id FROM tasks WHERE :item IN (item_id, other_item_id) ORDER BY stage_id
"""


def decide_report(
    unit: UnitOfWork,
    report_id: int,
    *,
    decision: str,
    reason: str,
    texts: Mapping[str, str] | None = None,
    by: Identity,
) -> None:
    """Decide all open reports of the reported item: `restore`, `redact` or `remove`.

    `texts` are the item's columns with what they say from now on; `redact` needs one that differs. After `restore` and
    `redact` the item is shown again, and its answers count. Raises `NotFound` for whoever may not decide, `Conflict`
    where somebody has decided already, `Invalid` where nothing was redacted.
    """
    report = get_report(unit.session, report_id, by=by)
    challenge = life.lock(unit, report.challenge_id)
    at = {"item": report.item_id, "now": unit.now, "by": by.person_id, "decision": decision, "reason": reason}
    item = unit.session.get_one(Item, report.item_id, with_for_update={"key_share": True}, populate_existing=True)
    unit.session.flush()
    if unit.session.scalar(text("SELECT decided_at FROM reports WHERE id = :id"), {"id": report_id}) is not None:
        raise Conflict("Somebody has decided on this report already.")
    before = dict(item.payload)
    if decision == "redact":
        _redact(unit, item, texts or {})
    unit.session.execute(text(_DECIDE), at)
    unit.session.execute(text(_LOCK), at)
    if decision == "remove":
        _remove(unit, item)
    else:
        _restore(unit, item)
    audit.note(
        unit,
        _RECORDED[decision],
        ("item", item.id),
        by=by.person_id,
        department=challenge.department_id,
        reason=reason,
        before=before,
        after=item.payload,
    )


def _redact(unit: UnitOfWork, item: Item, texts: Mapping[str, str]) -> None:
    payload = item.payload | {column: texts[column] for column in item.payload if column in texts}
    if payload == item.payload:
        raise Invalid({"decision": [NOTHING_CHANGED]})
    item.payload = payload
    unit.session.execute(text("DELETE FROM item_findings WHERE item_id = :item"), {"item": item.id})


def _restore(unit: UnitOfWork, item: Item) -> None:
    at = {"item": item.id}
    item.state = "live"
    unit.session.flush()
    unit.session.execute(text(_SHOW), at)
    _decide_again(unit, item)
    if unit.session.get_one(Challenge, item.challenge_id).state in SPLITS:
        for stage_id in unit.session.scalars(text(_SPLIT_AGAIN), at).all():
            unit.then(Step.SPLIT_STAGE, stage_id)


def _remove(unit: UnitOfWork, item: Item) -> None:
    """Its columns stay, empty, so that whatever shows an item finds them; its tasks are nobody's any more."""
    at = {"item": item.id, "now": unit.now}
    item.state, item.payload = "withdrawn", dict.fromkeys(item.payload, "")
    unit.session.flush()
    _decide_again(unit, item)
    for statement in (_UNCOUNT, _WITHDRAW, _WITHDRAW_RESULTS, "DELETE FROM item_findings WHERE item_id = :item"):
        unit.session.execute(text(statement), at)


def _decide_again(unit: UnitOfWork, item: Item) -> None:
    """Ask for a full pass over each stage of the item, whatever those that have begun have read."""
    stages = unit.session.scalars(text(_STAGES), {"item": item.id}).all()
    overtake(unit, stages)
    for stage_id in stages:
        unit.then(Step.DECIDE, stage_id)
