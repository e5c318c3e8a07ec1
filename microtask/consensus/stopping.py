"""Is a task settled, or is one more answer worth a colleague's minute?

An answer settles its task when it is sure: its confidence reaches what the stage wants. A confidence rests on what is
thought of a few volunteers, and a lead of votes does not. So the full confidence will do only where the answer leads
the next label by three votes; each vote that is missing leaves a quarter of the error that is allowed. Where 0.95 is
wanted, a lead of two takes 0.9875, and a lead of one 0.996875. An answer without a lead, or one that trails another
label since those who gave it count for more, does not settle before the maximum.

Where people differ on an item, or it misleads them, no number of answers makes it sure. So asking also stops when the
next few colleagues, of whom nothing is known, could say what they like: if all gave the runner-up, the answer would
stand, and if all gave the answer, it would still not be sure. Such a task, where its answer leads by three votes, is
spent. How many colleagues these are follows from the confidence: each counts as doubling the odds, so that 0.95, which
is odds of 19 to 1, takes 4 of them, 0.9 takes 3 and 0.99 takes 7 (after the sequential test of A. Wald, "Sequential
tests of statistical hypotheses", Annals of Mathematical Statistics 16, 1945, with its steps measured in answers); and
never more than may still be asked for.
"""

from dataclasses import dataclass

import numpy as np

from microtask.consensus.models import Model
from microtask.consensus.votes import (
    BoolArray,
    FloatArray,
    IntArray,
    LabelVerdicts,
    LabelVotes,
    NumberVerdicts,
    TagVerdicts,
    Verdicts,
    Votes,
)

KNOWN_TASKS = 30
LEAD = 3  # votes
ERROR_LEFT = 0.25  # of the error that is allowed, by each vote of the lead that is missing


@dataclass(frozen=True)
class Rule:
    """When a task settles: `minimum` to `maximum` answers, `confidence` of a label or tag, `precision` of a number.

    `precision` is in scale points: the half-width of the 90 % interval at which a number is known well enough.
    """

    minimum: int = 2
    maximum: int = 7
    confidence: float = 0.95
    precision: float = 0.5

    @property
    def strangers(self) -> int:
        """How many colleagues a spent task would not be moved by: 1 at least, 20 where nothing is sure enough."""
        least = 2.0**-20
        odds = max(self.confidence, least) / max(1.0 - self.confidence, least)
        return max(1, round(float(np.log2(odds))))


@dataclass(frozen=True, eq=False)
class Stops:
    """For which tasks asking stops, each (tasks,): no task is in both.

    `settled` have an answer that is sure. `spent` have one that is not, that leads by three votes, and that the next
    few colleagues could neither change nor make sure.
    """

    settled: BoolArray
    spent: BoolArray


def is_crowd_known(tasks_shared: int) -> bool:
    """Whether a model says anything of the volunteers: it rests on 30 tasks that two or more of them answered."""
    return tasks_shared >= KNOWN_TASKS


def decide(model: Model, votes: Votes, verdicts: Verdicts, rule: Rule) -> Stops:
    """For which of the tasks that `model` judged asking stops. Never for one with fewer answers than the minimum.

    Labels: as the module says; until the crowd is known, as `settled` has it, and never spent. At the maximum, and
    where the answer is known, the confidence alone decides. Tags and numbers: as `settled` has it, and never spent.
    """
    crowd_known = is_crowd_known(model.tasks_shared)
    sure = settled(verdicts, rule, crowd_known=crowd_known)
    spent = np.zeros(votes.n_tasks, dtype=bool)
    if not crowd_known or not isinstance(votes, LabelVotes) or not isinstance(verdicts, LabelVerdicts):
        return Stops(sure, spent)
    is_last = (verdicts.answers >= rule.maximum) | verdicts.is_known
    leads = verdicts.lead >= LEAD
    doubtful = np.flatnonzero((verdicts.answers >= rule.minimum) & leads & ~sure & ~is_last)
    spent[doubtful] = ~_is_moved(model, votes, verdicts, rule, doubtful)
    return Stops(sure & (is_last | _makes_up_for_the_lead(verdicts, rule)), spent)


