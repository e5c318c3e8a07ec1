"""Paper: items to print for colleagues without a screen of their own, and the page where the answers are typed in."""

from flask import render_template
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from microtask.answers import actions
from microtask.answers.actions import Collected
from microtask.catalogue import TaskTemplate
from microtask.challenges.models import Challenge, Stage
from microtask.challenges.queries import get_allowed, get_stage, get_standing, list_stages
from microtask.challenges.rules import check_printable, is_taking_collected, may_collect, may_name_coordinators
from microtask.errors import Conflict, Invalid
from microtask.people.rules import may_collect_for_others
from microtask.tasks.queries import find_pairs, list_pairs_to_print, list_to_print
from microtask.web.forms import SEPARATOR, Choice, Form, choices_of, choices_of_pair, read_number
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.sheet import Typed, as_rows, boxes, in_printed_order, read_pair, refer_to_pair
from microtask.web.templating import show_item

LENGTHS = (10, 20, 50)  # items of a pack, and rows of the page for answers

Printed = tuple[str, list[tuple[str, Markup]]]  # a reference, and the item or both of a pair under their headings

paper = Pages("paper")


@paper.page("/challenges/<id:challenge_id>/paper", who=may_collect_for_others)
def show(visit: Visit, challenge_id: int) -> str:
    """How paper works, what to print, and the way to the answers."""
    challenge, stages = _open(visit, challenge_id)
    may_name = may_name_coordinators(visit.person, get_standing(visit.unit.session, challenge))
    return render_template("paper/show.html", challenge=challenge, stages=stages, lengths=LENGTHS, may_name=may_name)


@paper.page("/challenges/<id:challenge_id>/paper/pack", who=may_collect_for_others)
def pack(visit: Visit, challenge_id: int) -> str:
    """The items that need answers most, to print. Nothing is set aside: others may answer them meanwhile."""
    challenge, stages = _open(visit, challenge_id)
    check_printable(challenge.marking)
    stage = _stage(visit, challenge, stages)
    template, choices = _asked(visit, stage)
    return render_template(
        "paper/pack.html",
        challenge=challenge,
        stage=stage,
        help=template.help,
        boxes=boxes(stage.kind, choices),
        items=(_pairs if template.thing else _items)(visit, stage, template),
    )


@paper.page("/challenges/<id:challenge_id>/paper/answers", who=may_collect_for_others)
def new(visit: Visit, challenge_id: int) -> str:
    """A row for each answer."""
    added = read_number(visit.query.get("added"))
    return _answers_page(visit, challenge_id, Form.blank(), added=added if isinstance(added, int) else 0)


