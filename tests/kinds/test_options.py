import pytest
from marshmallow import Schema, ValidationError

from microtask.kinds.options import Options, labels_of

Question = Schema.from_dict({"options": Options(least=2, required=True)})


def load(options):
    return Question().load({"options": options})["options"]


def faults(options):
    with pytest.raises(ValidationError) as raised:
        load(options)
    return raised.value.messages["options"]


def test_labels_and_definitions_come_back_as_they_were_given_without_blanks():
    given = [
        " Yes ",
        {"label": "No", "definition": " It does not. "},
        {"label": "Unclear"},
        {"label": "?", "definition": ""},
    ]
    loaded = load(given)
    assert loaded == ["Yes", {"label": "No", "definition": "It does not."}, "Unclear", "?"]
    assert labels_of(loaded) == ("Yes", "No", "Unclear", "?")


@pytest.mark.parametrize("options", ["yes|no", {"label": "yes"}, None, 3])
def test_options_are_a_list(options):
    assert len(faults(options)) == 1


@pytest.mark.parametrize("count", [0, 1, 101])
def test_there_are_neither_too_few_nor_too_many(count):
    assert faults([f"option {number}" for number in range(count)]) == [f"Give 2 to 100 options: there are {count}."]


@pytest.mark.parametrize(
    ("option", "fault"),
    [
        ("", "Option 2: its label is empty. Write it, or remove it."),
        ("   ", "Option 2: its label is empty. Write it, or remove it."),
        ("x" * 201, "Option 2: its label has 201 characters. Use at most 200."),
        ("a|b", "Option 2: its label has a “|”, which stands between labels in files. Use another sign."),
        ("a\0b", "Option 2: its label has a character that cannot be stored. Type it again by hand."),
        ("a\ud800b", "Option 2: its label has a character that cannot be stored. Type it again by hand."),
        (7, "Option 2: it is not a text. Give it a label."),
        (None, "Option 2: it is not a text. Give it a label."),
        ({"definition": "Something"}, "Option 2: it is not a text. Give it a label."),
        ({"label": "No", "definition": 7}, "Option 2: its definition is not a text."),
        ({"label": "No", "definition": "x" * 2001}, "Option 2: its definition has 2001 characters. Use at most 2000."),
        (
            {"label": "No", "colour": "red"},
            "Option 2: it may have a “label”, a “definition” and an “example”, and nothing else.",
        ),
    ],
)
def test_a_fault_says_which_option_it_is_and_how_to_mend_it(option, fault):
    assert faults(["Yes", option]) == [fault]


def test_all_faults_are_told_at_once():
    assert [fault[:9] for fault in faults(["", 3, "Yes"])] == ["Option 1:", "Option 2:"]


def test_a_label_stands_once():
    assert faults(["Yes", "No", {"label": "Yes ", "definition": "Surely"}]) == [
        "“Yes” stands twice. Give each option once."
    ]
