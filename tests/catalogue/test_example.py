import pytest

from microtask.catalogue import check_template
from tests.catalogue.folders import EXAMPLE, changed, write_template


def lines_of(folder):
    return [str(fault) for fault in check_template(folder)]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"item": {"colour": "red"}}, "item.name: The template needs this column, and the item lacks it. Write it."),
        ({"invalid": "Yes"}, "invalid: The question takes this answer. Give one that it refuses."),
        ({"votes": {"Yes": 1}}, 'votes: The valid answer casts {"No": 1}. Write that.'),
        ({"votes": {"No": "one"}}, "votes.No: Not a valid integer."),
        ({"question": "Is it?"}, "question: The manifest has it. Take it out."),
        ({"answer": {"options": ["Yes", "No"]}}, "answer: The manifest has it. Take it out."),
        ({"valed": "No"}, "valed: There is no such key. Check its spelling, or take it out."),
    ],
)
def test_an_example_that_does_not_do_what_it_says_is_told_by_key(tmp_path, changes, line):
    folder = write_template(tmp_path / "fruit", example=EXAMPLE | changes)
    assert lines_of(folder) == [f"fruit/example.json: {line}"]


def test_a_valid_answer_that_is_refused_is_told_with_the_reason(tmp_path):
    folder = write_template(tmp_path / "fruit", example=EXAMPLE | {"valid": "Perhaps"})
    [line] = lines_of(folder)
    assert line.startswith("fruit/example.json: valid: The question refuses this answer. “Perhaps” is not an option")


def test_an_example_writes_what_the_manifest_leaves_to_the_owner(tmp_path):
    manifest = changed('question = "Is this a fruit?"', "").replace('[answer]\noptions = ["Yes", "No"]', "")
    lacking = write_template(tmp_path / "lacking", manifest=manifest)
    assert lines_of(lacking) == [
        "lacking/example.json: question: The manifest leaves it to the owner. Write it.",
        "lacking/example.json: answer: The manifest leaves it to the owner. Write it.",
    ]
    whole = EXAMPLE | {"question": "Is it?", "answer": {"options": ["Yes", "No"]}}
    assert lines_of(write_template(tmp_path / "whole", manifest=manifest, example=whole)) == []
    wrong = whole | {"answer": {"options": ["No"]}}
    [line] = lines_of(write_template(tmp_path / "wrong", manifest=manifest, example=wrong))
    assert line == "wrong/example.json: answer.options: Give 2 to 100 options: there are 1."


@pytest.mark.parametrize("text", ['{"item": ', "[]", '{"item": {"name": 1}}'])
def test_an_example_of_another_form_is_told(tmp_path, text):
    lines = lines_of(write_template(tmp_path / "fruit", example=text))
    assert lines
    assert all(line.startswith("fruit/example.json: ") for line in lines)
