import pytest

from microtask.privacy.bank import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sort code 20-45-77 account 43219876", ["20-45-77 account 43219876"]),
        ("account 43219876 (20-45-77)", ["43219876 (20-45-77"]),
        ("IBAN GB94BARC10201530093459.", ["GB94BARC10201530093459"]),
        ("GB94 BARC 1020 1530 0934 59 is mine", ["GB94 BARC 1020 1530 0934 59"]),
    ],
)
def test_accounts_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "GB82 WEST 1234 5698 7654 32 and DE89370400440532013000 are examples",
        "GB95BARC10201530093459 does not check",
        "sort code 12-34-56 account 12345678",
        "on 20-11-25 number 43219876",
        "invoice 43219876 of 20-45-77",
        "sort code 20-45-77 alone",
        "XX94BARC10201530093459",
    ],
)
def test_examples_dates_and_halves_are_left(text):
    assert found(text) == []
