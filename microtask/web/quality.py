"""Quality: how well a question worked, by question and by item, and never by person."""

from typing import Any

from flask import render_template

from microtask.analysis.report.agreement import alpha_in_words
from microtask.people.rules import may_read_results
from microtask.results import actions, queries
from microtask.results.queries import StageView
from microtask.results.shares import count_shares
from microtask.web.page import Pages, Visit
from microtask.web.result_figures import draw_agreement
from microtask.web.result_rows import columns_that_tell, say_label, show_row
from microtask.web.results import read_stage

LISTED = 10

quality = Pages("quality")


@quality.page("/challenges/<id:challenge_id>/quality", who=may_read_results)
def show(visit: Visit, challenge_id: int) -> str:
    """Agreement beyond chance, how many were not sure, and the items that people differ on or are not sure about."""
    session = visit.unit.session
    shown = actions.show_results(visit.unit, challenge_id, stage=read_stage(visit), by=visit.person)
    stage = shown.stage
    tellers = columns_that_tell(visit, stage)
    is_ranking = stage.kind == "compare"
    spread = [] if is_ranking else queries.list_disagreements(session, stage, limit=LISTED)
    unsure = [] if is_ranking else queries.list_most_unsure(session, stage.id, limit=LISTED)
    return render_template(
        "quality/show.html",
        challenge=shown.challenge,
        stage=stage,
        stages=queries.list_stages(session, challenge_id),
        figures=_figures(visit, stage),
        alpha=alpha_in_words(stage.alpha) if stage.answers else None,
        agreement=None if is_ranking else draw_agreement(queries.count_agreement_bands(session, stage.id)),
        never_used=_list_never_used(visit, stage),
        spread=[show_row(stage, row, tellers) for row in spread],
        unsure=[show_row(stage, row, tellers) for row in unsure],
    )


def _figures(visit: Visit, stage: StageView) -> dict[str, Any]:
    session = visit.unit.session
    unsure = queries.count_not_sure(session, stage.id)
    return {
        "alpha": stage.alpha,
        "not_sure": unsure.not_sure / unsure.answers if unsure.answers else None,
        "unsure_items": unsure.items,
        "answers_per_item": queries.answers_per_settled_task(session, stage.id),
    }


def _list_never_used(visit: Visit, stage: StageView) -> list[str]:
    """The options that are no item's result, once there are results: the question may do without them."""
    if stage.kind == "compare":
        return []
    counted = [(row.answer, row.items) for row in queries.count_answers_by_value(visit.unit.session, stage.id)]
    words = say_label(stage)
    return [words[label] for label, items, _ in count_shares(stage.asked, counted) if not items]
