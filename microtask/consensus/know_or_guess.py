"""Know or guess: the method for one label, any crowd. Each vote counts by what it tells, and confidence is honest.

1. On each task a volunteer either knows the right label or guesses. Volunteer v knows with probability t_v, and
   guesses label l with probability g_v[l]. (The model is MACE: D. Hovy and others, "Learning whom to trust with MACE",
   NAACL 2013.) So a vote of v for l adds log(1 + t_v / ((1 - t_v) g_v[l])) to label l: a weighted vote. A label that
   v says all the time adds little, and who always says the same adds nothing.
2. t_v and g_v are counted from v's answers under the current posteriors, with a few answers added: 4 to t_v and 3 to
   g_v, of the average volunteer who answered about as often (1, 2 to 3, 4 to 7, 8 to 15, 16 or more times), so that a
   crowd of one-off spammers is not mistaken for the rest. Nor is one of those who always say the same: who gave one
   label alone, 2 to 7 times, is added to by others who did. The averages themselves are shrunk to the whole crowd's.
3. The share of each label is counted from the posteriors too, with 10 tasks of the plain vote shares added.
4. Steps 1 to 3 are repeated from the vote shares on until the posteriors stand still. They learn from tasks with two
   answers or more: a lone answer has nothing to be compared with.
5. Answers alone do not tell a hard task from one of a rare label on which people often say the common one. So steps 1
   to 3 go on, from there, with up to a quarter of the tasks taken as hard: on these everybody knows a fifth as often.
   What was learnt without hard tasks and with them counts half each.
6. Then, once, each volunteer's confusions are counted: M_v[k, l] is how often v said l where the truth is k, with 8
   answers of step 1 added. The verdict comes from these: whoever answered little is judged by step 1, whoever answered
   much by their own habits.
7. People share mistakes, so that n answers are worth fewer: see `shared_mistakes`. This makes less sure; it changes
   no verdict.
8. Where some answers are known, confidences are scaled to what turned out: see `calibration`. Nor does this.

Deterministic, from the vote shares on; one round is a few passes over the votes, whatever the number of labels. Not for
questions where labels are ordered numbers: see `mean`.
"""

from dataclasses import dataclass, replace

import numpy as np

from microtask.consensus import calibration, shared_mistakes
from microtask.consensus.ballots import find, normalise
from microtask.consensus.labels import align, gather, in_play, places, spread, still_in_play, vote_shares
from microtask.consensus.records import Records, shares
from microtask.consensus.tally import Tally
from microtask.consensus.votes import NOBODY, BoolArray, FloatArray, IntArray, LabelVerdicts, LabelVotes

PSEUDO_HABITS = 8.0  # answers of know or guess, added to a volunteer's confusions
PRIOR_TASKS = 10.0  # of the vote shares, added to the prior
HARD_EASE = 0.2  # how often one knows on a hard task, as a share of how often one does on an easy one
HARD_TASKS, HARD_SHARE = 50.0, 0.05  # so many tasks, of which so large a share is hard, added to those of the crowd
MOST_HARD = 0.25  # of the tasks: where more seem hard, it is the crowd that is not understood
FIRST_STEPS = 10  # of learning in the first round: the start knows nothing of anybody
ROUNDS = 100
TOLERANCE = 1e-4  # of probability moved from label to label in a round, a task on average


