import pytest

from microtask.privacy.birth import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date of birth: 12/03/1961", ["12/03/1961"]),
        ("dob 1961-03-12", ["1961-03-12"]),
        ("D.O.B. 12.3.61", ["12.3.61"]),
        ("she was born on the 3rd of March 1961", ["3rd of March 1961"]),
        ("born March 3, 1961", ["March 3, 1961"]),
        ("date_of_birth: 12-03-1961", ["12-03-1961"]),
    ],
)
def test_dates_of_birth_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "opened on 12/03/1961",
        "place of birth Leeds, moved 12/03/1961",
        "the birth certificate of 12/03/1961",
        "born on 31/02/1961",
        "stubborn 12/03/1961",
        "born 12/13/1961",
    ],
)
def test_other_dates_are_left(text):
    assert found(text) == []
