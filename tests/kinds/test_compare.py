import pytest

from microtask.errors import Invalid
from microtask.kinds import compare
from microtask.kinds.kind import Question

QUESTION = Question("compare")


@pytest.mark.parametrize("value", ["a", "b", "same"])
def test_a_choice_is_taken_alone_in_a_list_and_in_a_cell(value):
    assert compare.parse(value, QUESTION) == compare.parse([value], QUESTION) == value
    assert compare.parse_text(f" {value} ", QUESTION) == value
    assert compare.to_value(value, QUESTION) == value


@pytest.mark.parametrize("value", [None, "", []])
def test_nothing_is_asked_to_be_selected(value):
    with pytest.raises(Invalid, match="Select one of the two, or that they are the same"):
        compare.parse(value, QUESTION)


@pytest.mark.parametrize("value", ["c", "A", 1, True, ["a", "b"], {"a": 1}])
def test_anything_else_is_refused(value):
    with pytest.raises(Invalid, match="Give the answer as “a”, “b” or “same”"):
        compare.parse(value, QUESTION)
