import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, g, render_template_string
from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from markupsafe import escape

from microtask.web.static_files import FOLDER as STATIC
from microtask.web.templating import FOLDER, Fragments
from tests.web.examples import CATALOGUE, EXAMPLES, FRAGMENTS, make_app

PAGES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


@pytest.fixture(scope="module")
def htmls(app: Flask) -> dict[str, str]:
    client = app.test_client()
    return {name: client.get(f"/{number}").get_data(as_text=True) for number, name in enumerate(EXAMPLES)}


@pytest.mark.parametrize("name", PAGES)
def test_every_template_compiles(app, name):
    app.jinja_env.get_template(name)


def test_every_page_has_an_example():
    shown = {name.partition(":")[0] for name in EXAMPLES}
    pages = {name for name in PAGES if not name.startswith("components/") and "/_" not in name and "/" in name}
    assert pages == shown


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_page_has_one_heading_a_title_and_no_inline_script_or_style(htmls, name):
    html = htmls[name]
    assert html.startswith("<!DOCTYPE html>")
    assert html.count("<h1") == 1, name
    title = re.search("<title>(.*)</title>", html)[1]
    assert title.endswith(" \u2013 Microtask")
    assert title.startswith("Error: ") == ("govuk-error-summary" in html)
    assert "<style" not in html
    assert " style=" not in html
    assert re.findall('<script(?! type="module" src=)', html) == []
    assert re.findall(r"\son\w+=", html) == []
    assert re.findall(r"\brequired\b(?=[ =>])(?=[^<]*>)", html) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_id_is_unique_and_everything_that_names_an_id_finds_it(htmls, name):
    html = htmls[name]
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"', html) + re.findall(
        'href="#([^"]+)"', html
    )
    assert {each for names in named for each in names.split()} <= set(ids)


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_that_is_read_out_is_empty(htmls, name):
    for tag in ("a", "button", "legend", "label", "h1", "h2", "h3", "caption", "th", "dt", "summary", "li"):
        for text in re.findall(f"<{tag}[ >].*?</{tag}>", htmls[name], re.DOTALL):
            assert re.sub("<[^>]*>", "", text).strip(), text


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_form_that_posts_carries_the_csrf_token(htmls, name):
    for form in re.findall(r"<form.*?</form>", htmls[name], re.DOTALL):
        assert " novalidate" in form
        assert ('name="csrf_token"' in form) == ('method="post"' in form)


def test_pages_of_failure_ask_nothing_of_the_session_or_the_person(htmls):
    for name in ("errors/problem.html", "errors/unavailable.html"):
        assert "csrf_token" not in htmls[name]
        assert "Ada Example" not in htmls[name]


class Attributes(HTMLParser):
    """Every attribute of a page, but for those that are words or data and lead nowhere."""

    WORDS = ("value", "placeholder", "title", "alt", "xmlns")

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        leading = [(name, value) for name, value in attrs if name not in self.WORDS and not name.startswith("aria-")]
        self.found += [f"{tag} {name}={value}" for name, value in leading if "//" in (value or "")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_page_leads_to_another_host(htmls, name):
    """What a browser would ask for is seen by tests/browser; here no attribute of any kind names another place."""
    page = Attributes()
    page.feed(htmls[name])
    assert page.found == []


def test_an_attribute_that_leads_elsewhere_is_found():
    for elsewhere in (
        '<a href="//cdn.example/x">', '<button formaction="https://x.example/">', '<object data="http://x.example/">',
        '<video poster="//x.example/p.png">', '<meta http-equiv="refresh" content="0;url=https://x.example/">',
        '<svg><image xlink:href="//x.example/i.svg"/></svg>', '<p style="background: url(//x.example/b.png)">',
    ):  # fmt: skip
        page = Attributes()
        page.feed(elsewhere)
        assert len(page.found) == 1, elsewhere


def test_the_task_page_and_the_first_visit_keep_to_their_budgets(htmls):
    largest = max(len(html.encode()) for name, html in htmls.items() if name.startswith("assignments/show.html"))
    assert largest <= 30_000
    assert largest + sum(path.stat().st_size for path in STATIC.iterdir()) <= 200_000


def test_the_title_names_the_question_the_challenge_and_the_service(htmls):
    assert (
        "<title>Error: Does this letter say what to do next? \u2013 Plain-English check \u2013 Microtask</title>"
        in htmls["assignments/show.html: refused"]
    )


def test_a_name_that_a_view_forgot_to_pass_is_an_error(app):
    with app.test_request_context(), pytest.raises(UndefinedError):
        render_template_string("{{ nobody_passed_this }}")


def test_every_page_sees_the_service_and_the_person(app):
    with app.test_request_context():
        assert render_template_string("{{ service_name }} {{ person }}") == "Microtask None"
        g.person = "Ada"
        assert render_template_string("{{ person }}") == "Ada"


def test_a_text_is_looked_up_when_the_template_is_compiled_and_keeps_its_signs(app):
    with app.test_request_context():
        assert render_template_string("{{ _('a & 100%%') }}") == "a &amp; 100%"
        assert render_template_string("{{ _('%(n)s of <b>', n='<i>') }}") == "&lt;i&gt; of <b>"
        assert render_template_string("{{ ngettext('%(num)s day', '%(num)s days', 2) }}") == "2 days"


def _render(folder: Path, text: str, item: dict[str, Any], answer: Any = None) -> str:
    path = folder / "task.html"
    path.write_text(text, encoding="utf-8")
    template: Any = SimpleNamespace(id="mine", title="Letter", fragment=path)
    return Fragments([template]).render(template, item=item, answer=answer)


def test_a_fragment_shows_its_item_with_the_shared_components(tmp_path):
    html = _render(
        tmp_path,
        '{% from "components/item.html" import panel, field, facts %}'
        '{{ panel(template.title, item["text"]) }}{{ field("From", item["sender"]) }}{{ field("To", item["nobody"]) }}'
        '{{ facts([("Year", item["year"]), ("Page", item["nobody"])]) }}{{ answer }}',
        {"text": "<b>1\n2", "sender": "A & B", "year": 0},
        answer="Yes",
    )
    assert "Letter</h2>" in html
    assert "&lt;b&gt;1\n2</div>" in html
    assert "<strong>From:</strong> A &amp; B" in html
    assert "<dt>Year</dt> <dd>0</dd>" in html
    assert "To:" not in html
    assert "Page" not in html
    assert html.endswith("Yes")


def test_a_fragment_sees_nothing_of_the_app(tmp_path, app):
    with app.test_request_context():
        assert _render(tmp_path, "{{ request }}{{ g }}{{ config }}{{ service_name }}{{ person }}", {}) == ""
    with pytest.raises(TemplateNotFound):
        _render(tmp_path, '{% include "layout.html" %}', {})


@pytest.mark.parametrize("text", ["{{ item.__class__.__mro__ }}", "{{ item.update({'a': 1}) }}"])
def test_a_fragment_runs_no_python(tmp_path, text):
    with pytest.raises(SecurityError):
        _render(tmp_path, text, {})


def test_a_fragment_that_does_not_compile_is_told_at_start(tmp_path):
    with pytest.raises(TemplateSyntaxError):
        _render(tmp_path, "{{ item", {})


@pytest.mark.parametrize("template", list(CATALOGUE), ids=lambda template: template.id)
def test_every_task_template_shows_its_example_item(template):
    html = FRAGMENTS.render(template, item=template.example.item)
    texts = [value for value in template.example.item.values() if isinstance(value, str)]
    assert any(str(escape(text)) in html for text in texts)
