import pytest

from microtask.catalogue import check_template, load_catalogue
from tests.catalogue.folders import MANIFEST, write_template

PRACTICE = """
[[practice]]
item = { name = "Rhubarb" }
answer = "No"
why = "It is a stalk."
"""
REFUSED = "The question refuses this answer. “Perhaps” is not an option of this question."
LACKING = "practice.1.other: This key is missing. Write the item that the first one is compared with."


def lines_of(tmp_path, practice):
    folder = write_template(tmp_path / "fruit", manifest=MANIFEST + practice)
    return [str(fault) for fault in check_template(folder)]


def test_a_template_may_bring_items_to_practise_on(tmp_path):
    assert lines_of(tmp_path, PRACTICE) == []
    [item] = load_catalogue(tmp_path).get("fruit").practice
    assert (item.item, item.other, item.answer, item.why) == ({"name": "Rhubarb"}, None, "No", "It is a stalk.")


@pytest.mark.parametrize(("old", "new", "line"), [
    ('name = "Rhubarb"', 'colour = "red"',
     "practice.1.item.name: The template needs this column, and the item lacks it. Write it."),
    ('"No"', '"Perhaps"', f"practice.1.answer: {REFUSED} Choose “Yes”, “No”."),
    ('why = "It is a stalk."', "", "practice.0.why: This key is missing. Write it."),
    ('why', 'other = { name = "Pear" }\nwhy', "practice.1.other: Only a compare template has this key. Take it out."),
])  # fmt: skip
def test_an_item_that_could_not_be_asked_about_is_told_by_key(tmp_path, old, new, line):
    assert lines_of(tmp_path, PRACTICE.replace(old, new)) == [f"fruit/manifest.toml: {line}"]


def test_a_comparison_is_practised_on_two(tmp_path):
    pair = MANIFEST.replace('"review"', '"compare"\nthing = "Fruit"').replace('[answer]\noptions = ["Yes", "No"]', "")
    folder = write_template(
        tmp_path / "fruit", manifest=pair + PRACTICE.replace('"No"', '"a"'),
        example={"item": {"name": "Rhubarb"}, "valid": "a", "invalid": "c", "votes": {"a": 1}})  # fmt: skip
    assert [str(fault) for fault in check_template(folder)] == [f"fruit/manifest.toml: {LACKING}"]
