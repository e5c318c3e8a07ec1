"""What a department gave to others and received from them in a month, told so that nobody is given away. Pure.

Whoever reads it knows the people, so the figures go by the rule of releases: where fewer than `SMALLEST_GROUP` people
of a department answered, or few of them helped others, or few their own, nothing is told of what it gave; nor of what
the next smallest did, so that no department is the difference of all and the others. What a department received is
told where that many people of others gave it. A month is counted once, when it is over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from microtask.privacy.suppression import SMALLEST_GROUP, choose_pooled


@dataclass(frozen=True)
class Gave:
    """What the people of a department answered in a month: how many they were, of whom how many helped `others`.

    `own` are those who answered their own department's challenges, `again` those who had answered in a month before.
    """

    department: int
    people: int
    others: int
    own: int
    again: int
    given: int
    seconds: float


@dataclass(frozen=True)
class Received:
    """How many answers of how many people of other departments a department's challenges received in a month."""

    department: int
    people: int
    answers: int


@dataclass(frozen=True)
class Done:
    """What became of a department's challenges in a month: this tells nothing of people.

    Items settled by the crowd, decided by an expert or an owner, and not decided for want of answers; the median days
    from a challenge's opening to an item's settling (None without any); challenges of which an outcome was `due`, that
    is which had been closed for 30 days, and how many of them had `said` it; ideas that were sent in, and answered.
    """

    crowd: int = 0
    expert: int = 0
    open_ended: int = 0
    days: float | None = None
    due: int = 0
    said: int = 0
    ideas: int = 0
    replied: int = 0


def tell(
    department: int, gave: Sequence[Gave], received: Sequence[Received], done: Mapping[int, Done]
) -> dict[str, Any]:
    """The figures of one department in the month; None stands for one that is withheld."""
    told = _tell_given(department, gave) | _tell_received(department, received)
    return told | asdict(done.get(department, Done()))


def _tell_given(department: int, gave: Sequence[Gave]) -> dict[str, Any]:
    rows = {each.department: each for each in gave}
    pooled = choose_pooled({each.department: [each.people, each.others, each.own] for each in gave})
    row = rows.get(department, Gave(department, 0, 0, 0, 0, 0, 0.0))
    if department in pooled:
        return dict.fromkeys(("people", "again", "given", "minutes"))
    again = row.again if _may_be_told(row.again) and _may_be_told(row.people - row.again) else None
    return {"people": row.people, "again": again, "given": row.given, "minutes": round(row.seconds / 60)}


def _tell_received(department: int, received: Sequence[Received]) -> dict[str, Any]:
    answers = {each.department: each.answers for each in received}
    pooled = choose_pooled({each.department: [each.people] for each in received})
    return {"received": None if department in pooled else answers.get(department, 0)}


def _may_be_told(people: int) -> bool:
    return people == 0 or people >= SMALLEST_GROUP
