"""Practice: items whose answer is known and explained. What was answered is shown back at once, and stored nowhere."""

from typing import Any

from flask import render_template
from markupsafe import Markup

from microtask.catalogue import Practice, TaskTemplate
from microtask.catalogue.template import asked
from microtask.errors import Invalid, NotFound
from microtask.kinds.registry import KINDS
from microtask.web import forms
from microtask.web.forms import REFUSALS, Form
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.templating import show_item

practice = Pages("practice")


@practice.page("/practice")
def index(visit: Visit) -> Answer:
    """The kinds of tasks that can be practised."""
    offered = [template for template in visit.house.catalogue if template.practice and template.question]
    return render_template("practice/index.html", templates=offered)


@practice.page("/practice/<template_id>")
def begin(visit: Visit, template_id: str) -> Answer:
    """The first item."""
    _find(visit, template_id, 1)
    return go_to(f"/practice/{template_id}/1")


@practice.page("/practice/<template_id>/<id:number>")
def show(visit: Visit, template_id: str, number: int) -> str:
    """One item, to be answered."""
    template, item = _find(visit, template_id, number)
    return _page(template, item, number, Form.blank())


@practice.page("/practice/<template_id>/<id:number>", methods=["POST"])
def answer(visit: Visit, template_id: str, number: int) -> Answer:
    """What a careful reader says about it, and why."""
    template, item = _find(visit, template_id, number)
    try:
        said = forms.read_answer(visit.form)
        mine = None if said.get("not_sure") else _labels(template, _parsed(template, said.get("value")))
    except REFUSALS:
        refused = {"value": [forms.NOTHING_SELECTED[template.kind]]}
        return _page(template, item, number, Form.refused(visit.form, refused, ["value"])), 422
    return render_template(
        "practice/answer.html",
        template=template,
        number=number,
        total=len(template.practice),
        fragments=_fragments(template, item),
        mine=mine,
        ours=_labels(template, _parsed(template, item.answer)),
        why=item.why,
    )


def _find(visit: Visit, template_id: str, number: int) -> tuple[TaskTemplate, Practice]:
    template = visit.house.catalogue.get(template_id)
    if not 1 <= number <= len(template.practice):
        raise NotFound("There is no practice item with that number.")
    return template, template.practice[number - 1]


def _page(template: TaskTemplate, item: Practice, number: int, form: Form) -> str:
    return render_template(
        "practice/show.html",
        template=template,
        question=template.example.question,
        number=number,
        total=len(template.practice),
        choices=_choices(template),
        fragments=_fragments(template, item),
        form=form,
    )


def _choices(template: TaskTemplate) -> list[forms.Choice]:
    if template.thing is not None:
        return forms.choices_of_pair(template.thing)
    answers = template.example.answer
    return forms.choices_of(answers.get("options", ()), answers.get("scale"))


def _fragments(template: TaskTemplate, item: Practice) -> list[tuple[str | None, Markup]]:
    if item.other is None:
        return [(None, show_item(template, item=item.item))]
    pair = zip("AB", (item.item, item.other), strict=True)
    return [(f"{template.thing} {letter}", show_item(template, item=each)) for letter, each in pair]


def _parsed(template: TaskTemplate, value: Any) -> Any:
    """The answer as JSON has it. Raises `Invalid` where there is none, or the question does not take it."""
    if value is None:
        raise Invalid({"value": [forms.NOTHING_SELECTED[template.kind]]})
    kind, question = asked(template.kind, template.example.answer)
    return KINDS[template.kind].to_value(kind.parse(value, question), question)


def _labels(template: TaskTemplate, value: Any) -> list[str]:
    """What stands beside the radios or checkboxes of an answer; empty for a tag answer with none."""
    words = {choice[0]: choice[1] for choice in _choices(template)}
    return [words[str(each)] for each in (value if isinstance(value, list) else [value])]
