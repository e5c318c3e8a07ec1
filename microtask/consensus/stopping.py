"""Is a task settled, or is one more answer worth asking for?"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus.votes import BoolArray, LabelVerdicts, NumberVerdicts, TagVerdicts, Verdicts

KNOWN_TASKS = 30
LEAD = 3  # votes


@dataclass(frozen=True)
class Rule:
    """When a task settles: `minimum` to `maximum` answers, `confidence` of a label or tag, `precision` of a number.

    `precision` is in scale points: the half-width of the 90 % interval at which a number is known well enough.
    """

    minimum: int = 2
    maximum: int = 7
    confidence: float = 0.95
    precision: float = 0.5


def is_crowd_known(tasks_shared: int) -> bool:
    """Whether a model says anything of the volunteers: it rests on 30 tasks that two or more of them answered."""
    return tasks_shared >= KNOWN_TASKS


def settled(verdicts: Verdicts, rule: Rule, *, crowd_known: bool) -> BoolArray:
    """Which tasks are settled, (tasks,). Never one with fewer answers than the minimum.

    Labels and tags: the confidence reaches the rule's (for tags, that of every tag). Until the crowd is known, a
    posterior is a guess, and a lead of three votes decides instead (for tags, on every tag that anybody has used);
    at the maximum the confidence alone decides. Numbers: the 90 % interval reaches no further than the precision.
    """
    enough = verdicts.answers >= rule.minimum
    match verdicts:
        case LabelVerdicts() | TagVerdicts():
            is_confident = verdicts.confidence >= round(rule.confidence, 6)
            if crowd_known:
                return enough & is_confident
            is_last = verdicts.answers >= rule.maximum
            return enough & np.where(is_last | verdicts.is_known, is_confident, verdicts.lead >= LEAD)
        case NumberVerdicts():
            reach = np.fmax(verdicts.high - verdicts.answer, verdicts.answer - verdicts.low)
            return enough & (np.round(reach, 6) <= rule.precision)
    raise TypeError(f"There is no rule for {type(verdicts).__name__}.")