def settled(verdicts: Verdicts, rule: Rule, *, crowd_known: bool) -> BoolArray:
    """Which tasks are settled by their confidence, (tasks,). Never one with fewer answers than the minimum.

    Labels and tags: the confidence reaches the rule's (for tags, that of every tag). Until the crowd is known, a
    posterior is a guess, and a lead of three votes decides instead (for tags, on every tag that anybody has used);
    at the maximum the confidence will do as well. Numbers: the 90 % interval reaches no further than the precision.
    """
    enough = verdicts.answers >= rule.minimum
    match verdicts:
        case LabelVerdicts() | TagVerdicts():
            is_confident = verdicts.confidence >= round(rule.confidence, 6)
            if crowd_known:
                return enough & is_confident
            leads = verdicts.lead >= LEAD
            is_last = verdicts.answers >= rule.maximum
            return enough & np.where(verdicts.is_known, is_confident, leads | (is_last & is_confident))
        case NumberVerdicts():
            reach = np.fmax(verdicts.high - verdicts.answer, verdicts.answer - verdicts.low)
            return enough & (np.round(reach, 6) <= rule.precision)
    raise TypeError(f"There is no rule for {type(verdicts).__name__}.")


def _makes_up_for_the_lead(verdicts: LabelVerdicts, rule: Rule) -> BoolArray:
    """Whether each answer is as sure as the lead asks for: all the surer, the more votes are missing to three."""
    missing = np.maximum(LEAD - verdicts.lead, 0)
    wanted = np.round(1.0 - (1.0 - rule.confidence) * ERROR_LEFT**missing, 6)
    made_up: BoolArray = (verdicts.lead > 0) & (verdicts.confidence >= wanted)
    return made_up


def _is_moved(model: Model, votes: LabelVotes, verdicts: LabelVerdicts, rule: Rule, tasks: IntArray) -> BoolArray:
    """Whether the next few colleagues could change the label of each of `tasks`, or make it sure: (tasks,)."""
    if votes.n_labels < 2 or not len(tasks):
        return np.zeros(len(tasks), dtype=bool)
    more = np.minimum(rule.strangers, rule.maximum - verdicts.answers[tasks])
    rows = np.arange(len(tasks))
    posterior = verdicts.posterior[tasks]
    first = posterior.argmax(axis=1)
    posterior[rows, first] = -1.0
    second = posterior.argmax(axis=1)
    against = _posterior(model, _with_strangers(votes, tasks, second, more))
    for_it = _posterior(model, _with_strangers(votes, tasks, first, more))
    is_changed = against[rows, first] <= against[rows, second]
    is_made_sure = for_it[rows, first] >= round(rule.confidence, 6)
    moved: BoolArray = is_changed | is_made_sure
    return moved


def _posterior(model: Model, votes: LabelVotes) -> FloatArray:
    verdicts = model.judge(votes)
    assert isinstance(verdicts, LabelVerdicts)
    return verdicts.posterior


def _with_strangers(votes: LabelVotes, tasks: IntArray, labels: IntArray, more: IntArray) -> LabelVotes:
    """The votes on `tasks` alone, numbered from 0, and `more` for one of `labels` on each, by numbers of nobody."""
    place = np.full(votes.n_tasks, -1)
    place[tasks] = np.arange(len(tasks))
    kept = place[votes.tasks] >= 0
    added = np.repeat(np.arange(len(tasks)), more)
    turn = np.arange(len(added)) - np.repeat(np.cumsum(more) - more, more)
    return LabelVotes(
        tasks=np.concatenate([place[votes.tasks[kept]], added]),
        volunteers=np.concatenate([votes.volunteers[kept], -1 - turn]),
        n_tasks=len(tasks),
        labels=np.concatenate([votes.labels[kept], labels[added]]),
        n_labels=votes.n_labels,
    )
