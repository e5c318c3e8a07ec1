"""Templates: what every page sees, and the fragments of task templates, which see next to nothing."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, g
from jinja2 import DictLoader, Environment, FileSystemLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from microtask.catalogue import TaskTemplate
from microtask.text import SOURCE
from microtask.web.filters import set_up_filters
from microtask.web.forms import NONE_OF_THESE, NOT_SURE
from microtask.web.languages import ManyTongues, teach
from microtask.web.navigation import places_of

FOLDER = Path(__file__).parent / "templates"
ITEM_COMPONENTS = "components/item.html"


def set_up_templates(app: Flask, *, service_name: str, folder: Path = FOLDER) -> None:
    """Make `app` render the pages of `folder`.

    Every template sees `service_name`, `person` (`g.person`, else None), `session_ends` (when somebody is signed out if
    they do nothing, else None), `places_of` (a person) and the filters; a name that a view forgot to pass is an error,
    not an empty place. `csrf_token` comes from Flask-WTF, `static_url` from `static_files.set_up_static_files`.
    """
    app.jinja_loader = FileSystemLoader(folder)
    app.jinja_environment = PageEnvironment
    environment = app.jinja_env
    _set_up(environment)
    environment.undefined = StrictUndefined
    environment.globals |= {"service_name": service_name, "NOT_SURE": NOT_SURE, "NONE_OF_THESE": NONE_OF_THESE}
    environment.globals["places_of"] = places_of
    app.context_processor(_person)


def set_up_fragments(app: Flask, templates: Iterable[TaskTemplate]) -> None:
    """Compile the fragments of the task templates for `show_item`."""
    app.extensions["fragments"] = Fragments(templates)


def show_item(template: TaskTemplate, *, item: Mapping[str, Any], answer: Any = None) -> Markup:
    """The HTML of one item, as `Fragments.render` makes it, with the fragments of the current app."""
    return cast("Fragments", current_app.extensions["fragments"]).render(template, item=item, answer=answer)


class Fragments:
    """The fragments of the task templates, compiled at start: `task.html` of each.

    A fragment sees `item`, `template`, `answer` and the macros of `components/item.html`, nothing else, and runs in
    Jinja's sandbox: a task template is data that somebody dropped into a folder. Raises `jinja2.TemplateError` for one
    that does not compile.
    """

    def __init__(self, templates: Iterable[TaskTemplate]):
        sources = {template.id: template.fragment.read_text(encoding="utf-8") for template in templates}
        shared = {ITEM_COMPONENTS: (FOLDER / ITEM_COMPONENTS).read_text(encoding="utf-8")}
        environment = FragmentEnvironment(loader=DictLoader(sources | shared), autoescape=True, auto_reload=False)
        _set_up(environment)
        self._fragments = {name: environment.get_template(name) for name in sources}

    def render(self, template: TaskTemplate, *, item: Mapping[str, Any], answer: Any = None) -> Markup:
        """The HTML of one item as its task template shows it, safe to put into a page.

        `item` is the item's payload; `answer` what the person answered before, when they change it.
        """
        fragment = self._fragments[template.id]
        return Markup(fragment.render(item=item, template=template, answer=answer))  # noqa: S704 (autoescaped)


class FlatGlobals(Environment):
    """Gives each template its globals as one dictionary, made when the template is loaded: later ones are not seen.

    Jinja's own chain of two is asked for every name of it at every page and at every import, which is a tenth of the
    task page's time.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of the environment, and over them those of the template."""
        return {**self.globals, **(d or {})}


class PageEnvironment(FlatGlobals, ManyTongues):
    """What renders pages."""


class FragmentEnvironment(FlatGlobals, ImmutableSandboxedEnvironment):
    """What renders the fragments of task templates."""


class FoldedStrings(Extension):
    """Looks up `_("a text with no variables")` when a template is compiled, not each time it is shown.

    The task page has 25 such texts, and looking them up would be a quarter of its time. Another language therefore
    needs an environment of its own, which is what a cache of compiled templates needs anyway.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The same tokens, with the four of each such call replaced by the string that it would give."""
        tokens = list(stream)
        position = 0
        while position < len(tokens):
            call = tokens[position : position + 4]
            if [token.type for token in call] == ["name", "lparen", "string", "rparen"] and call[0].value == "_":
                text = self.environment.translations.gettext(call[2].value)  # type: ignore[attr-defined]
                yield Token(call[0].lineno, "string", text % ())
                position += 4
            else:
                yield tokens[position]
                position += 1


def _set_up(environment: Environment) -> None:
    """What pages and fragments share: whitespace, filters, and the catalogue of strings."""
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    set_up_filters(environment)
    teach(environment, SOURCE)
    environment.add_extension(FoldedStrings)


def _person() -> dict[str, Any]:
    return {"person": g.get("person"), "session_ends": g.get("session_ends")}
