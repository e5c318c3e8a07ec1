"""Dawid-Skene with each volunteer's matrix shrunk to the crowd's: the method for one label, few answers, any crowd.

After Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", 1979. A task
has one true label; volunteer v says l where the truth is k with probability M_v[k, l]; volunteers err independently.
Three changes keep it from claiming what few answers cannot show:

- M_v[k, l] = (c_v[k, l] + s C[k, l]) / (c_v[k] + s), where c_v counts v's answers, C is the crowd's matrix, and
  s is 4 pseudo-answers: who has answered little is taken for an average volunteer;
- C in turn is shrunk by 10 pseudo-answers for each true label to a cautious guess (right 7 times in 10), which only
  the smallest stages feel;
- the prior of the labels is not fitted but fixed: the tasks' mean vote shares, each label given one task more.
  A fitted prior feeds on itself, and with two or three answers a task runs to one label.

People also share mistakes, which no matrix can see: in a verdict (not in the fit, where it does harm) n answers of a
task count as n / (1 + 0.1 (n - 1)). Not for questions where labels are ordered numbers: see `mean`.
"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus.ballots import Ballots, find, normalise
from microtask.consensus.labels import align, clamp, gather, in_play, places, spread, still_in_play, vote_shares
from microtask.consensus.votes import FloatArray, IntArray, LabelVerdicts, LabelVotes

PSEUDO_ANSWERS = 4.0
CROWD_PSEUDO_ANSWERS = 10.0
CAUTIOUS_HIT = 0.7
CORRELATION = 0.1
ROUNDS = 100
TOLERANCE = 1e-5  # of probability moved from label to label in a round, a task on average


@dataclass(frozen=True, eq=False)
class ShrunkModel:
    """What the votes say of the crowd, as counts: everything else follows from them.

    `labels` (K,) are the labels in play, `NOBODY` standing for one that may yet come; `shares` (K,) sums the tasks'
    vote shares over `tasks` tasks, of which `tasks_shared` have two answers or more; `crowd` (K, K) counts
    answers by label said and true label. A row of `cell_counts` (cells, K) counts by true label how often one
    volunteer said one label: `cells` is the volunteer's place in `volunteers` times `n_labels` plus the label.
    `totals` (volunteers, K) sums them.
    """

    n_labels: int
    labels: IntArray
    shares: FloatArray
    tasks: int
    tasks_shared: int
    crowd: FloatArray
    volunteers: IntArray
    totals: FloatArray
    cells: IntArray
    cell_counts: FloatArray

    def judge(self, votes: LabelVotes) -> LabelVerdicts:
        """The verdicts of `votes` with the model held fixed; a volunteer it does not know has the crowd's matrix."""
        labels = still_in_play(votes, self.labels, self.n_labels)
        crowd = _crowd_matrix(align(align(self.crowd, self.labels, labels).T, self.labels, labels).T)
        prior = _prior(align(self.shares, self.labels, labels), self.tasks)
        ballots = votes.ballots
        counts, totals = (align(each, self.labels, labels) for each in self._remembered(ballots))
        said = places(ballots.cell_label, labels, self.n_labels)
        evidence = ballots.log_likelihoods(_log_rows(counts, totals, crowd[said]))
        evidence /= (1 + CORRELATION * (np.maximum(votes.answers, 1) - 1))[:, None]
        posterior = normalise(evidence + np.log(prior))
        return LabelVerdicts.from_posterior(votes, spread(posterior, labels, self.n_labels))

    def _remembered(self, ballots: Ballots) -> tuple[FloatArray, FloatArray]:
        """For each cell of `ballots`: how often its volunteer said its label, and said anything, by true label."""
        rows, is_remembered = find(ballots.volunteers, self.volunteers)
        totals = np.zeros((len(rows), len(self.labels)))
        totals[is_remembered] = self.totals[rows[is_remembered]]
        cells, is_found = find(rows[ballots.cell_volunteer] * self.n_labels + ballots.cell_label, self.cells)
        is_found &= is_remembered[ballots.cell_volunteer]
        counts = np.zeros((len(cells), len(self.labels)))
        counts[is_found] = self.cell_counts[cells[is_found]]
        return counts, totals[ballots.cell_volunteer]


def fit(votes: LabelVotes) -> ShrunkModel:
    """Expectation and maximisation in turn, from the vote shares on, until the posteriors stand still (100 rounds).

    Known answers stay what they are. A round is two passes over the votes.
    """
    labels = in_play(votes)
    ballots = votes.ballots
    votes_by_label = gather(votes.counts, labels)
    said = places(ballots.cell_label, labels, votes.n_labels)
    posterior = vote_shares(votes, labels)
    shares = posterior.sum(axis=0)
    log_prior = np.log(_prior(shares, votes.tasks_answered))
    for _ in range(ROUNDS):
        counts = ballots.chosen(posterior)
        totals = ballots.by_volunteer(counts)
        crowd = votes_by_label.T @ posterior
        rows = _log_rows(counts, totals[ballots.cell_volunteer], _crowd_matrix(crowd)[said])
        before, posterior = posterior, normalise(ballots.log_likelihoods(rows) + log_prior)
        clamp(posterior, votes, labels)
        if np.abs(posterior - before).sum() / 2 <= TOLERANCE * len(posterior):
            break
    return ShrunkModel(
        n_labels=votes.n_labels,
        labels=labels,
        shares=shares,
        tasks=votes.tasks_answered,
        tasks_shared=votes.tasks_shared,
        crowd=crowd,
        volunteers=ballots.volunteers,
        totals=totals,
        cells=ballots.cell_volunteer * votes.n_labels + ballots.cell_label,
        cell_counts=counts,
    )


def _prior(shares: FloatArray, tasks: int) -> FloatArray:
    """The probability of each label in play before any answer: the mean vote share, with one task more for each."""
    prior: FloatArray = (shares + 1.0) / (tasks + len(shares))
    return prior


def _crowd_matrix(crowd: FloatArray) -> FloatArray:
    """C by label said and true label, (K, K): columns sum to 1. From `crowd`, the counts."""
    size = len(crowd)
    guess = np.full((size, size), (1.0 - CAUTIOUS_HIT) / (size - 1))
    np.fill_diagonal(guess, CAUTIOUS_HIT)
    matrix: FloatArray = (crowd + CROWD_PSEUDO_ANSWERS * guess) / (crowd.sum(axis=0) + CROWD_PSEUDO_ANSWERS)
    return matrix


def _log_rows(counts: FloatArray, totals: FloatArray, crowd: FloatArray) -> FloatArray:
    """The log of M_v[k, l] for each cell (v, l): (cells, K). All three arguments have one row a cell."""
    return np.log((counts + PSEUDO_ANSWERS * crowd) / (totals + PSEUDO_ANSWERS))
