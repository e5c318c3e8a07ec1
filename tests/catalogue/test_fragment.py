import pytest

from microtask.catalogue.fragment import check_fragment
from tests.catalogue.folders import FRAGMENT, write_template


def sentences_of(tmp_path, fragment):
    folder = write_template(tmp_path / "fruit", fragment=fragment)
    return [fault.sentence for fault in check_fragment(folder / "task.html")]


@pytest.mark.parametrize(
    "fragment",
    [
        FRAGMENT,
        '<p>{{ item["name"] }}, {{ template.title }}, {{ answer or "none" }}, {{ _("text") }}</p>',
        "{% for name, value in item|items %}<p>{{ name }}: {{ value }}</p>{% endfor %}",
        "{% trans count=item|length %}one{% pluralize %}{{ count }} of them{% endtrans %}",
        "<p>The style of a script: an address such as and/or.</p>",
    ],
)
def test_a_fragment_that_only_shows_the_item_has_no_fault(tmp_path, fragment):
    assert sentences_of(tmp_path, fragment) == []


@pytest.mark.parametrize(
    ("fragment", "told"),
    [
        ("<script src='x.js'></script>", "a script"),
        ('<p onclick="f()">x</p>', "a script"),
        ('<a href="javascript:f()">x</a>', "a script"),
        ("<style>p { color: red }</style>", "a style"),
        ('<p style="color: red">x</p>', "a style"),
        ('<img src="https://elsewhere.example/x.png" alt="">', "an outside address"),
        ('<img src="//elsewhere.example/x.png" alt="">', "an outside address"),
        ('<input name="value">', "a form element"),
        ("{{ item['name']|safe }}", "unescaped"),
        ("{% autoescape false %}{{ item['name'] }}{% endautoescape %}", "unescaped"),
        ("{{ request.headers }}", "“request”"),
        ('{% include "layout.html" %}', "another file"),
        ("{% from file import panel %}", "“file”"),
        ("{% for x in %}", "not a Jinja fragment"),
    ],
)
def test_what_a_fragment_may_not_do_is_told(tmp_path, fragment, told):
    assert any(told in sentence for sentence in sentences_of(tmp_path, fragment))


def test_the_line_is_told(tmp_path):
    [fault] = check_fragment(write_template(tmp_path / "fruit", fragment="<p>\n<p style=''>") / "task.html")
    assert str(fault) == "fruit/task.html: line 2: It has a style. Take it out."


def test_a_fragment_that_is_not_there_is_told(tmp_path):
    [fault] = check_fragment(tmp_path / "task.html")
    assert "It cannot be read" in fault.sentence