@dataclass(frozen=True, eq=False)
class KnowOrGuessModel:
    """What the votes say of the crowd, as counts: everything else follows from them.

    `labels` (K,) are the labels in play, `NOBODY` standing for one that may yet come; `prior` (K,) their shares among
    `tasks` tasks, of which `tasks_shared` have two answers or more; `correlation` is of the mistakes people share, and
    `temperature` what known answers make of the confidences.
    By band: `band_knows` (bands,) and `band_guesses` (bands, K). By volunteer, in the order of `volunteers`: their
    `bands`, `knows` (t_v), how many answers were `guesses`, and `totals` (volunteers, K), answers by true label.
    By cell, one volunteer saying one label, `cells` being the volunteer's place times `n_labels` plus the label:
    how many were `guessed`, and `counts` (cells, K) by true label.
    """

    n_labels: int
    labels: IntArray
    prior: FloatArray
    tasks: int
    tasks_shared: int
    correlation: float
    temperature: float
    band_knows: FloatArray
    band_guesses: FloatArray
    volunteers: IntArray
    bands: IntArray
    knows: FloatArray
    guesses: FloatArray
    totals: FloatArray
    cells: IntArray
    guessed: FloatArray
    counts: FloatArray

    def judge(self, votes: LabelVotes) -> LabelVerdicts:
        """The verdicts of `votes` with the model held fixed; a volunteer it does not know is one who answered once."""
        labels = still_in_play(votes, self.labels, self.n_labels)
        tally = Tally.of(votes, labels)
        evidence = tally.over_tasks(np.log(self._rows(tally, labels)))
        scores = shared_mistakes.scores(evidence, np.log(self._prior(labels)), votes.answers, self.correlation)
        posterior = normalise(scores / self.temperature)
        return LabelVerdicts.from_posterior(votes, spread(posterior, labels, self.n_labels))

    def _prior(self, labels: IntArray) -> FloatArray:
        """The prior of `labels`: those that are new count as one task each."""
        prior = align(self.prior, self.labels, labels) * max(self.tasks, 1) + self._is_new(labels)
        shared: FloatArray = prior / prior.sum()
        return shared

    def _is_new(self, labels: IntArray) -> BoolArray:
        """Which of `labels` the fit did not know of; the stand-in for one to come does not outlive its coming."""
        if np.array_equal(labels, self.labels):
            return np.zeros(len(labels), dtype=bool)
        is_new: BoolArray = ~np.isin(labels, self.labels) | (labels == NOBODY)
        return is_new

    def _rows(self, tally: Tally, labels: IntArray) -> FloatArray:
        """M_v[k, l] for each cell (v, l) of `tally`: (cells, labels)."""
        rows, is_known = find(tally.volunteers, self.volunteers)
        bands = _recall(self.bands, rows, is_known, otherwise=0).astype(np.int64)
        knows = _recall(self.knows, rows, is_known, otherwise=self.band_knows[0])
        guesses = _recall(self.guesses, rows, is_known)
        totals = _recall(align(self.totals, self.labels, labels), rows, is_known)
        who = tally.cell_volunteer
        cells, is_found = find(rows[who] * self.n_labels + tally.cell_label, self.cells)
        is_found &= is_known[who]
        guessed = _recall(self.guessed, cells, is_found)
        counts = _recall(align(self.counts, self.labels, labels), cells, is_found)
        of_bands = align(self.band_guesses, self.labels, labels)
        unheard_of = 1.0 / len(labels) / (self.guesses.sum() + 1.0)
        of_bands = np.where(self._is_new(labels), unheard_of, of_bands)
        share = shares(guessed, guesses[who], of_bands[bands[who], tally.cell_place])
        return _habits(knows[who], share, tally.cell_place, counts, totals[who])


@dataclass(frozen=True, eq=False)
class _Learnt:
    """What steps 1 to 3 come to: the records, the prior (K,) and the posteriors (tasks, K)."""

    records: Records
    prior: FloatArray
    posterior: FloatArray

    def mean_with(self, other: "_Learnt") -> "_Learnt":
        """Half of this and half of the other."""
        return _Learnt(
            records=self.records.mean_with(other.records),
            prior=(self.prior + other.prior) / 2,
            posterior=(self.posterior + other.posterior) / 2,
        )


def fit(votes: LabelVotes) -> KnowOrGuessModel:
    """Steps 1 to 8. Known answers stay what they are. Where nobody can be compared, nothing is learnt."""
    labels = in_play(votes)
    vote_share = (vote_shares(votes, labels).sum(axis=0) + 1.0) / (votes.tasks_answered + len(labels))
    lessons = _lessons(votes)
    if not lessons.tasks_answered:
        vote_share = np.full(len(labels), 1.0 / len(labels))
    tally = Tally.of(lessons, labels)
    blank = Records.blank(tally)
    plain = _learn(lessons, labels, vote_share, _Learnt(blank, vote_share, vote_shares(lessons, labels)), (1.0,))
    hard = _learn(lessons, labels, vote_share, replace(plain, records=blank), (1.0, HARD_EASE))
    learnt = plain.mean_with(hard)
    records, counts = learnt.records, tally.chosen(learnt.posterior)
    model = KnowOrGuessModel(
        n_labels=votes.n_labels,
        labels=labels,
        prior=learnt.prior,
        tasks=lessons.tasks_answered,
        tasks_shared=votes.tasks_shared,
        correlation=shared_mistakes.correlation(plain.records, plain.posterior, gather(lessons.counts, labels)),
        temperature=1.0,
        band_knows=records.band_knows,
        band_guesses=records.band_guesses,
        volunteers=tally.volunteers,
        bands=records.bands,
        knows=records.knows,
        guesses=records.guesses,
        totals=tally.by_volunteer(counts),
        cells=tally.cell_volunteer * votes.n_labels + tally.cell_label,
        guessed=records.guessed,
        counts=counts,
    )
    return replace(model, temperature=_temperature(lessons, model, learnt))


def _lessons(votes: LabelVotes) -> LabelVotes:
    """The votes that teach: a lone answer, beside which there is neither another nor a known one, teaches nothing."""
    teaches = ((votes.answers > 1) | votes.is_known)[votes.tasks]
    if teaches.all():
        return votes
    tasks, volunteers, said = votes.tasks[teaches], votes.volunteers[teaches], votes.labels[teaches]
    return replace(votes, tasks=tasks, volunteers=volunteers, labels=said)


