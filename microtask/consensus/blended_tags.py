"""Blended tags: the method for tags, the mean of two readings of what the volunteers do.

People differ in two ways, and neither reading is right about both. `marking_habits` takes a volunteer for much the same
with every tag, which is so in most crowds; `dawid_skene`, tag by tag, believes what a volunteer did with this tag
alone, which finds out those who misunderstand or overlook one tag. A tag's probability is the mean of the two: after
J. A. Hoeting et al., "Bayesian model averaging: a tutorial", Statistical Science 14 (1999), with equal weights.

Neither half claims what few answers cannot show. The rates of Dawid and Skene rest on half an answer more of each kind
than there are (H. Jeffreys, "An invariant form for the prior probability in estimation problems", Proceedings of the
Royal Society A 186, 1946). And people share mistakes: the log odds of n answers are divided by 1 + 0.1 (n - 1), as in
`shrunk_dawid_skene`, which makes less sure and changes no verdict.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import scipy  # its parts load where they are first used

from microtask.consensus import dawid_skene, marking_habits, two_coin
from microtask.consensus.marking_habits import HabitsModel
from microtask.consensus.tag_verdicts import verdicts_of
from microtask.consensus.two_coin import TagModel
from microtask.consensus.votes import FloatArray, TagVerdicts, TagVotes

CAUTION = 0.5  # answers of each kind
CORRELATION = 0.1


@dataclass(frozen=True, eq=False)
class BlendedTagModel:
    """The two fitted models, of the same votes: `readings` are a `HabitsModel` and a `TagModel`."""

    readings: tuple[HabitsModel, TagModel]
    tasks_shared: int

    def judge(self, votes: TagVotes) -> TagVerdicts:
        """The verdicts of `votes` with both models held fixed."""
        habits, _ = self.readings
        mean: FloatArray = np.mean([reading.judge(votes).probability for reading in self.readings], axis=0)
        flatter = 1.0 + CORRELATION * (np.maximum(votes.answers, 1)[:, None] - 1.0)
        probability = scipy.special.expit(scipy.special.logit(mean) / flatter)
        return verdicts_of(votes, probability, used=habits.used)


def fit(votes: TagVotes) -> BlendedTagModel:
    """Both fits. Time grows with votes times tags."""
    readings = marking_habits.fit(votes), two_coin.fit(votes, one_tag=partial(dawid_skene.fit, caution=CAUTION))
    return BlendedTagModel(readings, votes.tasks_shared)
