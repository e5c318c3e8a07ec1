import pytest

from microtask.privacy.phone import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07911 123456", ["07911 123456"]),
        ("ring 07911123456.", ["07911123456"]),
        ("+44 7911 123456 or 0044 7911 123 456", ["+44 7911 123456", "0044 7911 123 456"]),
        ("+44 (0)20 7123 4567", ["+44 (0)20 7123 4567"]),
        ("(01865) 272500, 0117-234-5678", ["(01865) 272500", "0117-234-5678"]),
    ],
)
def test_mobile_and_geographic_numbers_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "0800 123 4567 and 0345 123 4567 are of services",
        "07700 900123, 01632 960001, 020 7946 0018 and 0113 496 0000 are of dramas",
        "order number 07911123456",
        "order_id: 07911123456",
        "2026-01-31 10:15, 01/02/2026 and 01-02-2026",
        "0 15 20 33 44 12",
        "107911123456 and 079111234567",
        "0.791 1123456",
        "#07911123456",
    ],
)
def test_numbers_of_services_dramas_and_orders_are_left(text):
    assert found(text) == []
