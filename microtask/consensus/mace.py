"""MACE: some volunteers know, some spam in a way of their own; for comparison, and for crowds with spam.

D. Hovy, T. Berg-Kirkpatrick, A. Vaswani and E. Hovy, "Learning whom to trust with MACE", NAACL-HLT 2013, 1120 to
1130. Each label is as likely as any other. With probability s_v volunteer v spams a task and says l with probability
x_v[l], whatever the truth; otherwise v says the truth. Fitted by variational EM: s has a Beta(1/2, 1/2) prior,
x a Dirichlet of 10 for each label.

It differs from crowd-kit's in its start: there parameters are drawn at random, here the first posterior is that of
equal parameters, which are the vote shares sharpened; and it goes on until the posteriors stand still. Where both
arrive, they arrive at the same.

Not where mistakes are honest confusions of two labels, nor where nearly everything is of one label: the prior is flat.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load where they are first used

from microtask.consensus.ballots import normalise, number
from microtask.consensus.labels import align, clamp, in_play, places, spread, still_in_play
from microtask.consensus.votes import FloatArray, IntArray, LabelVerdicts, LabelVotes
from microtask.consensus.weights import recall, weigh

SPAM_PRIOR = 0.5
STRATEGY_PRIOR = 10.0
ROUNDS = 1000
TOLERANCE = 1e-9  # of probability moved from label to label in a round, for the task that moved most


@dataclass(frozen=True, eq=False)
class MaceModel:
    """The fitted parameters: for each of the sorted `volunteers`, `knows` = 1 - s and `spams` (volunteers, K) = s x.

    Variational: a row of both sums to less than 1. `labels` (K,) are those in play. Nothing is known of a stranger.
    """

    n_labels: int
    labels: IntArray
    volunteers: IntArray
    knows: FloatArray
    spams: FloatArray
    tasks_shared: int

    def judge(self, votes: LabelVotes) -> LabelVerdicts:
        """The verdicts of `votes` with the model held fixed."""
        labels = still_in_play(votes, self.labels, self.n_labels)
        knows, spams = _maximise(np.zeros((1, 1)), np.zeros((1, len(labels))))
        known_spams = align(self.spams, self.labels, labels)
        known_spams[:, ~np.isin(labels, self.labels)] = spams.max()
        said = places(votes.labels, labels, votes.n_labels)
        spam = recall(votes, self.volunteers, known_spams, otherwise=spams[0])[np.arange(len(said)), said]
        know = recall(votes, self.volunteers, self.knows, otherwise=knows[0])
        posterior = normalise(weigh(votes, np.log1p(know / spam), labels))
        return LabelVerdicts.from_posterior(votes, spread(posterior, labels, self.n_labels))


def fit(votes: LabelVotes) -> MaceModel:
    """Expectation and maximisation in turn; known answers stay what they are. Four passes over the votes a round."""
    labels = in_play(votes)
    size = len(labels)
    said = places(votes.labels, labels, votes.n_labels)
    volunteers, who = number(votes.volunteers)
    cells = who * size + said
    knows, spams = np.full(len(volunteers), 0.5), np.full((len(volunteers), size), 0.5 / size)
    posterior = np.zeros((votes.n_tasks, size))
    for _ in range(ROUNDS):
        odds = knows[who] / spams[who, said]
        before, posterior = posterior, normalise(weigh(votes, np.log1p(odds), labels))
        clamp(posterior, votes, labels)
        knew = posterior[votes.tasks, said] * odds / (1 + odds)
        fitted = knows, spams
        if np.abs(posterior - before).max(initial=0.0) <= TOLERANCE:
            break
        times_known = np.bincount(who, knew, len(volunteers)).astype(np.float64)
        times_spammed = np.bincount(cells, 1 - knew, len(volunteers) * size).astype(np.float64)
        knows, spams = _maximise(times_known[:, None], times_spammed.reshape(-1, size))
    return MaceModel(
        n_labels=votes.n_labels,
        labels=labels,
        volunteers=volunteers,
        knows=fitted[0],
        spams=fitted[1],
        tasks_shared=votes.tasks_shared,
    )


def _maximise(knew: FloatArray, spammed: FloatArray) -> tuple[FloatArray, FloatArray]:
    """1 - s (volunteers,) and s x (volunteers, K) from how often each volunteer knew, and spammed each label."""
    times = spammed.sum(axis=1, keepdims=True)
    digamma = scipy.special.digamma
    whole = digamma(knew + times + 2 * SPAM_PRIOR)
    spam = np.exp(digamma(times + SPAM_PRIOR) - whole)
    strategy = digamma(spammed + STRATEGY_PRIOR) - digamma(times + STRATEGY_PRIOR * spammed.shape[1])
    return np.exp(digamma(knew + SPAM_PRIOR) - whole)[:, 0], spam * np.exp(strategy)
