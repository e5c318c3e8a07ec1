import pytest

from microtask.privacy.card import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paid with 4539 1488 0343 6467", ["4539 1488 0343 6467"]),
        ("4539148803436467", ["4539148803436467"]),
        ("4539-1488-0343-6467", ["4539-1488-0343-6467"]),
    ],
)
def test_card_numbers_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111 and 378282246310005 are for tests",
        "4539 1488 0343 6468 does not check",
        "9539148803436463 is no issuer of cards",
        "order 4539148803436467",
        "4539 1488 03436467",
        "45391488034364670000",
        "1.4539148803436467",
    ],
)
def test_numbers_for_tests_orders_and_what_does_not_check_are_left(text):
    assert found(text) == []
