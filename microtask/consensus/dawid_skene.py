"""Dawid-Skene as published: every volunteer's matrix by maximum likelihood, for comparison and audit.

A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm", Journal
of the Royal Statistical Society C 28 (1979), 20 to 28. A task has one true label, drawn from a prior; volunteer v
says l where the truth is k with probability M_v[k, l]; volunteers err independently. Prior and matrices are fitted
together, from the vote shares on.

Counts and prior are kept above 10⁻¹⁰, and the fit ends, as crowd-kit's does: when the evidence lower bound an answer
(with the prior counted once for each answer) grows by less than 10⁻⁵, or after 100 rounds. So the two agree.

Not for volunteers with few answers: one who answered once is believed without question. Nor where nearly everything
is of one label. The posterior is far too sure of itself. Where it matters, see `shrunk_dawid_skene`.
"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus.ballots import Ballots, find, normalise
from microtask.consensus.labels import align, clamp, in_play, spread, still_in_play, vote_shares
from microtask.consensus.votes import FloatArray, IntArray, LabelVerdicts, LabelVotes

LEAST = 1e-10
ROUNDS = 100
TOLERANCE = 1e-5  # of the evidence lower bound an answer


@dataclass(frozen=True, eq=False)
class DawidSkeneModel:
    """The fitted parameters. `prior` (K,) is of the labels in play, `labels`.

    A row of `log_rows` (cells, K) holds log M_v[k, l] for one volunteer saying one label: `cells` is the volunteer's
    place in `volunteers` times `n_labels` plus the label. What a volunteer never said before says nothing.
    """

    n_labels: int
    labels: IntArray
    prior: FloatArray
    tasks_shared: int
    volunteers: IntArray
    cells: IntArray
    log_rows: FloatArray

    def judge(self, votes: LabelVotes) -> LabelVerdicts:
        """The verdicts of `votes` with the model held fixed."""
        labels = still_in_play(votes, self.labels, self.n_labels)
        ballots = votes.ballots
        rows, is_remembered = find(ballots.volunteers, self.volunteers)
        cells, is_found = find(rows[ballots.cell_volunteer] * self.n_labels + ballots.cell_label, self.cells)
        is_found &= is_remembered[ballots.cell_volunteer]
        log_rows = np.zeros((len(cells), len(labels)))
        log_rows[is_found] = align(self.log_rows[cells[is_found]], self.labels, labels)
        log_prior = np.log(np.maximum(align(self.prior, self.labels, labels), LEAST))
        posterior = normalise(ballots.log_likelihoods(log_rows) + log_prior)
        return LabelVerdicts.from_posterior(votes, spread(posterior, labels, self.n_labels))


def fit(votes: LabelVotes, *, caution: float = 0.0) -> DawidSkeneModel:
    """Expectation and maximisation in turn; known answers stay what they are. A round is two passes over the votes.

    With `caution` the verdicts, but not the fit, rest on so many tasks more of each label, and on so many answers more
    of each volunteer saying each label to each: no rate is then 0 or 1 because somebody answered once.
    """
    labels = in_play(votes)
    ballots = votes.ballots
    posterior = vote_shares(votes, labels)
    prior, log_rows = _maximise(posterior, votes, ballots)
    evidence = ballots.log_likelihoods(log_rows)
    bound = -np.inf
    for _ in range(ROUNDS):
        fitted = prior, log_rows
        posterior = normalise(evidence + np.log(prior))
        clamp(posterior, votes, labels)
        posterior[votes.answers == 0] = 0.0
        prior, log_rows = _maximise(posterior, votes, ballots)
        evidence = ballots.log_likelihoods(log_rows)
        before, bound = bound, lower_bound(posterior, evidence, prior, votes.answers) / max(len(votes.tasks), 1)
        if bound - before < TOLERANCE:
            break
    if caution:
        fitted = _maximise(posterior, votes, ballots, caution=caution)
    return DawidSkeneModel(
        n_labels=votes.n_labels,
        labels=labels,
        prior=fitted[0],
        tasks_shared=votes.tasks_shared,
        volunteers=ballots.volunteers,
        cells=ballots.cell_volunteer * votes.n_labels + ballots.cell_label,
        log_rows=fitted[1],
    )


def _maximise(
    posterior: FloatArray, votes: LabelVotes, ballots: Ballots, *, caution: float = 0.0
) -> tuple[FloatArray, FloatArray]:
    """The prior (K,) and log M_v[k, l] (cells, K) that make the votes likeliest under `posterior` (tasks, K)."""
    size = posterior.shape[1]
    prior = np.maximum((posterior.sum(axis=0) + caution) / max(votes.tasks_answered + size * caution, 1.0), LEAST)
    counts = np.maximum(ballots.chosen(posterior), LEAST)
    totals = ballots.by_volunteer(counts)[ballots.cell_volunteer]
    return prior, np.log((counts + caution) / (totals + size * caution))


def lower_bound(posterior: FloatArray, evidence: FloatArray, prior: FloatArray, answers: IntArray) -> float:
    """The evidence lower bound as crowd-kit takes it: the prior once for each answer, not once for each task."""
    expected = (posterior * evidence).sum() + (answers @ posterior) @ np.log(prior)
    kept = np.maximum(posterior, LEAST)
    return float(expected - (kept * np.log(kept)).sum())
