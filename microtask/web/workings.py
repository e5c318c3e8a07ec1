"""Workings: one item worked through, from what people said of it to its result."""

from typing import Any

from flask import render_template

from microtask.challenges import queries as challenges
from microtask.people.rules import may_read_results
from microtask.results import actions
from microtask.results.actions import Worked
from microtask.results.papers import describe_rule
from microtask.results.queries import ResultRow, StageView
from microtask.results.rules import DECIDERS, say_why_undecided
from microtask.web.page import Pages, Visit
from microtask.web.result_rows import say_answer, say_label, show_row
from microtask.web.results import read_stage
from microtask.web.templating import show_item

workings = Pages("workings")


@workings.page("/challenges/<id:challenge_id>/workings/<id:item_id>", who=may_read_results)
def show(visit: Visit, challenge_id: int, item_id: int) -> str:
    """The item as volunteers see it, what they said, and what came of it."""
    worked = actions.explain(visit.unit, challenge_id, item_id, stage=read_stage(visit), by=visit.person)
    stage = challenges.get_stage(visit.unit.session, challenge_id, position=worked.stage.position)
    template = visit.house.catalogue.get(stage.template)
    item = show_item(template, item=template.fed(worked.row.payload, stage.columns))
    return render_template("workings/show.html", challenge=worked.challenge, item=item, **show_worked(worked))


def show_worked(worked: Worked) -> dict[str, Any]:
    """What `workings/_worked.html` needs of it."""
    words = say_label(worked.stage) if worked.stage.kind != "compare" else {}
    return {
        "stage": worked.stage,
        "result": show_row(worked.stage, worked.row, ()),
        "steps": [
            {
                "answer": words[step.answer],
                "people": step.people,
                "by_strangers": step.by_strangers,
                "probability": step.probability,
            }
            for step in worked.steps
        ],
        "rule": describe_rule(worked.stage, worked.stage),
        "decided_by": worked.row.route,
        "crowd_answer": say_answer(worked.stage, worked.row.crowd_answer),
        "confidence": worked.row.confidence,
        "agreement": worked.row.agreement,
        "decision_reason": worked.row.decision_reason,
        "tie": worked.row.tie,
        "undecided_because": say_why_undecided(worked.row.reason, tie=False)
        if worked.row.state == "undecided" and worked.row.route not in DECIDERS
        else None,
        "moved": worked.row.state if _has_moved(worked.stage, worked.row) else None,
    }


def _has_moved(stage: StageView, row: ResultRow) -> bool:
    """Whether how sure the crowd is now lies on the other side of the rule than the item's state, which stands."""
    if stage.kind not in ("review", "tag") or row.route != "crowd" or row.confidence is None:
        return False
    is_sure = bool(row.confidence >= stage.confidence)
    return bool(row.state == ("undecided" if is_sure else "settled"))
