"""What if: the results of a stage under another rule, which is tried in memory and changes nothing."""

from urllib.parse import urlencode

from flask import render_template

from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.errors import Invalid
from microtask.people.rules import may_read_results
from microtask.results import actions, queries
from microtask.results.actions import Supposing
from microtask.results.schemas import SupposedRule
from microtask.results.what_if import Supposition
from microtask.tables.formats import available
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Download, Pages, Visit, go_to
from microtask.web.result_rows import columns_that_tell, say_answer, show_row
from microtask.web.results import as_file, read_stage

FIELDS = ("agree", "confidence")
RULE = SupposedRule()

what_if = Pages("what_if")


@what_if.page("/challenges/<id:challenge_id>/what-if", who=may_read_results)
def show(visit: Visit, challenge_id: int) -> Answer:
    """Choose another rule; with one in the address, what would have come of it."""
    form = Form.blank(**{name: visit.query[name] for name in FIELDS if visit.query.get(name)})
    try:
        supposing = _suppose(visit, challenge_id) if form.values else None
    except REFUSALS as error:
        return _page(visit, challenge_id, Form.refused(visit.query, messages_of(error), FIELDS), None), 422
    return _page(visit, challenge_id, form, supposing)


@what_if.page("/challenges/<id:challenge_id>/what-if/<file_format>", who=may_read_results)
def download(visit: Visit, challenge_id: int, file_format: str) -> Answer | Download:
    """What would have come of every item, as a file that says so; without a rule, to where one is chosen."""
    try:
        return as_file(_suppose(visit, challenge_id), file_format)
    except REFUSALS:
        return go_to(f"/challenges/{challenge_id}/what-if")


def _suppose(visit: Visit, challenge_id: int) -> Supposing:
    get_allowed(visit.unit.session, challenge_id, may_see_results, by=visit.person)
    asked = RULE.load({name: visit.query[name] for name in FIELDS if visit.query.get(name)})
    if (asked["agree"] is None) == (asked["confidence"] is None):
        raise Invalid({"agree": ["Fill in one of the two: how many people, or how sure."]})
    return actions.suppose(visit.unit, challenge_id, Supposition(**asked), stage=read_stage(visit), by=visit.person)


def _page(visit: Visit, challenge_id: int, form: Form, supposing: Supposing | None) -> str:
    session = visit.unit.session
    shown = actions.show_results(visit.unit, challenge_id, stage=read_stage(visit), by=visit.person)
    stage = shown.stage
    tellers = columns_that_tell(visit, stage)
    outcome = None if supposing is None else supposing.count(session)
    url = f"/challenges/{challenge_id}/what-if"
    rule = urlencode({name: form.text(name) for name in FIELDS if form.text(name)})
    return render_template(
        "what_if/show.html",
        challenge=shown.challenge,
        stage=stage,
        stages=queries.list_stages(session, challenge_id),
        form=form,
        rule=None if supposing is None else supposing.rule.in_words,
        outcome=outcome,
        changed=[]
        if outcome is None
        else [
            (show_row(stage, row, tellers), say_answer(stage, supposed.answer), supposed.state, supposed.because)
            for row, supposed in outcome.listed
        ],
        downloads=[(each.label, f"{url}/{each.value}?stage={stage.position}&{rule}") for each in available()],
    )
