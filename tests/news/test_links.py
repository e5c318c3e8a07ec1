"""A link in a mail stops one kind of mail to one person, and nobody can make one up."""

import pytest

from microtask.news.links import Links, read_token

SECRET = "only-for-tests-" * 4
LINKS = Links("https://tasks.example", SECRET, "Microtask")


def _token(person_id: int = 7, kind: str = "outcomes") -> str:
    return LINKS.unsubscribe(person_id, kind).rpartition("/")[2]


@pytest.mark.parametrize("kind", ["outcomes", "challenges", "digest"])
def test_a_link_says_whose_mails_of_which_kind_it_stops(kind):
    for person_id in (1, 7, 10**15):
        assert read_token(_token(person_id, kind), secret_key=SECRET) == (person_id, kind)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "-",
        "outcomes-7",
        "outcomes-7-",
        "outcomes-x-y",
        "outcomes-²-y",
        "outcomes-7-ünd",
        _token().replace("-7-", "-8-"),
        _token().replace("outcomes", "digest"),
        _token()[:-1],
        _token() + "x",
        f"outcomes-{'9' * 40}-x",
    ],
)
def test_a_link_that_was_changed_is_none(token):
    assert read_token(token, secret_key=SECRET) is None


def test_a_link_of_another_service_is_none():
    assert read_token(_token(), secret_key=SECRET + "x") is None
