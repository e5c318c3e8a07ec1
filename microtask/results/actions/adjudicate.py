"""Adjudicate: an owner or an expert decides what the crowd could not, or records that it cannot be decided."""

from typing import Any

from sqlalchemy import Row, text

from microtask.audit import actions as audit
from microtask.challenges import queries as challenges
from microtask.challenges import rules as challenge_rules
from microtask.errors import Conflict, Invalid, NotFound
from microtask.kinds.compare import parse_place
from microtask.kinds.registry import KINDS, question
from microtask.people.rules import Identity
from microtask.results import queries
from microtask.results.actions.tell import tell_of_settling
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork


def adjudicate(
    unit: UnitOfWork,
    challenge_id: int,
    key: str,
    *,
    answer: object | None,
    reason: str,
    stage: int | None,
    by: Identity,
) -> None:
    """Decide the item with `key`: `answer`, or None for "cannot be decided". The crowd's verdict is kept beside it.

    Whoever owns the challenge decides as its owner, whatever else they are.

    Raises `NotAllowed` for anybody but an owner or expert, `NotFound` for an unknown item, `Invalid` for an answer
    that the question does not take, `Conflict` where the item is hidden.
    """
    challenge = challenges.get_allowed(unit.session, challenge_id, challenge_rules.may_adjudicate, by=by)
    at = queries.get_stage(unit.session, challenge_id, position=stage)
    task = _lock(unit, at, key)
    if not reason.strip():
        raise Invalid({"reason": ["Say in a sentence why you decide so. It appears in the release."]})
    decision = None
    if answer is not None:
        asked = question(at.kind, options=at.options, scale=at.scale)
        try:
            decision = parse_place(answer) if at.kind == "compare" else KINDS[at.kind].parse(answer, asked)
        except Invalid as wrong:
            raise Invalid({"answer": wrong.fields["value"]}) from None
    state = "undecided" if decision is None else "adjudicated"
    decided_as = "owner" if challenge_rules.is_owner(by, challenges.get_standing(unit.session, challenge)) else "expert"
    _store(unit, at, task, state=state, decision=decision, reason=reason, by=by, decided_as=decided_as)
    _recount(unit, at.id, before=task.state, after=state)
    audit.note(
        unit,
        "item.adjudicated",
        ("item", task.item_id),
        by=by.person_id,
        department=challenge.department_id,
        reason=reason,
        after={"decision": decision},
        detail={"stage": at.id},
    )
    if decision is not None:
        tell_of_settling(unit, at.id, [task.item_id])
    unit.then(Step.ADVANCE, at.id)


_TASK = """
SELECT t.id, t.item_id, t.state, t.hidden FROM tasks t JOIN items i ON i.id = t.item_id
WHERE t.stage_id = :stage AND i.key = :key FOR NO KEY UPDATE OF t
"""
# What is decided of a comparison is an item's place, which is no task's.
_PLACE = """
SELECT NULL AS id, i.id AS item_id, coalesce(r.state, 'open') AS state, i.state <> 'live' AS hidden
FROM stages s JOIN items i ON i.challenge_id = s.challenge_id AND i.reached >= s.position
LEFT JOIN results r ON r.stage_id = s.id AND r.item_id = i.id
WHERE s.id = :stage AND i.key = :key FOR NO KEY UPDATE OF i
"""


def _lock(unit: UnitOfWork, at: queries.StageView, key: str) -> Row[Any]:
    """What is decided about, locked: the item's task, or the item itself where places are decided."""
    task = unit.session.execute(
        text(_PLACE if at.kind == "compare" else _TASK), {"stage": at.id, "key": key}
    ).one_or_none()
    if task is None:
        raise NotFound(f"The stage has no item with the key “{key}”.")
    if task.hidden:
        raise Conflict("This item is hidden while somebody checks it. Decide it once it has been restored.")
    return task


def _store(
    unit: UnitOfWork,
    at: queries.StageView,
    task: Row[Any],
    *,
    state: str,
    decision: str | None,
    reason: str,
    by: Identity,
    decided_as: str,
) -> None:
    unit.session.execute(
        text("UPDATE tasks SET state = :state, settled_at = :now WHERE id = :id"),
        {"id": task.id, "state": state, "now": unit.now},
    )
    unit.session.execute(
        text(
            """
            INSERT INTO results AS r (stage_id, item_id, state, route, reason, decision, decision_reason, decided_by,
                                      decided_as, pass_number, rule_version, changed_at)
            VALUES (:stage, :item, :state, 'expert', :as, :decision, :why, :by, :as, 0, :version, :now)
            ON CONFLICT (stage_id, item_id) DO UPDATE SET
                state = excluded.state, route = 'expert', reason = excluded.reason, decision = excluded.decision,
                decision_reason = excluded.decision_reason, decided_by = excluded.decided_by,
                decided_as = excluded.decided_as, changed_at = excluded.changed_at
            """
        ),
        {
            "stage": at.id,
            "item": task.item_id,
            "state": state,
            "decision": decision,
            "why": reason,
            "by": by.person_id,
            "as": decided_as,
            "version": at.rule_version,
            "now": unit.now,
        },
    )


def _recount(unit: UnitOfWork, stage_id: int, *, before: str, after: str) -> None:
    """An item that somebody decided counts as settled."""
    settled = ("settled", "adjudicated")
    unit.session.execute(
        text(
            """
            INSERT INTO stage_states AS k (stage_id, settled, undecided) VALUES (:stage, :settled, :undecided)
            ON CONFLICT (stage_id) DO UPDATE SET settled = k.settled + :settled, undecided = k.undecided + :undecided
            """
        ),
        {
            "stage": stage_id,
            "settled": (after in settled) - (before in settled),
            "undecided": (after == "undecided") - (before == "undecided"),
        },
    )
