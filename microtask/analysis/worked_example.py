"""One task worked through by hand, for the method note: the figures of each step, by the engine's own constants.

The steps are written out here as the note tells them; a test holds their end against what the engine finds.
"""

import math
from dataclasses import dataclass
from typing import Any

from microtask.consensus import know_or_guess, records, shared_mistakes

YES, NO = 0, 1
PRIOR = (0.6, 0.4)
CORRELATION = 0.25


@dataclass(frozen=True)
class Record:
    """A volunteer who `says` a label, with what is known of them.

    They know with probability `knows`, and say that label with probability `share` when they guess. They said it to
    `said` of `of` tasks, each by whether the truth is yes or no.
    """

    says: int
    knows: float
    share: float
    said: tuple[int, int] = (0, 0)
    of: tuple[int, int] = (0, 0)

    def chance(self, truth: int) -> float:
        """The probability that they say so where this is the truth."""
        by_model = self.knows * (truth == self.says) + (1 - self.knows) * self.share
        habits = know_or_guess.PSEUDO_HABITS
        return (self.said[truth] + habits * by_model) / (self.of[truth] + habits)


VOLUNTEERS = (
    Record(YES, knows=0.8, share=0.6, said=(18, 3), of=(20, 12)),
    Record(YES, knows=0.5, share=0.6),
    Record(NO, knows=0.4, share=0.5, said=(3, 4), of=(6, 6)),
)


def figures() -> dict[str, Any]:
    """The figures of the note by their names in it; those of the volunteers are lists in their order."""
    if_yes, if_no = ([each.chance(truth) for each in VOLUNTEERS] for truth in (YES, NO))
    yes, no = math.prod(if_yes), math.prod(if_no)
    more = len(VOLUNTEERS) - 1
    judged = yes / no * PRIOR[YES] / PRIOR[NO]
    power = 1 / (1 + CORRELATION * more)
    final = judged**power
    return _constants() | {
        "knows": [each.knows for each in VOLUNTEERS],
        "guesses_by": [1 - each.knows for each in VOLUNTEERS],
        "share": [each.share for each in VOLUNTEERS],
        "yes_said": [each.said[YES] for each in VOLUNTEERS],
        "yes_of": [each.of[YES] for each in VOLUNTEERS],
        "no_said": [each.said[NO] for each in VOLUNTEERS],
        "no_of": [each.of[NO] for each in VOLUNTEERS],
        "if_yes": if_yes,
        "if_no": if_no,
        "yes": yes,
        "no": no,
        "odds": yes / no,
        "judged": judged,
        "power": power,
        "final": final,
        "confidence": final / (final + 1),
    }


def _constants() -> dict[str, Any]:
    return {
        "answers": records.PSEUDO_ANSWERS,
        "guesses": records.PSEUDO_GUESSES,
        "habits": know_or_guess.PSEUDO_HABITS,
        "tasks": know_or_guess.PRIOR_TASKS,
        "believed": shared_mistakes.BELIEVED,
        "amplified": shared_mistakes.AMPLIFIED,
        "prior": PRIOR[YES],
        "not_prior": PRIOR[NO],
        "correlation": CORRELATION,
    }