def _learn(
    votes: LabelVotes, labels: IntArray, vote_share: FloatArray, start: _Learnt, eases: tuple[float, ...]
) -> _Learnt:
    """Steps 1 to 3, repeated from the posteriors of `start` on until these stand still; 100 rounds at most.

    The second of `eases`, if there is one, is how often one knows on hard tasks, as a share of how often on easy ones.
    """
    records, posterior = start.records, start.posterior
    tally = records.tally
    share = np.array([1.0 - HARD_SHARE, HARD_SHARE]) if len(eases) > 1 else np.ones(1)
    joint = posterior * share[:, None, None]  # by ease, task and label
    for place in range(ROUNDS):
        hits = [tally.hits(each) for each in joint]
        chances = tally.by_volunteer(tally.over_cells(np.array(eases) @ (joint @ np.ones(len(labels)))))
        for _ in range(FIRST_STEPS if place == 0 else 1):
            records = records.learn(hits, eases, chances)
        prior = (posterior.sum(axis=0) + PRIOR_TASKS * vote_share) / (votes.tasks_answered + PRIOR_TASKS)
        share = _shares_of_eases(joint, votes)
        by_ease = zip(eases, share, strict=True)
        scores = np.concatenate([records.scores(ease) + np.log(prior * each) for ease, each in by_ease], axis=1)
        before, joint = posterior, _joint(scores, votes, labels)
        posterior = joint.sum(axis=0)
        if np.abs(posterior - before).sum() / 2 <= TOLERANCE * votes.tasks_answered:
            break
    return _Learnt(records, prior, posterior)


def _shares_of_eases(joint: FloatArray, votes: LabelVotes) -> FloatArray:
    """The share of the tasks that are easy, and where they may be hard of those: `joint` is (eases, tasks, K)."""
    if len(joint) == 1:
        return np.ones(1)
    hard = (joint[1].sum() + HARD_TASKS * HARD_SHARE) / (votes.tasks_answered + HARD_TASKS)
    return np.array([1.0 - min(hard, MOST_HARD), min(hard, MOST_HARD)])


def _joint(scores: FloatArray, votes: LabelVotes, labels: IntArray) -> FloatArray:
    """The probabilities of each ease and label of a task, (eases, tasks, K), 0 without answers.

    `scores` are their logs up to a constant, with a column for each ease and within it each label.
    """
    if votes.known is not None:
        known = places(votes.known[votes.is_known], labels, votes.n_labels)
        is_other = np.arange(scores.shape[1]) % len(labels) != known[:, None]
        scores[votes.is_known] = np.where(is_other, -np.inf, scores[votes.is_known])
    flat = normalise(scores)
    flat[votes.answers == 0] = 0.0
    return np.ascontiguousarray(
        flat.reshape(votes.n_tasks, scores.shape[1] // len(labels), len(labels)).transpose(1, 0, 2)
    )


def _temperature(votes: LabelVotes, model: KnowOrGuessModel, learnt: _Learnt) -> float:
    """Step 8. Each vote on a task whose answer is known is judged by what its volunteer's other answers show.

    The vote is taken out of its volunteer's own record and confusions. In the averages of bands and crowd it stays, and
    in what the fit made of other tasks: to hold it out of these too would take a fit for each known answer.
    """
    tally = learnt.records.tally
    known = np.flatnonzero(votes.is_known & (votes.answers > 0))
    at = np.flatnonzero(votes.is_known[tally.tasks])
    tasks, cells = np.searchsorted(known, tally.tasks[at]), tally.cells[at]
    who, place = tally.cell_volunteer[cells], tally.cell_place[cells]
    own = learnt.posterior[known][tasks]
    counts, totals = model.counts[cells] - own, model.totals[who] - own
    knows, share = learnt.records.without(cells, own[np.arange(len(cells)), place])
    evidence = np.zeros((len(known), len(model.labels)))
    np.add.at(evidence, tasks, np.log(_habits(knows, share, place, counts, totals)))
    scores = shared_mistakes.scores(evidence, np.log(model.prior), votes.answers[known], model.correlation)
    return calibration.temperature(scores, learnt.posterior[known].argmax(axis=1))


def _habits(
    knows: FloatArray, share: FloatArray, place: IntArray, counts: FloatArray, totals: FloatArray
) -> FloatArray:
    """M_v[k, l] for each cell (v, l), (cells, K), by step 4. All arguments have one entry, or one row, a cell."""
    rows = np.repeat(((1.0 - knows) * share)[:, None], counts.shape[1], axis=1)
    rows[np.arange(len(rows)), place] += knows
    habits: FloatArray = (counts + PSEUDO_HABITS * rows) / (totals + PSEUDO_HABITS)
    return habits


def _recall(
    values: FloatArray | IntArray, rows: IntArray, is_known: BoolArray, *, otherwise: float = 0.0
) -> FloatArray:
    """The `rows` of `values` where anything is known, and `otherwise` elsewhere."""
    recalled = np.full((len(rows), *values.shape[1:]), otherwise)
    recalled[is_known] = values[rows[is_known]]
    return recalled
