"""The question of a challenge: which kind it is, its wording, what to choose from, and advice on all of it."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import render_template
from werkzeug.datastructures import MultiDict

from microtask.catalogue import TaskTemplate
from microtask.challenges import actions, queries
from microtask.challenges.brief_queries import list_unfed_columns
from microtask.challenges.lint import lint
from microtask.challenges.models import Challenge
from microtask.challenges.rules import cares_for, find_care
from microtask.errors import Conflict, Invalid
from microtask.kinds.registry import KINDS
from microtask.people.rules import may_own_challenges
from microtask.web import choosing
from microtask.web.brief import CHANGES, address_after, get_asked_stage, get_edited, of_place, read_place
from microtask.web.forms import REFUSALS, Form, choices_of, choices_of_pair, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("question", "options", "guidance", "glossary")
SHOWN_AT = {"scale": "options", "effect": "options", "template": "", "redundancy": ""}
NO_TEMPLATE = {"template": ["Select what colleagues will do."]}
NO_MEANING = "Line {line} has no colon. Write the word, a colon, and what it means."

question = Pages("question")


@question.page("/challenges/<id:challenge_id>/question/kind", who=may_own_challenges)
def kind(visit: Visit, challenge_id: int) -> Answer:
    """What colleagues will do, told by examples."""
    challenge = get_edited(visit, challenge_id)
    if visit.query.get("template"):
        place = read_place(visit)
        chosen = urlencode({"template": visit.query["template"]} | ({} if place == 1 else {"stage": place}))
        return go_to(f"/challenges/{challenge_id}/question?{chosen}")
    form = Form.refused(visit.query, NO_TEMPLATE, ["template"]) if "asked" in visit.query else Form.blank()
    page = render_template(
        "question/kind.html",
        challenge=challenge,
        form=form,
        cards=[_card(each) for each in visit.house.catalogue],
        place=read_place(visit),
    )
    return (page, 422) if form.messages else page


@question.page("/challenges/<id:challenge_id>/question", who=may_own_challenges)
def edit(visit: Visit, challenge_id: int) -> Answer:
    """The form, with advice on what was saved; first, for a draft that has no question, which kind it is."""
    challenge, stage = get_edited(visit, challenge_id), get_asked_stage(visit, challenge_id)
    wanted = visit.query.get("template")
    is_new = read_place(visit) > 1 or "question" not in challenge.sections
    if not wanted and not stage["question"] and is_new:
        return go_to(f"/challenges/{challenge_id}/question/kind{of_place(visit)}")
    template = visit.house.catalogue.get(wanted or stage["template"])
    is_begun = template.id == stage["template"] and stage["question"]
    form = _fill(stage, question=stage["question"] if is_begun else template.question or stage["question"])
    return _page(visit, challenge, template, form, choosing.rows_of(stage if is_begun else template.answer))


@question.page("/challenges/<id:challenge_id>/question", methods=["POST"], who=may_own_challenges)
def update(visit: Visit, challenge_id: int) -> Answer:
    """Save it, or give it one more row to type in; where there is advice, the page comes again with it."""
    challenge, stage = get_edited(visit, challenge_id), get_asked_stage(visit, challenge_id)
    template = visit.house.catalogue.get(visit.form.get("template", ""))
    rows = choosing.read_rows(visit.form)
    if "add" in visit.form:
        return _page(visit, challenge, template, Form.blank(**visit.form), choosing.fill_up(rows, one_more=True))
    try:
        changes = CHANGES.load(_read(visit.form, template, stage))
        actions.save(
            visit.unit,
            challenge_id,
            "question",
            changes,
            catalogue=visit.house.catalogue,
            by=visit.person,
            at=read_place(visit),
        )
    except REFUSALS as error:
        return _page(visit, challenge, template, _refused(visit.form, messages_of(error)), rows), 422
    except Conflict as error:
        return _page(visit, challenge, template, _refused(visit.form, {"": [error.message]}), rows), 409
    has_advice = bool(_advise(get_asked_stage(visit, challenge_id)))
    again = f"/challenges/{challenge_id}/question{of_place(visit)}"
    return go_to(again if has_advice else _address_after(visit, challenge_id))


def _address_after(visit: Visit, challenge_id: int) -> str:
    """On from a saved question: where items lack what it is about, to say which of their columns that is."""
    unfed = list_unfed_columns(visit.unit.session, challenge_id, catalogue=visit.house.catalogue)
    return f"/challenges/{challenge_id}/items{of_place(visit)}" if unfed else address_after(visit, challenge_id)


def _card(template: TaskTemplate) -> dict[str, Any]:
    """A task template by its example: the question, and what there is to choose from."""
    example = template.example
    if template.thing is not None:
        choices = choices_of_pair(template.thing)
    else:
        choices = choices_of(example.answer.get("options", ()), example.answer.get("scale"))
    labels = [choice[1] for choice in choices]
    return {"id": template.id, "title": template.title, "question": example.question, "labels": labels}


def _page(visit: Visit, challenge: Challenge, template: TaskTemplate, form: Form, rows: Sequence[choosing.Row]) -> str:
    stage = get_asked_stage(visit, challenge.id)
    return render_template(
        "question/edit.html",
        challenge=challenge,
        template=template,
        of_place=of_place(visit),
        form=form,
        rows=choosing.fill_up(rows),
        most_rows=choosing.MOST,
        added="add" in visit.form,
        advice=[] if form.messages or stage["template"] != template.id else _advise(stage),
        fixed=queries.has_been_asked(visit.unit.session, challenge.id),
    )


def _advise(stage: Mapping[str, Any]) -> list[Any]:
    if not stage["question"]:
        return []
    return lint(stage["question"], stage.get("options", ()), stage["guidance"], stage["glossary"])


def _fill(stage: Mapping[str, Any], *, question: str) -> Form:
    """What was said before, but for what there is to choose from."""
    return Form.blank(question=question, guidance=stage["guidance"], glossary=_write_glossary(stage["glossary"]))


def _read(sent: "MultiDict[str, str]", template: TaskTemplate, stage: Mapping[str, Any]) -> dict[str, Any]:
    """The body of what was sent. What stands as it did is left out: the rows do not show all of a scale."""
    body: dict[str, Any] = {"guidance": sent.get("guidance", "").strip(), "glossary": _read_glossary(sent)}
    if sent.get("question", "").strip():
        body["question"] = sent["question"].strip()
    elif stage["question"]:
        raise Invalid({"question": ["Write the question that colleagues are asked about each item."]})
    is_new_template = template.id != stage["template"]
    if is_new_template:
        care = find_care(stage["redundancy"], stage["kind"])
        body["template"] = template.id
        body |= {"redundancy": dict(cares_for(template.kind)[care])} if care else {}
    rows = [row for row in choosing.read_rows(sent) if row]
    if KINDS[template.kind].question_fields() and rows and (is_new_template or rows != choosing.rows_of(stage)):
        body |= choosing.read_answer(rows, template.kind)
    return body


def _read_glossary(sent: "MultiDict[str, str]") -> list[dict[str, str]]:
    """One term a line: the word, a colon, what it means."""
    terms = []
    for number, line in enumerate(sent.get("glossary", "").splitlines(), 1):
        if not line.strip():
            continue
        term, colon, meaning = (part.strip() for part in line.partition(":"))
        if not (term and colon and meaning):
            raise Invalid({"glossary": [NO_MEANING.format(line=number)]})
        terms.append({"term": term, "meaning": meaning})
    return terms


def _write_glossary(glossary: list[Mapping[str, str]]) -> str:
    return "\n".join(f"{each['term']}: {each['meaning']}" for each in glossary)


def _refused(sent: "MultiDict[str, str]", messages: Mapping[Any, Any]) -> Form:
    named = {SHOWN_AT.get(str(name).partition(".")[0], name): faults for name, faults in messages.items()}
    return Form.refused(sent, named, FIELDS)
