import pytest

from microtask.privacy.national_insurance import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AB123456C", ["AB123456C"]),
        ("NI ab 12 34 56 c.", ["ab 12 34 56 c"]),
        ("AB-12-34-56-D, CE 123456 A", ["AB-12-34-56-D", "CE 123456 A"]),
    ],
)
def test_numbers_are_found_however_they_are_spaced(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "QQ123456C, as on the form",
        "GB123456C and TN123456A have prefixes that nobody is given",
        "DA123456C and AO123456C have letters that none begins with",
        "AB123456E ends otherwise",
        "AB000000A is kept for tests",
        "HO/AB123456C/26 and X-AB123456C are references",
        "AB123456C-7 is another",
        "CAB123456C and AB1234567C are too long",
    ],
)
def test_what_cannot_be_one_or_is_a_reference_is_left(text):
    assert found(text) == []
