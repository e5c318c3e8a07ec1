import pytest

from microtask.privacy.nhs import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seen: 943 476 5919.", ["943 476 5919"]),
        ("NHS number 9434765919", ["9434765919"]),
        ("NHS_number: 943-476-5919", ["943-476-5919"]),
    ],
)
def test_numbers_with_their_check_digit_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5918 has another check digit",
        "9434765919 may be anything",
        "case 943 476 5919",
        "the test patient 999 123 4560",
        "the NHS has 1111111111",
        "NHS 19434765919",
    ],
)
def test_what_does_not_check_is_bare_or_a_reference_is_left(text):
    assert found(text) == []
