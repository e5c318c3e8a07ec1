"""What if another rule had been asked for? Decides anew from what is stored, in memory, and changes nothing. Pure.

People were asked until the rule in force was met. Under another rule some items would have had more answers, or fewer;
so this says what the answers that there are would have amounted to, and no more. Whoever shows it says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from microtask.kinds.kind import Question
from microtask.results.rules import LEVEL

SETTLED, UNDECIDED, UNANSWERED = "settled", "undecided", "unanswered"
NOT_SURE = "The answers that there are do not make it so sure."
TOO_FEW = "Fewer people gave the same answer."
KINDS = ("review", "tag", "rate")  # a place in a ranking rests on all comparisons at once


@dataclass(frozen=True)
class Supposition:
    """Another rule: so many people had to give the same answer; or the confidence had to be so high. One of the two."""

    agree: int | None = None
    confidence: float | None = None

    @property
    def in_words(self) -> str:
        """The rule as a part of a sentence: “if we had needed …”."""
        if self.agree is not None:
            return f"{self.agree} people to give the same answer"
        return f"a confidence of {self.confidence:g}"


@dataclass(frozen=True)
class Supposed:
    """What an item would have come to: an answer in the kind's canonical text (None: none), and a state.

    `because` says why it would be undecided; None where it would not.
    """

    answer: str | None
    state: str
    because: str | None = None


def suppose(question: Question, rule: Supposition, result: Any) -> Supposed:
    """What `result`, a row of `queries.stream_results`, would have come to under another rule.

    With `agree`, the answer is the one that most people gave (of equals the first in the options' order, undecided):
    for tags those that more than half marked, settled where so many say the same of each tag; of ratings the mean as
    before, settled where so many lie within half a point of it. With `confidence`, the answer is the crowd's as it is.
    What was known beforehand stays.
    """
    if result.route == "gold":
        return Supposed(result.answer, SETTLED)
    if not result.answers:
        return Supposed(None, UNANSWERED)
    if rule.confidence is not None:
        is_sure = result.confidence is not None and result.confidence >= rule.confidence
        return Supposed(result.crowd_answer, SETTLED) if is_sure else Supposed(result.crowd_answer, UNDECIDED, NOT_SURE)
    answer, agreeing = _count(question, result)
    if agreeing >= (rule.agree or 0):
        return Supposed(answer, SETTLED)
    return Supposed(answer, UNDECIDED, TOO_FEW if agreeing else LEVEL)


def _count(question: Question, result: Any) -> tuple[str | None, int]:
    """The answer by plain counting, and how many people gave it; 0 where as many gave another one."""
    if question.kind == "rate":
        return result.crowd_answer, round(result.agreement * result.answers)
    given: Mapping[str, int] = result.distribution
    if question.kind == "tag":
        tags = [tag for tag in question.options if 2 * given.get(tag, 0) > result.answers]
        least = min((max(given.get(tag, 0), result.answers - given.get(tag, 0)) for tag in question.options), default=0)
        return "|".join(tags), least
    most = max(given.values(), default=0)
    first, *others = [option for option in question.options if given.get(option, 0) == most]
    return first, 0 if others else most
