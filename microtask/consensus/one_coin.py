"""One-coin Dawid-Skene: one reliability for each volunteer, and all mistakes alike; for comparison and audit.

Y. Zhang, X. Chen, D. Zhou and M. I. Jordan, "Spectral methods meet EM: a provably optimal algorithm for
crowdsourcing", Journal of Machine Learning Research 17 (2016), the model of their section 2.3. A task has one true
label, drawn from a prior; volunteer v says it with probability p_v, and each of the K - 1 others with probability
(1 - p_v) / (K - 1). Prior and p are fitted together by EM, from the vote shares on, not from the paper's spectral
start: so the fit is deterministic and equals crowd-kit's, with its bounds and its end (see `dawid_skene`).

Few parameters, so it needs few answers. Not where volunteers lean to one label: then it collapses.
"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus.ballots import normalise, number
from microtask.consensus.dawid_skene import LEAST, ROUNDS, TOLERANCE, lower_bound
from microtask.consensus.labels import align, clamp, in_play, places, spread, still_in_play, vote_shares
from microtask.consensus.votes import FloatArray, IntArray, LabelVerdicts, LabelVotes
from microtask.consensus.weights import recall, weigh


@dataclass(frozen=True, eq=False)
class OneCoinModel:
    """The fitted parameters. `prior` (K,) is of the labels in play, `labels`.

    `reliability` has p for each of the sorted `volunteers`; somebody whom it does not know has `overall`, the crowd's.
    """

    n_labels: int
    labels: IntArray
    prior: FloatArray
    volunteers: IntArray
    reliability: FloatArray
    overall: float
    tasks_shared: int

    def judge(self, votes: LabelVotes) -> LabelVerdicts:
        """The verdicts of `votes` with the model held fixed."""
        labels = still_in_play(votes, self.labels, self.n_labels)
        prior = np.maximum(align(self.prior, self.labels, labels), LEAST)
        reliability = recall(votes, self.volunteers, self.reliability, otherwise=np.array(self.overall))
        posterior = normalise(_evidence(votes, reliability, labels) + np.log(prior))
        return LabelVerdicts.from_posterior(votes, spread(posterior, labels, self.n_labels))


def fit(votes: LabelVotes) -> OneCoinModel:
    """Expectation and maximisation in turn; known answers stay what they are. A round is two passes over the votes."""
    labels = in_play(votes)
    said = places(votes.labels, labels, votes.n_labels)
    volunteers, who = number(votes.volunteers)
    posterior = vote_shares(votes, labels)
    prior, reliability = _maximise(posterior, votes, said, who)
    bound = -np.inf
    for _ in range(ROUNDS):
        fitted = prior, reliability
        posterior = normalise(_evidence(votes, reliability[who], labels) + np.log(prior))
        clamp(posterior, votes, labels)
        posterior[votes.answers == 0] = 0.0
        prior, reliability = _maximise(posterior, votes, said, who)
        evidence = _evidence(votes, reliability[who], labels)
        before, bound = bound, lower_bound(posterior, evidence, prior, votes.answers) / max(len(votes.tasks), 1)
        if bound - before < TOLERANCE:
            break
    return OneCoinModel(
        n_labels=votes.n_labels,
        labels=labels,
        prior=fitted[0],
        volunteers=volunteers,
        reliability=fitted[1],
        overall=float(posterior[votes.tasks, said].sum() / max(len(said), 1)),
        tasks_shared=votes.tasks_shared,
    )


def _maximise(posterior: FloatArray, votes: LabelVotes, said: IntArray, who: IntArray) -> tuple[FloatArray, FloatArray]:
    """The prior (K,) and each volunteer's p that make the votes likeliest under `posterior` (tasks, K)."""
    prior = np.maximum(posterior.sum(axis=0) / max(votes.tasks_answered, 1), LEAST)
    return prior, np.bincount(who, posterior[votes.tasks, said]) / np.bincount(who)


def _evidence(votes: LabelVotes, reliability: FloatArray, labels: IntArray) -> FloatArray:
    """The log-likelihood of each task's votes under each true label, (tasks, K); `reliability` has one entry a vote."""
    right = np.log(np.clip(reliability, LEAST, 1 - LEAST))
    wrong = np.log(np.clip((1 - reliability) / (len(labels) - 1), LEAST, 1 - LEAST))
    all_wrong = np.bincount(votes.tasks, wrong, votes.n_tasks)
    return weigh(votes, right - wrong, labels) + all_wrong[:, None]
