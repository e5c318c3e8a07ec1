"""The things to look at: the files they came in, how a volunteer will see them, and which column feeds which."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import render_template

from microtask.catalogue import TaskTemplate
from microtask.challenges import actions, brief_queries, queries, text_queries
from microtask.challenges.models import Challenge
from microtask.errors import Conflict
from microtask.people.rules import may_own_challenges
from microtask.web.brief import CHANGES, get_asked_stage, get_edited, of_place, read_place
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to
from microtask.web.templating import show_item

SHOWN = 3  # items in the preview
MOST_EMPTY = 20  # keys of items that lack their text, or repeat that of another
LEAST_TEXT = 40  # characters on average, in a column that items are asked about and not sorted by
LONG_TEXT = 5_000  # characters from which on a text is very long for a few spare minutes
READ_A_MINUTE = (
    1_400  # characters: 238 words, the mean of silent reading in Brysbaert (2019), each of six with its space
)
MOST_ALIKE = 20_000  # items that are looked through for the same text

items = Pages("items")


@items.page("/challenges/<id:challenge_id>/items", who=may_own_challenges)
def show(visit: Visit, challenge_id: int) -> str:
    """The files, and the first items as a volunteer will see them."""
    challenge = get_edited(visit, challenge_id)
    stage = get_asked_stage(visit, challenge_id)
    template = visit.house.catalogue.get(stage["template"])
    names = brief_queries.list_item_columns(visit.unit.session, challenge_id)
    chosen = {f"column-{column.name}": _source(column.name, stage["columns"], names) for column in template.columns}
    return _page(visit, challenge, template, Form.blank(**chosen))


@items.page("/challenges/<id:challenge_id>/items", methods=["POST"], who=may_own_challenges)
def update(visit: Visit, challenge_id: int) -> Answer:
    """Say which column of the file feeds which column of the template."""
    challenge = get_edited(visit, challenge_id)
    template = visit.house.catalogue.get(get_asked_stage(visit, challenge_id)["template"])
    sent = {column.name: visit.form.get(f"column-{column.name}", "") for column in template.columns}
    fed = {name: source for name, source in sent.items() if source and source != name}
    try:
        changes = CHANGES.load({"columns": fed or None})
        actions.save(
            visit.unit,
            challenge_id,
            "items",
            changes,
            catalogue=visit.house.catalogue,
            by=visit.person,
            at=read_place(visit),
        )
    except REFUSALS as error:
        return _page(visit, challenge, template, Form.refused(visit.form, messages_of(error), ())), 422
    except Conflict as error:
        return _page(visit, challenge, template, Form.refused(visit.form, {"": [error.message]}, ())), 409
    return go_to(f"/challenges/{challenge_id}/items{of_place(visit)}")


def _source(name: str, columns: dict[str, str] | None, names: list[str]) -> str:
    wanted = (columns or {}).get(name, name)
    return wanted if wanted in names else ""


def _page(visit: Visit, challenge: Challenge, template: TaskTemplate, form: Form) -> str:
    session = visit.unit.session
    stage = get_asked_stage(visit, challenge.id)
    names = brief_queries.list_item_columns(session, challenge.id)
    first = brief_queries.list_items(session, challenge.id, limit=SHOWN)
    told = _name_texts(visit, challenge.id, template, stage["columns"] or {}, names)
    return render_template(
        "items/show.html",
        challenge=challenge,
        imports=queries.list_imports(session, challenge.id),
        undecided_findings=queries.count_undecided_findings(session, challenge.id),
        count=brief_queries.count_items(session, challenge.id),
        question=stage["question"],
        of_place=of_place(visit),
        names=names,
        fields=_fields(template, stage["columns"] or {}, names),
        empty=_cut(
            (source, text_queries.list_empty(session, challenge.id, source, limit=MOST_EMPTY + 1)) for source in told
        ),
        alike=_cut((source, _list_alike(visit, challenge.id, source)) for source in told[:1]),
        long=[(source, found) for source in told if (found := _list_long(visit, challenge.id, source))],
        preview=[(item.key, show_item(template, item=template.fed(item.payload, stage["columns"]))) for item in first],
        form=form,
    )


def _fields(template: TaskTemplate, columns: dict[str, str], names: list[str]) -> list[dict[str, Any]]:
    """The template's columns, and of each whether it is needed and has nothing that feeds it."""
    return [
        {
            "name": column.name,
            "label": column.label,
            "is_missing": column.needed and columns.get(column.name, column.name) not in names,
        }
        for column in template.columns
    ]


def tell_texts(visit: Visit, challenge_id: int, stages: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What whoever checks the items should know of their texts: (what, the keys), of the columns of all `stages`."""
    session = visit.unit.session
    names = brief_queries.list_item_columns(session, challenge_id)
    sources: dict[str, None] = {}
    for stage in stages:
        template = visit.house.catalogue.get(stage["template"])
        sources |= dict.fromkeys(_name_texts(visit, challenge_id, template, stage["columns"] or {}, names))
    told = []
    for source in sources:
        found = {
            "Nothing": text_queries.list_empty(session, challenge_id, source, limit=MOST_EMPTY + 1),
            "The same": _list_alike(visit, challenge_id, source),
            "Very long": [key for key, _ in _list_long(visit, challenge_id, source)],
        }
        told += [(f"{what} under “{source}”", _join(keys)) for what, keys in found.items() if keys]
    return told


def _list_alike(visit: Visit, challenge_id: int, column: str) -> list[str]:
    """The keys of the items that say the same, those of one text joined."""
    most = MOST_EMPTY + 1
    found = text_queries.list_alike(visit.unit.session, challenge_id, column, among=MOST_ALIKE, limit=most)
    return [" = ".join(keys) for keys in found]


def _join(keys: Sequence[str]) -> str:
    return ", ".join(keys[:MOST_EMPTY]) + (" and others" if len(keys) > MOST_EMPTY else "")


def _name_texts(
    visit: Visit, challenge_id: int, template: TaskTemplate, columns: dict[str, str], names: list[str]
) -> list[str]:
    """The columns of the file that colleagues are asked about: those that the template needs, else the longest text."""
    needed = [columns.get(column.name, column.name) for column in template.columns if column.needed]
    if needed:
        return [source for source in needed if source in names]
    longest = text_queries.find_text_column(visit.unit.session, challenge_id, least=LEAST_TEXT)
    return [longest] if longest else []


def _list_long(visit: Visit, challenge_id: int, column: str) -> list[tuple[str, int]]:
    """The longest of the very long items, each with the minutes that it takes to read."""
    longest = text_queries.list_long(visit.unit.session, challenge_id, column, least=LONG_TEXT, limit=MOST_EMPTY)
    return [(key, round(characters / READ_A_MINUTE)) for key, characters in longest]


def _cut(found: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[str, list[str], bool]]:
    """Of each column in which items were found: its name in the file, the first of them, and whether there are more."""
    return [(source, list(keys[:MOST_EMPTY]), len(keys) > MOST_EMPTY) for source, keys in found if keys]
