"""The language of a visit: English, or another one where a page has been translated as a whole."""

from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote

from flask import has_request_context, request, session
from flask.sansio.app import App
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Environment, Template, nodes, pass_context, pass_environment
from jinja2.ext import InternationalizationExtension
from jinja2.runtime import Context
from markupsafe import Markup

from microtask.errors import NotFound
from microtask.text import LANGUAGES, SOURCE, Translations, load
from microtask.web.page import Answer, Pages, Visit, go_to, safe_path
from microtask.web.sessions import LANGUAGE

FOLDER = Path(__file__).parent / "templates"

languages = Pages("languages")


@languages.page("/language/<code>", public=True)
def choose(visit: Visit, code: str) -> Answer:
    """From now on in that language, where there are pages in it; and back to the page that was open."""
    if code not in LANGUAGES:
        raise NotFound
    if code != language():
        session[LANGUAGE] = code
    return go_to(safe_path(visit.query.get("next")))


def language() -> str:
    """The language that was chosen in this session; English where nothing was."""
    return str(session.get(LANGUAGE, SOURCE)) if has_request_context() else SOURCE


class ManyTongues(FlaskEnvironment):
    """Renders pages in the visitor's language, each language by an environment of its own.

    A page is shown in another language where all of it has been translated, else all of it is English: so what a page
    says of its language is true.
    """

    def __init__(self, app: App, **options: Any):
        super().__init__(app, **options)
        self.language = SOURCE
        self.others: dict[str, ManyTongues] = {}

    def get_or_select_template(self, template_name_or_list: Any, *more: Any, **arguments: Any) -> Template:
        """The template in the language of this visit."""
        wanted = language()
        if wanted != SOURCE and is_translated(template_name_or_list, wanted):
            return self.speaking(wanted).get_template(template_name_or_list)
        return super().get_or_select_template(template_name_or_list, *more, **arguments)

    def speaking(self, wanted: str) -> "ManyTongues":
        """The environment of another language, made when it is first asked for: what this one has, it has too."""
        if wanted not in self.others:
            other = cast("ManyTongues", self.app.create_jinja_environment())
            other.globals = dict(self.globals)
            other.filters = dict(self.filters)
            other.undefined = self.undefined
            other.language = wanted
            other.trim_blocks = other.lstrip_blocks = True
            teach(other, wanted)
            for extension in self.extensions.values():
                other.add_extension(type(extension))
            self.others[wanted] = other
        return self.others[wanted]


def teach(environment: Environment, wanted: str) -> None:
    """Give an environment the catalogue of that language, and what templates ask about languages."""
    translations = load(wanted)
    environment.extend(translations=translations)
    environment.add_extension(InternationalizationExtension)
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {"page_language": wanted, "other_languages": other_languages}
    environment.filters |= {"translated": partial(_translated, translations), "as_written": _as_written}


@pass_context
def other_languages(context: Context) -> list[tuple[str, str, str]]:
    """The code, name and address of each other language that this page can be read in; none after a POST."""
    if not has_request_context() or request.method != "GET":
        return []
    shown, back = str(context.name), quote(request.full_path.rstrip("?"), safe="/")
    return [
        (code, name, f"/language/{code}?next={back}")
        for code, name in LANGUAGES.items()
        if code != language() and (code == SOURCE or is_translated(shown, code))
    ]


@cache
def is_translated(template: str, wanted: str) -> bool:
    """Whether every text of the template, and of all that it is built from, is there in that language."""
    translations = load(wanted)
    return isinstance(translations, Translations) and all(translations.has(text) for text in texts_of(template))


def texts_of(template: str) -> set[str]:
    """Every text that the template looks up, and those of what it extends and includes and of the macros it imports."""
    return {text for part in _parts(template, set()) for text in _texts(part)}


def _parts(template: str, seen: set[str]) -> Iterator[nodes.Node]:
    if template in seen:
        return
    seen.add(template)
    part = _parse(template)
    yield part
    others = [each.template for each in part.find_all(nodes.Extends)]
    others += [each.template for each in part.find_all(nodes.Include)]
    for other in others:
        if isinstance(other, nodes.Const):
            yield from _parts(other.value, seen)
    for imported in part.find_all(nodes.FromImport):
        if isinstance(imported.template, nodes.Const):
            names = [name if isinstance(name, str) else name[0] for name in imported.names]
            yield from _macros(imported.template.value, names)


def _macros(template: str, names: list[str]) -> Iterator[nodes.Node]:
    """The macros with these names, and those of the same file that they call."""
    there = {macro.name: macro for macro in _parse(template).find_all(nodes.Macro)}
    waiting, met = list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in there and name not in met:
            met.add(name)
            yield there[name]
            waiting += [each.name for each in there[name].find_all(nodes.Name)]


def _parse(template: str) -> nodes.Template:
    return _PARSER.parse((FOLDER / template).read_text(encoding="utf-8"))


def _texts(part: nodes.Node) -> Iterator[str]:
    for call in part.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext"):
            first = call.args[0]
            if isinstance(first, nodes.Const):
                yield first.value


def _translated(translations: Any, text: str) -> str:
    """A sentence that comes from code; error messages lose their full stop on the way to a page."""
    found = str(translations.gettext(text))
    return found if found != text else str(translations.gettext(f"{text}.")).removesuffix(".")


@pass_environment
def _as_written(environment: Environment, text: Any) -> Any:
    """What somebody else wrote, which stays in English: marked as such on a page in another language.

    `text` is a text, or choices as forms take them, of which the labels and hints are marked.
    """
    if getattr(environment, "language", SOURCE) == SOURCE or not text:
        return text
    if isinstance(text, str):
        return Markup('<span lang="{}">{}</span>').format(SOURCE, text)
    return [(value, *(_as_written(environment, each) for each in said)) for value, *said in text]


_PARSER = Environment(extensions=[InternationalizationExtension], autoescape=True)
