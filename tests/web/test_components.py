"""Our macros against the kit's own: the same markup, element by element, for everything that ours can say."""

from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask, render_template_string
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, Undefined
from werkzeug.datastructures import MultiDict

from microtask.web.forms import Form
from tests.web.examples import make_app

VOID = {"input", "path"}

FILLED = Form.blank(colour="green", when="now", email="a@b.example", text="<b>\nlong", **{"due-day": "3"})
REFUSED = Form.refused(
    MultiDict([("colour", "green"), ("email", "a@"), ("due-day", "31")]),
    {name: ["Mend this"] for name in ("colour", "email", "text", "due")},
    ["colour", "email", "text", "due"],
)

CHOICES = '(("green", "Green"), ("red", "Red", "Like blood"))'
KIT_CHOICES = [
    {"value": "green", "text": "Green", "checked": True},
    {"value": "red", "text": "Red", "hint": {"text": "Like blood"}},
]
LEGEND = {"text": "Which?", "classes": "govuk-fieldset__legend--l", "isPageHeading": True}
LABEL = {"text": "What?", "classes": "govuk-label--s"}
HINT = {"text": "Help"}
ERROR = {"text": "Mend this"}


def _kit(name: str, macro: str, /, **params: Any) -> tuple[str, str, dict[str, Any]]:
    return name, macro, params


PAIRS = [
    ('form.html" import radios %}{{ radios(FILLED, "colour", "Which?", ' + CHOICES + ', hint="Help", '
     'last=("none", "None"), heading=true, size="l") }}',
     _kit("radios", "govukRadios", name="colour", hint=HINT, fieldset={"legend": LEGEND},
          items=[*KIT_CHOICES, {"divider": "or"}, {"value": "none", "text": "None", "id": "colour-last"}])),
    ('form.html" import radios %}{{ radios(REFUSED, "colour", "Which?", ' + CHOICES + ', heading=true, size="l") }}',
     _kit("radios", "govukRadios", name="colour", errorMessage=ERROR, fieldset={"legend": LEGEND}, items=KIT_CHOICES)),
    ('form.html" import checkboxes %}{{ checkboxes(REFUSED, "colour", "Which?", ' + CHOICES + ', hint="Help", '
     'exclusive=(("none", "None"),), heading=true, size="l") }}',
     _kit("checkboxes", "govukCheckboxes", name="colour", hint=HINT, errorMessage=ERROR, fieldset={"legend": LEGEND},
          items=[*KIT_CHOICES, {"divider": "or"},
                 {"value": "none", "text": "None", "id": "colour-last-1", "behaviour": "exclusive"}])),
    ('form.html" import text_input %}{{ text_input(FILLED, "email", "What?", type="email", autocomplete="username") }}',
     _kit("input", "govukInput", id="email", name="email", label=LABEL, type="email", value="a@b.example",
          autocomplete="username", spellcheck=False, autocapitalize="none")),
    ('form.html" import text_input %}{{ text_input(REFUSED, "email", "What?", hint="Help", width=5) }}',
     _kit("input", "govukInput", id="email", name="email", label=LABEL, hint=HINT, errorMessage=ERROR, value="a@",
          classes="govuk-input--width-5")),
    ('form.html" import text_area %}{{ text_area(FILLED, "text", "What?", hint="Help") }}',
     _kit("textarea", "govukTextarea", id="text", name="text", label=LABEL, hint=HINT, value="<b>\nlong")),
    ('form.html" import text_area %}{{ text_area(REFUSED, "text", "What?", rows=3) }}',
     _kit("textarea", "govukTextarea", id="text", name="text", label=LABEL, errorMessage=ERROR, rows=3)),
    ('form.html" import error_summary %}{{ error_summary(REFUSED) }}',
     _kit("error-summary", "govukErrorSummary", titleText="There is a problem",
          errorList=[{"text": "Mend this", "href": f"#{name}"} for name in ("colour", "email", "text", "due")])),
    ('form.html" import button %}{{ button("Save", "secondary") }}',
     _kit("button", "govukButton", text="Save", type="submit", classes="govuk-button--secondary")),
    ('page.html" import link_button %}{{ link_button("/x", "Go") }}',
     _kit("button", "govukButton", text="Go", href="/x")),
    ('page.html" import back_link %}{{ back_link("/x") }}', _kit("back-link", "govukBackLink", text="Back", href="/x")),
    ('page.html" import tag %}{{ tag("Open", "green") }}',
     _kit("tag", "govukTag", text="Open", classes="govuk-tag--green")),
    ('page.html" import pagination %}{{ pagination("/p", "/n") }}',
     _kit("pagination", "govukPagination", previous={"href": "/p"}, next={"href": "/n"})),
    ('page.html" import notice %}{{ notice("Done") }}',
     _kit("notification-banner", "govukNotificationBanner", text="Done", titleId="notice-title")),
]  # fmt: skip


class _Outline(HTMLParser):
    """What a browser would make of it: elements with their attributes, and texts without idle white space."""

    def __init__(self, html: str):
        super().__init__()
        self.parts: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: " ".join((value or "").split()) for name, value in attrs}
        self.parts.append((tag, named))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_app()


@pytest.fixture(scope="module")
def kit() -> Environment:
    package = PackageLoader("govuk_frontend_jinja")
    return Environment(
        loader=ChoiceLoader([PrefixLoader({"govuk_frontend_jinja": package})]), autoescape=True, undefined=Undefined
    )


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=[ours.partition("{{ ")[2][:60] for ours, _ in PAIRS])
def test_our_macros_give_the_markup_of_the_kit(app, kit, ours, theirs):
    name, macro, params = theirs
    source = f'{{% from "govuk_frontend_jinja/components/{name}/macro.html" import {macro} %}}{{{{ {macro}(params) }}}}'
    with app.test_request_context():
        html = render_template_string('{% from "components/' + ours, FILLED=FILLED, REFUSED=REFUSED)
    assert _Outline(html).parts == _Outline(kit.from_string(source).render(params=params)).parts


def test_a_date_has_three_boxes_and_its_first_has_the_name_that_the_summary_links_to(app):
    with app.test_request_context():
        html = render_template_string(
            '{% from "components/form.html" import date_input %}{{ date_input(form, "due", "When?") }}', form=REFUSED
        )
    boxes = [part[1] for part in _Outline(html).parts if part[0] == "input"]
    assert [(box["id"], box["name"], box.get("value")) for box in boxes] == [
        ("due", "due-day", "31"), ("due-month", "due-month", None), ("due-year", "due-year", None),
    ]  # fmt: skip


def test_a_password_is_never_sent_back(app):
    with app.test_request_context():
        html = render_template_string(
            '{% from "components/form.html" import text_input %}'
            '{{ text_input(form, "password", "Password", type="password") }}',
            form=Form.blank(password="secret-word"),
        )
    assert "secret-word" not in html
