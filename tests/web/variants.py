"""The states of a page that follow from its template: lists that are empty, with one, with many; states of a challenge.

An example says what is special about a page. What every page has to stand is made here from its examples, so that a new
page is looked at in all of it by having one.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import SimpleNamespace as Row
from typing import Any

from jinja2 import Environment, nodes
from jinja2.ext import InternationalizationExtension

from microtask.challenges.rules import SHOWN
from microtask.web.templating import FOLDER

# Lists that a page is never given empty or with one: what the service itself offers, and the item or pair of a task.
FIXED = {
    *("fragments", "choices", "formats", "cares", "templates", "nouns", "accounts", "cookies", "stages", "columns"),
    "departments",
}

Context = dict[str, Any]
Variant = tuple[str, Context]


def variants(examples: Mapping[str, Context]) -> dict[str, Context]:
    """Further examples, each of a state that no example of the same template shows yet."""
    pages: dict[str, list[Context]] = {}
    for name, context in examples.items():
        pages.setdefault(name.partition(":")[0], []).append(context)
    return {
        name: context
        for template, contexts in pages.items()
        if (FOLDER / template).exists()  # an example without a template is told by tests/web/test_templating.py
        for name, context in (*_lengths(template, contexts), *_states(template, contexts))
    }


def lists_of(template: str) -> set[str]:
    """The names of what the template (and what it includes) goes through one by one."""
    return {
        loop.iter.name
        for part in _parts(template)
        for loop in part.find_all(nodes.For)
        if isinstance(loop.iter, nodes.Name)
    }


def _lengths(template: str, contexts: Sequence[Context]) -> Iterator[Variant]:
    for name in sorted(lists_of(template) - FIXED):
        many = [each for each in contexts if isinstance(each.get(name), Sequence) and len(each[name]) > 1]
        met = {len(each[name]) for each in contexts if isinstance(each.get(name), Sequence)}
        for length, word in ((0, "no"), (1, "one")):
            if many and length not in met:
                yield f"{template}: {word} {name}", many[0] | {name: many[0][name][:length]}


def _states(template: str, contexts: Sequence[Context]) -> Iterator[Variant]:
    """Of a challenge that has been published; a template of drafts alone says so by its examples."""
    if not any(_reads_state(part) for part in _parts(template)):
        return
    shown = [each for each in contexts if getattr(each.get("challenge"), "state", None) in SHOWN]
    met = {each["challenge"].state for each in shown}
    for state in sorted(set(SHOWN) - met) if shown else ():
        yield f"{template}: {state}", shown[0] | {"challenge": Row(**vars(shown[0]["challenge"]) | {"state": state})}


def _reads_state(part: nodes.Template) -> bool:
    return any(
        each.attr == "state" and isinstance(each.node, nodes.Name) and each.node.name == "challenge"
        for each in part.find_all(nodes.Getattr)
    )


def _parts(template: str) -> Iterator[nodes.Template]:
    part = _parsed(template)
    yield part
    for include in part.find_all(nodes.Include):
        if isinstance(include.template, nodes.Const):
            yield from _parts(include.template.value)


@cache
def _parsed(template: str) -> nodes.Template:
    environment = Environment(extensions=[InternationalizationExtension], autoescape=True)
    return environment.parse((FOLDER / template).read_text(encoding="utf-8"))
