import pytest

from microtask.privacy.postcode import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 Downing Street, SW1A 2AA", ["SW1A 2AA"]),
        ("M11AE, LS1 4AP.", ["M11AE", "LS1 4AP"]),
        ("in sw1a 2aa now", ["sw1a 2aa"]),
    ],
)
def test_postcodes_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "REF-SW1A2AA-22",
        "SW1A2AA/2026",
        "case ref. SW1A2AA",
        "QZ1 4AP is in no area",
        "the M1 2nd exit, then m1 2nd",
        "LS1 4CK has a letter that none ends with",
        "sw1a2aa",
        "SW1A 2aa",
    ],
)
def test_references_ordinals_and_areas_that_are_none_are_left(text):
    assert found(text) == []
