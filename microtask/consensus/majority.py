"""Majority: every vote counts the same, and the label with most votes wins."""

from dataclasses import dataclass

from microtask.consensus.labels import gather, in_play, spread
from microtask.consensus.votes import IntArray, LabelVerdicts, LabelVotes


@dataclass(frozen=True, eq=False)
class MajorityModel:
    """Nothing is learnt of the volunteers; the labels in play are all that there is to know.

    A label's score is (its votes + 1) / (votes + labels in play): Laplace's rule of succession, the probability that
    the next volunteer gives this label when shares were equally likely beforehand. Two votes of two are 3 in 4, not
    a certainty. Equal votes are equal scores. `tasks_shared` counts the tasks with two answers or more.
    """

    labels: IntArray
    tasks_shared: int

    def judge(self, votes: LabelVotes) -> LabelVerdicts:
        """The verdicts of `votes`: shapes as `LabelVerdicts` has them."""
        labels = in_play(votes, self.labels)
        scores = (gather(votes.counts, labels) + 1.0) / (votes.answers[:, None] + len(labels))
        return LabelVerdicts.from_posterior(votes, spread(scores, labels, votes.n_labels))


def fit(votes: LabelVotes) -> MajorityModel:
    """The labels that `votes` has. Not for crowds with careless volunteers: they count as much as the careful."""
    return MajorityModel(in_play(votes), votes.tasks_shared)