@paper.page("/challenges/<id:challenge_id>/paper/answers", methods=["POST"], who=may_collect_for_others)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Take the rows that can be taken; the others stay on the page, as typed, each with what is wrong with it."""
    typed = _read(visit.form)
    try:
        collected = _collect(visit, challenge_id, typed)
    except Invalid as error:
        return _answers_page(visit, challenge_id, Form.refused(visit.form, error.fields, [])), 422
    added = collected.accepted + collected.repeated
    if not collected.rejected:
        stage = read_number(visit.query.get("stage"))
        return go_to(f"/challenges/{challenge_id}/paper/answers?added={added}" + (f"&stage={stage}" if stage else ""))
    wrong = {f"row-{row}": [reason] for row, reason in collected.rejected}
    left = _only(visit.form, {row for row, _ in collected.rejected})
    return _answers_page(visit, challenge_id, Form.refused(left, wrong, list(wrong)), added=added), 422


def _open(visit: Visit, challenge_id: int) -> tuple[Challenge, list[Stage]]:
    """The challenge, and its questions."""
    challenge = get_allowed(visit.unit.session, challenge_id, may_collect, by=visit.person)
    if not is_taking_collected(challenge.state):
        raise Conflict("Answers on paper are taken from when a challenge opens until it is closed.")
    return challenge, list(list_stages(visit.unit.session, challenge_id))


def _stage(visit: Visit, challenge: Challenge, stages: list[Stage]) -> Stage:
    """The question that was asked for, or the first."""
    position = read_number(visit.query.get("stage"))
    return get_stage(visit.unit.session, challenge.id, position=position) if isinstance(position, int) else stages[0]


def _asked(visit: Visit, stage: Stage) -> tuple[TaskTemplate, list[Choice]]:
    template = visit.house.catalogue.get(stage.template)
    return template, choices_of_pair(template.thing) if template.thing else choices_of(stage.options, stage.scale)


def _items(visit: Visit, stage: Stage, template: TaskTemplate) -> list[Printed]:
    found = list_to_print(visit.unit.session, stage.id, limit=_length(visit))
    return [(item.key, [("", show_item(template, item=template.fed(item.payload, stage.columns)))]) for item in found]


def _pairs(visit: Visit, stage: Stage, template: TaskTemplate) -> list[Printed]:
    """Pairs have no key of their own: what is typed in for one is the number of its task."""
    printed = []
    for task_id, first, second in list_pairs_to_print(visit.unit.session, stage.id, limit=_length(visit)):
        both = zip("AB", in_printed_order(task_id, first, second), strict=True)
        shown = [
            (f"{template.thing} {letter}", show_item(template, item=template.fed(item.payload, stage.columns)))
            for letter, item in both
        ]
        printed.append((refer_to_pair(task_id), shown))
    return printed


def _length(visit: Visit) -> int:
    wanted = read_number(visit.query.get("items"))
    return wanted if wanted in LENGTHS and isinstance(wanted, int) else LENGTHS[0]


def _read(sent: "MultiDict[str, str]") -> list[Typed]:
    """The rows in which anything was typed, in their order."""
    rows = [
        Typed(number, *(sent.get(f"{name}-{number}", "") for name in ("key", "name", "answer")))
        for number in range(1, LENGTHS[-1] + 1)
    ]
    return [row for row in rows if row.key.strip() or row.answer.strip()]


def _only(sent: "MultiDict[str, str]", numbers: set[int]) -> "MultiDict[str, str]":
    """What stays on the page: the rows with these numbers. A name that stood above one of them goes along."""
    left: MultiDict[str, str] = MultiDict()
    name = ""
    for number in range(1, LENGTHS[-1] + 1):
        name = sent.get(f"name-{number}", "").strip() or name
        if number in numbers:
            left |= {f"{field}-{number}": sent.get(f"{field}-{number}", "") for field in ("key", "answer")}
            left[f"name-{number}"] = name
    return left


def _collect(visit: Visit, challenge_id: int, typed: list[Typed]) -> Collected:
    if not typed:
        raise Invalid({"": ["Type in an answer or more, or leave this page."]})
    challenge, stages = _open(visit, challenge_id)
    stage = _stage(visit, challenge, stages)
    _, choices = _asked(visit, stage)
    if stage.kind == "compare":
        typed = _name_pairs(visit, stage, typed)
    return actions.collect(
        visit.unit,
        challenge_id,
        as_rows(stage.kind, choices, typed),
        stage=stage.position,
        by=visit.person,
        secret_key=visit.house.settings.secret_key,
    )


def _name_pairs(visit: Visit, stage: Stage, typed: list[Typed]) -> list[Typed]:
    """The same, each under the keys of the pair in the order in which it was printed."""
    numbers = {row.number: read_pair(row.key) for row in typed}
    pairs = find_pairs(visit.unit.session, stage.id, {task_id for task_id in numbers.values() if task_id is not None})
    named = {task_id: SEPARATOR.join(in_printed_order(task_id, *keys)) for task_id, keys in pairs.items()}
    return [row._replace(key=named.get(numbers[row.number] or 0, row.key)) for row in typed]


def _answers_page(visit: Visit, challenge_id: int, form: Form, *, added: int = 0) -> str:
    challenge, stages = _open(visit, challenge_id)
    stage = _stage(visit, challenge, stages)
    _, choices = _asked(visit, stage)
    filled = [int(name.rpartition("-")[2]) for name in form.values if name.startswith("key-") and form.text(name)]
    return render_template(
        "paper/answers.html",
        challenge=challenge,
        stage=stage,
        boxes=boxes(stage.kind, choices),
        rows=range(1, max([_length(visit), *filled]) + 1),
        lengths=LENGTHS,
        added=added,
        form=form,
    )
