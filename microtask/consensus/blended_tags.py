"""Blended tags: the method for tags, the mean of two readings of what the volunteers do.

People differ in two ways, and neither reading is right about both. `marking_habits` takes a volunteer for much the same
with every tag, which is so in most crowds; `dawid_skene`, tag by tag, believes what a volunteer did with this tag
alone, which finds out those who misunderstand or overlook one tag. A tag's probability is the mean of the two: after
J. A. Hoeting et al., "Bayesian model averaging: a tutorial", Statistical Science 14 (1999), with equal weights.
"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus import dawid_skene, marking_habits, two_coin
from microtask.consensus.marking_habits import HabitsModel
from microtask.consensus.tag_verdicts import verdicts_of
from microtask.consensus.two_coin import TagModel
from microtask.consensus.votes import FloatArray, TagVerdicts, TagVotes


@dataclass(frozen=True, eq=False)
class BlendedTagModel:
    """The two fitted models, of the same votes: `readings` are a `HabitsModel` and a `TagModel`."""

    readings: tuple[HabitsModel, TagModel]
    tasks_shared: int

    def judge(self, votes: TagVotes) -> TagVerdicts:
        """The verdicts of `votes` with both models held fixed."""
        habits, _ = self.readings
        probability: FloatArray = np.mean([reading.judge(votes).probability for reading in self.readings], axis=0)
        return verdicts_of(votes, probability, used=habits.used)


def fit(votes: TagVotes) -> BlendedTagModel:
    """Both fits. Time grows with votes times tags."""
    readings = marking_habits.fit(votes), two_coin.fit(votes, one_tag=dawid_skene.fit)
    return BlendedTagModel(readings, votes.tasks_shared)
