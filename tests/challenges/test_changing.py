"""Until when each field of a challenge may change, written out as a table."""

import pytest

from microtask.challenges.changing import CHANGEABLE, check_changeable
from microtask.challenges.schemas import ChallengeChanges
from microtask.errors import Conflict


# Until when each field may change: in a draft, while it is open and nobody has been asked, and afterwards.
@pytest.mark.parametrize(
    ("names", "open_unasked", "open_asked"),
    [
        (("title", "summary", "promise", "licence", "closes_at", "question", "definitions", "audience"), True, True),
        (("redundancy",), True, True),
        (("template", "labels", "scale"), True, False),
        (("min_departments", "effect", "marking", "stages"), False, False),
    ],
)
def test_until_when_a_field_may_change_is_this_table(names: tuple[str, ...], open_unasked: bool, open_asked: bool):
    def may_change(name: str, state: str, *, asked: bool) -> bool:
        try:
            check_changeable([name], state=state, asked=asked)
        except Conflict:
            return False
        return True

    for name in names:
        assert may_change(name, "draft", asked=False)
        assert may_change(name, "awaiting_approval", asked=False)
        for state in ("splitting", "open", "paused"):
            assert may_change(name, state, asked=False) == open_unasked
            assert may_change(name, state, asked=True) == open_asked
        for state in ("closing", "closed"):
            assert not may_change(name, state, asked=True)


def test_every_field_has_a_line_in_the_table():
    sent = set(ChallengeChanges().fields) - {"options"}
    assert CHANGEABLE.keys() == sent | {"labels", "definitions", "min_departments", "pairing"}


def test_why_a_field_is_fixed_is_told_once_for_each():
    with pytest.raises(Conflict) as told:
        check_changeable(["labels", "effect", "labels"], state="open", asked=True)
    assert told.value.message == (
        "The labels cannot be changed once colleagues have been asked the question. "
        "The effect cannot be changed once the challenge has been published."
    )
