"""The seven sections of a brief: what each needs, how far it has come, and what the answers will cost. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

SECTIONS = ("problem", "items", "question", "audience", "rule", "promise", "sharing")
NOT_STARTED, IN_PROGRESS, COMPLETED = "not started", "in progress", "completed"
SHARING = ("allowed_by", "personal", "harm", "ours")
OUTCOME_DAYS = 30
MOST_SECONDS = 600  # of one try: whoever left their desk is not timed

# The fields of each section, as `schemas.ChallengeChanges` takes them; the name it begins with is always there.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "problem": ("title", "summary", "why", "benefits", "sponsor", "contact"),
    "question": ("template", "question", "options", "scale", "guidance", "glossary", "redundancy"),
    "audience": ("audience",),
    "rule": ("redundancy", "closes_at"),
    "promise": ("promise", "promise_by", "promise_most"),
    "sharing": ("marking", "licence", "sharing", "keep_until"),
}


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


def estimate_cost(*, items: int, answers_each: int, seconds: float, is_comparison: bool = False) -> Cost:
    """What the items will cost at the least: the least number of answers for each, as long as `seconds`.

    An answer to a comparison is about two items at once.
    """
    return Cost(seconds, -(-items * answers_each // 2) if is_comparison else items * answers_each)
