"""The seven sections of a brief: what each needs, how far it has come, and what the answers will cost. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from microtask.challenges.rules import EXPECTED, find_care

SECTIONS = ("problem", "items", "question", "audience", "rule", "promise", "sharing")
NOT_STARTED, IN_PROGRESS, COMPLETED = "not started", "in progress", "completed"
SHARING = ("allowed_by", "personal", "harm", "ours")
# What an administrator looks at before they approve.
CHECKLIST = ("marking", "sharing", "personal", "promise", "question")
OUTCOME_DAYS = 30
CHECK_ITEMS_ONE_IN = 10
LEAST_SECONDS = 5  # of one answer
MOST_SECONDS = 600  # of one try: whoever left their desk is not timed


@dataclass(frozen=True)
class Brief:
    """What the sections of a draft are judged by: which were saved, and of each what it needs, there or not."""

    saved: Collection[str]
    needs: Mapping[str, tuple[bool, ...]]

    def status(self, section: str) -> str:
        """Completed where all that it needs is there; what needs nothing, where its owner has looked at it."""
        needs, is_saved = self.needs[section], section in self.saved
        if all(needs) and (needs or is_saved):
            return COMPLETED
        return IN_PROGRESS if is_saved or any(needs) else NOT_STARTED

    @property
    def completed(self) -> int:
        """How many of the sections are completed."""
        return sum(self.status(section) == COMPLETED for section in SECTIONS)


@dataclass(frozen=True)
class Cost:
    """What a challenge asks of colleagues: seconds an answer, answers in all, seconds in all."""

    each: float
    answers: int

    @property
    def seconds(self) -> float:
        """All answers together."""
        return self.each * self.answers


def is_outcome_overdue(closed_at: datetime | None, outcome_at: datetime | None, *, now: datetime) -> bool:
    """Whether those who helped have waited thirty days to hear what came of it; everybody sees that they have."""
    return closed_at is not None and outcome_at is None and now - closed_at > timedelta(days=OUTCOME_DAYS)


def estimate_cost(*, items: int, answers_each: float, seconds: float) -> Cost:
    """What the items will cost: on average so many answers for each, each as long as `seconds`.

    Whoever clicks through is not the measure: nobody reads and answers in less than `LEAST_SECONDS`.
    """
    return Cost(max(seconds, LEAST_SECONDS), round(items * answers_each))


def is_worth_keeping(tried: int, *, items: int) -> bool:
    """Whether what was tried may become check items: one task in ten at most is one, so they need ten others each."""
    return items >= CHECK_ITEMS_ONE_IN * tried


def choose_answers_each(redundancy: Mapping[str, float], kind: str) -> float:
    """How many answers an item takes on average: as measured for a named care, else halfway between the bounds.

    To compare, the bounds count the comparisons of an item, and one answer is a comparison of two.
    """
    care = find_care(redundancy, kind)
    halfway = (redundancy["min"] + redundancy["max"]) / 2
    return EXPECTED[care].answers if care else halfway / 2 if kind == "compare" else halfway


def choose_most_items(items: int, effects: Iterable[Mapping[str, Any] | None]) -> int:
    """How many of the items come to a stage at most, after stages with these effects: all, or so many from the top."""
    passing = [effect.get("pass") for effect in effects if effect]
    return min([items, *(int(each["top"]) for each in passing if isinstance(each, Mapping))])
