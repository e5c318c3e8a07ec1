"""The method: how the results of a stage were worked out, for whoever has to defend a figure."""

from typing import Any

from flask import render_template

from microtask.challenges import brief_queries
from microtask.challenges import queries as challenges
from microtask.people.rules import may_read_results
from microtask.privacy.suppression import SMALLEST_GROUP
from microtask.results import actions, queries
from microtask.results.papers import LIMITS, describe_answers, describe_rule
from microtask.results.queries import StageView
from microtask.web.forms import choices_of, choices_of_pair
from microtask.web.page import Pages, Visit
from microtask.web.results import read_stage
from microtask.web.workings import show_worked

method = Pages("method")


@method.page("/challenges/<id:challenge_id>/method", who=may_read_results)
def show(visit: Visit, challenge_id: int) -> str:
    """The rule and its changes, who was asked and when, what words mean, the limits, and one item worked through."""
    session = visit.unit.session
    shown = actions.show_results(visit.unit, challenge_id, stage=read_stage(visit), by=visit.person)
    facts = queries.read_stage_facts(session, shown.stage)
    item_id = _choose_item(visit, shown.stage)
    worked = None
    if item_id is not None:
        explained = actions.explain(visit.unit, challenge_id, item_id, stage=shown.stage.position, by=visit.person)
        worked = show_worked(explained)
    return render_template(
        "method/show.html",
        challenge=shown.challenge,
        stage=shown.stage,
        stages=queries.list_stages(session, challenge_id),
        facts=facts,
        asked=_show_asked(visit, shown.stage),
        rule=describe_rule(shown.stage, shown.stage),
        possible=describe_answers(facts),
        earlier=[(earlier, describe_rule(shown.stage, earlier)) for earlier in facts.earlier_rules],
        limits=LIMITS,
        smallest_group=SMALLEST_GROUP,
        worked=worked,
    )


def _show_asked(visit: Visit, stage: StageView) -> dict[str, Any]:
    """What a volunteer was shown beside the item, to the letter, and how often the guidance was changed on the way."""
    session = visit.unit.session
    row = challenges.get_stage(session, stage.challenge_id, position=stage.position)
    template = visit.house.catalogue.get(row.template)
    pair = template.thing
    return {
        "help": template.help,
        "guidance": row.guidance,
        "earlier": brief_queries.list_guidance(session, row.id),
        "glossary": row.glossary,
        "choices": choices_of(row.options, row.scale) if pair is None else choices_of_pair(pair),
    }


def _choose_item(visit: Visit, stage: StageView) -> int | None:
    """The item that people differ on most, since it shows most; else the first; None where there is none."""
    session = visit.unit.session
    if stage.kind == "compare":
        rows = queries.list_ranking(session, stage.id, after=0, limit=1)
    else:
        rows = queries.list_disagreements(session, stage, limit=1) or queries.list_results(
            session, stage.id, after=0, limit=1
        )
    return rows[0].item_id if rows else None
