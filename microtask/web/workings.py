"""Workings: one item worked through, from what people said of it to its result."""

from typing import Any

from flask import render_template

from microtask.challenges import queries as challenges
from microtask.people.rules import may_read_results
from microtask.results import actions
from microtask.results.actions import Worked
from microtask.results.papers import describe_rule
from microtask.web.page import Pages, Visit
from microtask.web.result_rows import say_label, show_row
from microtask.web.results import read_stage
from microtask.web.templating import show_item

workings = Pages("workings")

_WHY_UNDECIDED = {
    "max": "As many people as the rule allows have answered, and it was not sure enough.",
    "spent": "More answers could hardly have changed it, or made it sure enough.",
    "spread": "People of too few departments answered.",
    "flipped": "Later answers turned the result round after it had been acted upon, so somebody has to decide.",
    "closed": "The challenge closed before enough people had answered.",
}


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
        "crowd_answer": worked.row.crowd_answer,
        "decision_reason": worked.row.decision_reason,
        "tie": worked.row.tie,
        "undecided_because": _WHY_UNDECIDED.get(worked.row.reason) if worked.row.state == "undecided" else None,
    }
