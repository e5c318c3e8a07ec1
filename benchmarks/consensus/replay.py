"""Adaptive redundancy replayed: real answers are dealt one by one, and asking stops where the service would stop.

The service itself decides: `results.actions.judge` on what a pass of the service would read, a full pass where
`results.rules` finds that enough has changed and a live step with the model held fixed elsewhere; then a task settles
or wants one more answer, as `results.actions.record` writes it. What is left out is the database.
"""

from dataclasses import dataclass, field

import numpy as np

from benchmarks.consensus.crowd import LabelCrowd
from benchmarks.consensus.scores import accuracy
from microtask.consensus import methods, stopping
from microtask.consensus.votes import BoolArray, IntArray
from microtask.kinds.kind import Question
from microtask.results.actions.begin_pass import Pass
from microtask.results.actions.judge import judge
from microtask.results.actions.read import Snapshot
from microtask.results.rules import is_worth_a_full_pass

BATCH = 50  # answers that come in between two passes


@dataclass(frozen=True)
class Replayed:
    """What came of it: accuracy in points, answers `taken` by task, those that there were, and the share settled."""

    accuracy: float
    taken: IntArray
    offered: int
    settled: float

    @property
    def share(self) -> float:
        """The share of the answers that was used."""
        return float(self.taken.sum() / self.offered)


@dataclass(eq=False)
class _Stage:
    """A stage of the service in memory: `order` (tasks, answers) has each task's rows in the order they will come."""

    crowd: LabelCrowd
    rule: stopping.Rule
    order: IntArray
    taken: IntArray
    wanted: IntArray
    is_open: BoolArray
    is_settled: BoolArray
    used: BoolArray
    is_dirty: BoolArray
    model: bytes | None = None
    fitted: int = 0
    passes: int = 0
    texts: list[str] = field(default_factory=list)


def replay(crowd: LabelCrowd, rule: stopping.Rule, generator: np.random.Generator) -> Replayed:
    """Deal the answers of `crowd` in random order until no task wants another one that there is.

    Tasks that somebody has begun go first, as the service deals them.
    """
    stage = _open(crowd, rule, generator)
    visits = generator.permutation(crowd.votes.n_tasks)
    while True:
        wants, is_begun = (stage.is_open & (stage.taken < stage.wanted))[visits], (stage.taken > 0)[visits]
        waiting = np.concatenate([visits[wants & is_begun], visits[wants & ~is_begun]])
        if not len(waiting):
            break
        missing = (stage.wanted - stage.taken)[waiting]
        _take(stage, waiting[np.cumsum(missing) - missing < BATCH])
        _pass(stage)
    kept = crowd.with_rows(stage.used)
    verdicts = methods.fit(kept.votes).judge(kept.votes)
    return Replayed(
        accuracy=accuracy(kept, verdicts),  # type: ignore[arg-type]
        taken=stage.taken,
        offered=len(stage.used),
        settled=float(stage.is_settled.mean()),
    )


def _open(crowd: LabelCrowd, rule: stopping.Rule, generator: np.random.Generator) -> _Stage:
    votes = crowd.votes
    rows = generator.permutation(len(votes.tasks))
    rows = rows[np.argsort(votes.tasks[rows], kind="stable")]
    place = np.arange(len(rows)) - np.repeat(np.cumsum(votes.answers) - votes.answers, votes.answers)
    order = np.zeros((votes.n_tasks, int(votes.answers.max())), dtype=np.int64)
    order[votes.tasks[rows], place] = rows
    return _Stage(
        crowd=crowd,
        rule=rule,
        order=order,
        taken=np.zeros(votes.n_tasks, dtype=np.int64),
        wanted=np.minimum(rule.minimum, votes.answers),
        is_open=votes.answers > 0,
        is_settled=np.zeros(votes.n_tasks, dtype=bool),
        used=np.zeros(len(rows), dtype=bool),
        is_dirty=np.zeros(len(rows), dtype=bool),
        texts=[str(label) for label in range(votes.n_labels)],
    )


def _take(stage: _Stage, tasks: IntArray) -> None:
    """As many answers as each of `tasks` wants."""
    places = np.arange(stage.order.shape[1])
    comes = (places >= stage.taken[tasks, None]) & (places < stage.wanted[tasks, None])
    rows = stage.order[tasks][comes]
    stage.taken[tasks] = stage.wanted[tasks]
    stage.used[rows] = stage.is_dirty[rows] = True


def _pass(stage: _Stage) -> None:
    """One pass of the service over what has come in."""
    answers = int(stage.used.sum())
    full = stage.model is None or is_worth_a_full_pass(answers, stage.fitted)
    stage.passes += 1
    this = Pass(
        stage_id=1,
        number=stage.passes,
        full=full,
        question=Question("review", tuple(stage.texts)),
        rule=stage.rule,
        min_departments=1,
        rule_version=1,
        has_advanced=False,
        model=stage.model,
    )
    seen, tasks = _read(stage, full=full)
    found = judge(this, seen)
    if full:
        stage.model, stage.fitted = found.model, answers
    stage.is_dirty[:] = False
    _settle_or_ask(stage, tasks, seen.news, found.settles, found.spent)


def _read(stage: _Stage, *, full: bool) -> tuple[Snapshot, IntArray]:
    """The answers of the stage, or of the tasks with new ones: as the service's own move reads them."""
    votes = stage.crowd.votes
    rows = stage.used
    if not full:
        has_news = np.zeros(votes.n_tasks, dtype=bool)
        has_news[votes.tasks[stage.is_dirty]] = True
        rows = rows & has_news[votes.tasks]
    tasks, task_of = np.unique(votes.tasks[rows], return_inverse=True)
    answers = np.flatnonzero(rows)
    dirty = stage.is_dirty[answers]
    seen = Snapshot(
        tasks=tasks.astype(np.int64),
        task_of=task_of,
        participants=votes.volunteers[answers].astype(np.int64),
        departments=np.zeros(len(answers), dtype=np.int64),
        values=[stage.texts[label] for label in votes.labels[answers].tolist()],
        dirty=answers[dirty],
        revisions=np.zeros(int(dirty.sum()), dtype=np.int64),
        gold={},
        more=False,
        is_dirty=dirty,
    )
    return seen, tasks


def _settle_or_ask(stage: _Stage, tasks: IntArray, news: BoolArray, settles: BoolArray, spent: BoolArray) -> None:
    """What recording does to the tasks of a pass: those that settle or are spent close, and those with all answers."""
    concerned = (news | settles | spent) & stage.is_open[tasks]
    tasks, settles, spent = tasks[concerned], settles[concerned], spent[concerned]
    most = np.minimum(stage.rule.maximum, stage.crowd.votes.answers[tasks])
    held = stage.taken[tasks]
    stage.is_settled[tasks[settles]] = True
    stage.is_open[tasks[settles | spent | (held >= most)]] = False
    stage.wanted[tasks] = np.maximum(stage.wanted[tasks], np.minimum(most, held + 1))
