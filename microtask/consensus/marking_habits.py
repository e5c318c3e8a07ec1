"""Marking habits: two-coin for all tags of a question at once, each volunteer's records leaning on their own habits.

After Dawid and Skene, 1979, as `two_coin`: a volunteer marks a tag that applies with a hit rate, and one that does not
with a false-alarm rate. But people mark much or little of everything, so what they do with the other tags says what to
expect of them with this one (a hierarchy, as in Y. Raykar et al., "Learning from crowds", Journal of Machine Learning
Research 11, 2010, but over tags):

- the crowd's rate for a tag is shrunk by 10 pseudo-answers to a cautious guess (hits 6 in 10, false alarms 1 in 10);
- a volunteer's habit is how much more or less than the crowd they mark over all tags, in log odds: one step of
  Fisher's scoring from the crowd's rates, half a pseudo-observation holding it back, 2.5 at most;
- a volunteer's rate for a tag is their count, with 4 pseudo-answers at the crowd's rate moved by their habit;
- the prior of a tag is its mean posterior, with 2 tasks at one half added on either side.

In a verdict n answers count as n / (1 + 0.1 (n - 1)), as in `shrunk_dawid_skene`.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load where they are first used

from microtask.consensus.ballots import number
from microtask.consensus.tag_verdicts import verdicts_of
from microtask.consensus.votes import BoolArray, FloatArray, IntArray, TagVerdicts, TagVotes
from microtask.consensus.weights import recall

CROWD_PSEUDO_ANSWERS = 10.0
CAUTIOUS_HIT, CAUTIOUS_FALSE_ALARM = 0.6, 0.1
HABIT_PSEUDO_INFORMATION = 0.5
STRONGEST_HABIT = 2.5  # log odds
PSEUDO_ANSWERS = 4.0
PRIOR_PSEUDO_TASKS = 2.0
CORRELATION = 0.1
ROUNDS = 60
TOLERANCE = 1e-5  # of probability moved in a round, a task and tag on average


@dataclass(frozen=True, eq=False)
class HabitsModel:
    """For each of the sorted `volunteers` and each tag (volunteers, tags) the logs of odds that a verdict needs.

    `marked` is what a mark adds to the log odds that the tag applies, and `unmarked` what its absence adds; strangers
    add the `crowd_marked` and `crowd_unmarked` (tags,). `prior` (tags,) is in log odds too. `used` (tags,) says which
    tags anybody has marked.
    """

    prior: FloatArray
    volunteers: IntArray
    marked: FloatArray
    unmarked: FloatArray
    crowd_marked: FloatArray
    crowd_unmarked: FloatArray
    used: BoolArray
    tasks_shared: int

    def judge(self, votes: TagVotes) -> TagVerdicts:
        """The verdicts of `votes` with the model held fixed. A tag that nobody has marked yet does not apply."""
        if votes.n_tags != len(self.prior):
            raise ValueError(f"The model is of a question with {len(self.prior)} tags, not {votes.n_tags}.")
        marked = recall(votes, self.volunteers, self.marked, otherwise=self.crowd_marked)
        unmarked = recall(votes, self.volunteers, self.unmarked, otherwise=self.crowd_unmarked)
        evidence = _by(votes.tasks, votes.n_tasks) @ np.where(votes.marks, marked, unmarked)
        evidence /= (1 + CORRELATION * (np.maximum(votes.answers, 1) - 1))[:, None]
        return verdicts_of(votes, scipy.special.expit(evidence + self.prior), used=self.used)


def fit(votes: TagVotes) -> HabitsModel:
    """Expectation and maximisation in turn, from the vote shares on; known answers stay what they are.

    Time and memory grow with votes times tags.
    """
    by_task, marks = _by(votes.tasks, votes.n_tasks), votes.marks.astype(np.float64)
    volunteers, who = number(votes.volunteers)
    by_volunteer = _by(who, len(volunteers))
    posterior = _clamped(by_task @ marks / np.maximum(votes.answers, 1)[:, None], votes)
    for _ in range(ROUNDS):
        applies = posterior[votes.tasks]
        crowd_hit, hit = _rates(by_volunteer, marks * applies, applies, CAUTIOUS_HIT)
        crowd_alarm, alarm = _rates(by_volunteer, marks * (1 - applies), 1 - applies, CAUTIOUS_FALSE_ALARM)
        marked, unmarked = np.log(hit / alarm), np.log((1 - hit) / (1 - alarm))
        share = (posterior.sum(axis=0) + PRIOR_PSEUDO_TASKS) / (votes.tasks_answered + 2 * PRIOR_PSEUDO_TASKS)
        prior = scipy.special.logit(share)
        evidence = by_task @ np.where(votes.marks, marked[who], unmarked[who])
        before, posterior = posterior, _clamped(scipy.special.expit(evidence + prior), votes)
        if np.abs(posterior - before).sum() <= TOLERANCE * posterior.size:
            break
    return HabitsModel(
        prior=prior,
        volunteers=volunteers,
        marked=marked,
        unmarked=unmarked,
        crowd_marked=np.log(crowd_hit / crowd_alarm),
        crowd_unmarked=np.log((1 - crowd_hit) / (1 - crowd_alarm)),
        used=_is_used(votes),
        tasks_shared=votes.tasks_shared,
    )


def _rates(
    by_volunteer: "scipy.sparse.csr_array", marked: FloatArray, chances: FloatArray, guess: float
) -> tuple[FloatArray, FloatArray]:
    """How often a tag is marked of the `chances` there are (votes, tags): by the crowd (tags,), by each volunteer."""
    said, could = by_volunteer @ marked, by_volunteer @ chances
    crowd = (said.sum(axis=0) + CROWD_PSEUDO_ANSWERS * guess) / (could.sum(axis=0) + CROWD_PSEUDO_ANSWERS)
    surplus = (said - could * crowd).sum(axis=1)
    information = (could * crowd * (1 - crowd)).sum(axis=1) + HABIT_PSEUDO_INFORMATION
    habit = np.clip(surplus / information, -STRONGEST_HABIT, STRONGEST_HABIT)
    base = scipy.special.expit(scipy.special.logit(crowd) + habit[:, None])
    rates: FloatArray = (said + PSEUDO_ANSWERS * base) / (could + PSEUDO_ANSWERS)
    return crowd, rates


def _by(rows: IntArray, n_rows: int) -> "scipy.sparse.csr_array":
    """The matrix that sums what each vote has by its row."""
    return scipy.sparse.csr_array((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(n_rows, len(rows)))


def _clamped(posterior: FloatArray, votes: TagVotes) -> FloatArray:
    """The posterior (tasks, tags), rounded so that no order of votes decides; known tags certain, no votes nothing."""
    posterior = np.round(posterior, 12)  # else rounding errors grow from round to round
    posterior[votes.answers == 0] = 0.0
    if votes.known is not None and votes.is_known is not None:
        posterior[votes.is_known] = votes.known[votes.is_known]
    return posterior


def _is_used(votes: TagVotes) -> BoolArray:
    """Which tags somebody marked, or are known to apply somewhere, (tags,)."""
    used = np.zeros(votes.n_tags, dtype=bool)
    used |= votes.marks.any(axis=0)
    if votes.known is not None and votes.is_known is not None:
        used |= votes.known[votes.is_known].any(axis=0)
    return used
