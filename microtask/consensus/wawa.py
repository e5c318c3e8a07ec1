"""Wawa, worker agreement with aggregate: each vote counts as often as its volunteer agrees with the majority.

Named so by Appen (formerly Figure Eight), whose "trust" weighs votes in the same way; see D. Ustalov, N. Pavlichenko
and B. Tseitlin, "Learning from crowds with Crowd-Kit", Journal of Open Source Software 9 (2024). Two steps and no
fit: the majority's label of each task; then every vote anew, with the share of its volunteer's votes that are such
labels as its weight. A task's posterior is each label's share of the weights, as crowd-kit has it.

It differs in one point: where labels are tied for the majority, each counts for as much of an agreement as its share
of the tie, where crowd-kit takes one of them. So no order and no name decides.

Not for confidence: a share of weights is no probability, and three equal votes of three are 1. Not where volunteers
err in ways of their own (a bias towards one label): one weight each says nothing of that.
"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus.ballots import number
from microtask.consensus.labels import gather, in_play, places, spread, still_in_play
from microtask.consensus.votes import FloatArray, IntArray, LabelVerdicts, LabelVotes
from microtask.consensus.weights import recall, weigh

LEAST = 1e-10  # weight: where nobody ever agreed with the majority, all votes count the same


@dataclass(frozen=True, eq=False)
class WawaModel:
    """`agreement` has, for each of the sorted `volunteers`, the share of their votes that the majority shares.

    A volunteer whom it does not know has `overall`, the share of all votes. `labels` are those in play.
    """

    n_labels: int
    labels: IntArray
    volunteers: IntArray
    agreement: FloatArray
    overall: float
    tasks_shared: int

    def judge(self, votes: LabelVotes) -> LabelVerdicts:
        """The verdicts of `votes` with the weights held fixed."""
        labels = still_in_play(votes, self.labels, self.n_labels)
        weights = recall(votes, self.volunteers, self.agreement, otherwise=np.array(self.overall))
        sums = weigh(votes, np.maximum(weights, LEAST), labels)
        totals = sums.sum(axis=1, keepdims=True)
        shares = np.divide(sums, totals, out=np.full_like(sums, 1 / len(labels)), where=totals > 0)
        return LabelVerdicts.from_posterior(votes, spread(shares, labels, self.n_labels))


def fit(votes: LabelVotes) -> WawaModel:
    """Count how often each volunteer agrees with the majority, or with the known answer where there is one."""
    labels = in_play(votes)
    counts = gather(votes.counts, labels)
    if votes.known is not None:
        counts[votes.is_known] = 0.0
        counts[votes.is_known, places(votes.known[votes.is_known], labels, votes.n_labels)] = 1.0
    is_foremost = counts == counts.max(axis=1, keepdims=True)
    share = is_foremost / is_foremost.sum(axis=1, keepdims=True)
    agrees = share[votes.tasks, places(votes.labels, labels, votes.n_labels)]
    volunteers, who = number(votes.volunteers)
    agreement = np.bincount(who, agrees, len(volunteers)) / np.bincount(who, minlength=len(volunteers))
    return WawaModel(
        n_labels=votes.n_labels,
        labels=labels,
        volunteers=volunteers,
        agreement=agreement,
        overall=float(agrees.sum() / max(len(agrees), 1)),
        tasks_shared=votes.tasks_shared,
    )
