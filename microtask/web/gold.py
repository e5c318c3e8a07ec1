"""Gold: upload the answers that are known, and see how many items have one. Nobody's answers are held against them."""

from flask import render_template

from microtask.analysis.sent_rows import LIMITS
from microtask.challenges import actions, queries, rules
from microtask.challenges.actions.know import Known
from microtask.challenges.models import Stage
from microtask.errors import Invalid
from microtask.people.rules import may_own_challenges
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from microtask.unit_of_work import UnitOfWork
from microtask.web.forms import Form, read_number
from microtask.web.page import Answer, Pages, Visit

FIELDS = ("stage", "file")
SHOWN = 100  # rejected rows on a page

gold = Pages("gold")


@gold.page("/challenges/<id:challenge_id>/gold", who=may_own_challenges)
def show(visit: Visit, challenge_id: int) -> str:
    """How many check items there are, and the form."""
    return _page(visit, visit.unit, challenge_id, Form.blank())


@gold.page("/challenges/<id:challenge_id>/gold", methods=["POST"], who=may_own_challenges, upload=True)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Take the rows, and say on the same page what became of them."""
    form, known = Form.blank(), None
    try:
        known = _receive(visit, challenge_id)
    except Invalid as error:
        form = Form.refused(visit.form, error.fields, FIELDS)
    with visit.house.units.begin() as unit:
        page = _page(visit, unit, challenge_id, form, known)
    return page if known else (page, 422)


def _receive(visit: Visit, challenge_id: int) -> Known:
    file = visit.files.get("file")
    if file is None or not file.filename:
        raise Invalid({"file": ["Select a file."]})
    stage = read_number(visit.form.get("stage"))
    if isinstance(stage, str):
        raise Invalid({"stage": ["Select a question."]})
    with open_rows(file.stream, Format.CSV, limits=LIMITS) as rows, visit.house.units.begin() as unit:
        if stage is None and len(_list_stages(unit, challenge_id)) > 1:
            raise Invalid({"stage": ["Select a question."]})
        return actions.know(unit, challenge_id, rows, stage=stage, by=visit.person)


def _page(visit: Visit, unit: UnitOfWork, challenge_id: int, form: Form, known: Known | None = None) -> str:
    challenge = queries.get_allowed(unit.session, challenge_id, rules.may_add_items, by=visit.person)
    stages = _list_stages(unit, challenge_id)
    return render_template(
        "gold/show.html",
        challenge=challenge,
        counts=[(stage.question, queries.count_check_items(unit.session, stage.id)) for stage in stages],
        choices=[(str(stage.position), stage.question) for stage in stages],
        may_add=challenge.state in rules.TAKES_ITEMS and bool(stages),
        known=known,
        rejected=known.rejected[:SHOWN] if known else [],
        form=form,
    )


def _list_stages(unit: UnitOfWork, challenge_id: int) -> list[Stage]:
    """Those whose items can have known answers."""
    return [stage for stage in queries.list_stages(unit.session, challenge_id) if stage.kind != "compare"]
