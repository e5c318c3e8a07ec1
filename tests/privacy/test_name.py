import pytest

from microtask.privacy.name import find


def found(text: str) -> list[str]:
    return [text[each.start : each.end] for each in find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mrs Jane Smith rang", ["Mrs Jane Smith"]),
        ("Dr. A. B. O’Brien", ["Dr. A. B. O’Brien"]),  # noqa: RUF001
        ("My name is Peter Lloyd-Jones.", ["Peter Lloyd-Jones"]),
        ("Yours sincerely,\nSarah Jones", ["Sarah Jones"]),
        ("first_name: Zoltan\nsurname: Kiss", ["Zoltan", "Kiss"]),
        ("Dear Mrs Patel", ["Mrs Patel"]),
    ],
)
def test_names_in_context_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Lord Street, the Lord Mayor, and Lady Chapel",
        "Dear Sir or Madam",
        "the Dr Johnson House",
        "name: Central Library",
        "I am Leeds born",
        "Sarah Jones",
        "Regards, Benefits Team",
        "MISS THE BUS",
    ],
)
def test_streets_offices_and_names_alone_are_left(text):
    assert found(text) == []
