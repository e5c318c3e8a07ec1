"""Every folder of `task_templates/` is taken through its own example: a new template is tested by existing."""

import re

import pytest
from jinja2 import StrictUndefined

from microtask.catalogue import FOLDER, check_template, load_catalogue
from microtask.kinds.registry import KINDS
from microtask.web.templating import Fragments

FOLDERS = sorted(path.name for path in FOLDER.iterdir() if (path / "manifest.toml").exists())
HOSTILE = '<script>alert(1)</script> & "quotes"'


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def fragments(catalogue):
    """The fragments as pages show them, but for one thing: a name that is not there is an error."""
    fragments = Fragments(catalogue)
    for fragment in fragments._fragments.values():
        fragment.environment.undefined = StrictUndefined
    return fragments


def needed(template):
    """The example's item with the columns that it may not lack; all of them where the template names none."""
    wanted = {column.name for column in template.columns if column.needed}
    return {name: value for name, value in template.example.item.items() if name in wanted or not wanted}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_manifest_loads_and_the_example_does_what_it_says(name):
    assert [str(fault) for fault in check_template(FOLDER / name)] == []


@pytest.mark.parametrize("name", FOLDERS)
def test_the_fragment_shows_every_column_of_the_example(name, catalogue, fragments):
    template = catalogue.get(name)
    html = fragments.render(template, item=template.example.item)
    for value in template.example.item.values():
        assert str(value).replace("'", "&#39;") in html


@pytest.mark.parametrize("name", FOLDERS)
def test_the_example_has_every_column_that_the_template_shows(name, catalogue):
    template = catalogue.get(name)
    assert {column.name for column in template.columns} <= template.example.item.keys()


@pytest.mark.parametrize("name", FOLDERS)
def test_the_fragment_does_without_the_columns_that_an_item_may_lack(name, catalogue, fragments):
    template = catalogue.get(name)
    html = fragments.render(template, item=needed(template))
    assert "None" not in html
    assert re.findall(r">\s*</(?:p|h2|dd|div)>", html) == []


@pytest.mark.parametrize("name", FOLDERS)
def test_what_somebody_wrote_into_an_item_is_text_and_nothing_else(name, catalogue, fragments):
    template = catalogue.get(name)
    html = fragments.render(template, item=dict.fromkeys(template.example.item, HOSTILE))
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= len(template.example.item)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_hint_is_one_short_sentence_without_a_full_stop(name, catalogue):
    template = catalogue.get(name)
    assert not template.help.endswith((".", "?", "!"))
    assert ". " not in template.help
    assert len(template.help.split()) <= 15


@pytest.mark.parametrize("name", FOLDERS)
def test_a_question_has_no_more_than_20_words(name, catalogue):
    assert len(catalogue.get(name).example.question.split()) <= 20


@pytest.mark.parametrize("name", FOLDERS)
def test_a_template_has_three_items_to_practise_on_with_different_answers_and_reasons(name, catalogue):
    practice = catalogue.get(name).practice
    assert len(practice) == 3
    assert len({str(each.answer) for each in practice}) == 3
    assert all(each.why.endswith(".") and len(each.why.split()) <= 30 for each in practice)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_plain_template_that_leaves_the_question_to_the_owner_and_two_more(kind, catalogue):
    plain = catalogue.get(kind)
    assert (plain.kind, plain.question, plain.answer, plain.columns) == (kind, None, {}, ())
    assert sum(template.kind == kind for template in catalogue) >= 3
