import pytest

from microtask.privacy.email import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to jane.doe@council.gov.uk.", ["jane.doe@council.gov.uk"]),
        ("<j_doe+home@mail.example.org>", ["j_doe+home@mail.example.org"]),
    ],
)
def test_addresses_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "enquiries@council.gov.uk, no-reply@council.gov.uk",
        "@council on social media",
        "someone@localhost",
        "package@1.2.3",
        "nothing here",
    ],
)
def test_addresses_of_services_and_what_is_none_are_left(text):
    assert found(text) == []
