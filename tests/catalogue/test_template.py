import pytest

from microtask.catalogue import load_catalogue
from microtask.errors import NotFound
from tests.catalogue.folders import changed, write_template


def test_a_template_is_found_by_its_id_and_a_wrong_id_is_answered_with_those_there_are(tmp_path):
    write_template(tmp_path / "fruit")
    catalogue = load_catalogue(tmp_path)
    assert catalogue.get("fruit").title == "Is it a fruit?"
    with pytest.raises(NotFound, match="no task template “fruits”"):
        catalogue.get("fruits")


def test_the_plain_template_of_each_kind_stands_first_then_the_others_by_kind_and_title(tmp_path):
    tag = changed('kind = "review"', 'kind = "tag"')
    example = {"item": {"name": "Fig"}, "valid": ["No"], "invalid": ["Maybe"], "votes": {"No": 1}}
    write_template(tmp_path / "zebra", manifest=changed('title = "Is it a fruit?"', 'title = "A"'))
    write_template(tmp_path / "apple", manifest=changed('title = "Is it a fruit?"', 'title = "B"'))
    write_template(tmp_path / "all", manifest=tag, example=example)
    write_template(tmp_path / "tag", manifest=tag, example=example)
    write_template(tmp_path / "review")
    assert [template.id for template in load_catalogue(tmp_path)] == ["review", "tag", "zebra", "apple", "all"]


def test_the_needed_columns_that_an_item_lacks_are_known(tmp_path):
    write_template(tmp_path / "fruit")
    [template] = load_catalogue(tmp_path)
    assert [column.label for column in template.columns_missing_from(["colour"])] == ["What it is called"]
    assert template.columns_missing_from(["key", "name"]) == []
