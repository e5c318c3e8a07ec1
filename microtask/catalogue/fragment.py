"""`task.html`: what a fragment may not do, told without rendering it."""

import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from microtask.catalogue.faults import Fault

COMPONENTS = "components/item.html"
SEEN = {"item", "template", "answer", "_", "gettext", "ngettext"}

_FORBIDDEN = {
    "a script": re.compile(r"<script\b|\bon[a-z]+\s*=|javascript:", re.IGNORECASE),
    "a style": re.compile(r"<style\b|\bstyle\s*=", re.IGNORECASE),
    "an outside address": re.compile(r"\b(https?|ftp|data):|[\"'(]\s*//", re.IGNORECASE),
    "a form element": re.compile(r"<(form|input|button|select|textarea)\b", re.IGNORECASE),
}


def check_fragment(path: Path) -> list[Fault]:
    """Every fault of one fragment.

    It may use `item`, `template`, `answer` and the macros of `components/item.html`; every text is escaped; it has no
    script, no style, no outside address and no form element, which are the page's.
    """
    file = f"{path.parent.name}/{path.name}"
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return [Fault(file, "", f"It cannot be read: {error}.")]
    try:
        tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        return [Fault(file, f"line {error.lineno}", f"It is not a Jinja fragment: {error.message}")]
    faults = [Fault(file, "", sentence) for sentence in _faults_of_tree(tree)]
    for number, line in enumerate(source.splitlines(), 1):
        found = [name for name, pattern in _FORBIDDEN.items() if pattern.search(line)]
        faults += [Fault(file, f"line {number}", f"It has {name}. Take it out.") for name in found]
    return faults


def _faults_of_tree(tree: nodes.Template) -> Iterator[str]:
    for name in sorted(meta.find_undeclared_variables(tree) - SEEN):
        yield f"It uses “{name}”. A fragment sees item, template and answer, and nothing else."
    for used in meta.find_referenced_templates(tree):
        if used != COMPONENTS:
            yield f"It uses another file than {COMPONENTS}. Take that out."
    if tree.find(nodes.EvalContextModifier) or any(each.name == "safe" for each in tree.find_all(nodes.Filter)):
        yield "It shows a text unescaped. Take out “safe” and “autoescape”."
