"""Where people differ: the tasks whose answers are furthest apart, and the options that are taken for one another."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from microtask.analysis import judging
from microtask.analysis.judging import Outcome
from microtask.analysis.report.spread import spread
from microtask.analysis.report.study import LONGEST_TEXT, MOST_DRAWN, MOST_SHOWN, Section, Study
from microtask.analysis.texts import Texts, TextVerdicts
from microtask.charts import patterns
from microtask.charts.bars import Bar, Stack, bars, stacked_bars
from microtask.charts.drawing import Figure, cut, percent
from microtask.charts.ranges import Range, ranges
from microtask.charts.scales import number
from microtask.charts.table import Table
from microtask.consensus.votes import (
    FloatArray,
    LabelVerdicts,
    LabelVotes,
    NumberVerdicts,
    NumberVotes,
    TagVerdicts,
    TagVotes,
)

OTHERS = "Other answers"
EMPTY = "(none)"
MOST_ANSWERS = 12  # different ones of a task in the table


def section(study: Study) -> Section:
    """The tasks with most spread, and which options get confused. Only tasks with two answers or more take part."""
    spreads = np.where(study.shared, _spreads(study), 0.0).round(6)
    order = np.argsort(-spreads, kind="stable")[:MOST_SHOWN]
    furthest = [task for task in order.tolist() if spreads[task] > 0]
    if not furthest:
        return Section("differences", "Where people differ", ["Nowhere: all who answered the same task agree."])
    outcomes = _outcomes_of(study, furthest)
    differing = int((spreads > 0).sum())
    listed = "all of them" if len(outcomes) == differing else f"the first {len(outcomes)}"
    words = (
        f"People differ on {differing:,} of {len(study.tasks):,} tasks. The chart has the "
        f"{min(MOST_DRAWN, len(outcomes))} whose answers lie furthest apart, and the table below it {listed}."
    )
    drawn = _drawn(study, [(task, outcomes[task], float(spreads[task])) for task in furthest[:MOST_DRAWN]])
    figure = Figure(drawn.title, drawn.drawing, _listed(study, outcomes))
    return Section("differences", "Where people differ", [words, figure, *_confusions(study)])


def _spreads(study: Study) -> FloatArray:
    """How far the answers of each task lie apart, (tasks,); of texts, how many differ from the result, and how far."""
    verdicts = study.decision.verdicts
    if isinstance(verdicts, TextVerdicts):
        return np.where(verdicts.agreement < 1, (1 - verdicts.agreement) + (1 - verdicts.confidence), 0.0)
    return spread(study.decision.votes)


def _outcomes_of(study: Study, tasks: Sequence[int]) -> dict[int, Outcome]:
    """The outcomes of some tasks, in the order in which they are named."""
    wanted = set(tasks)
    all_outcomes = islice(judging.outcomes(study.decision), max(wanted) + 1)
    found = {task: outcome for task, outcome in enumerate(all_outcomes) if task in wanted}
    return {task: found[task] for task in tasks}


_Furthest = Sequence[tuple[int, Outcome, float]]  # tasks with their outcome and spread


def _drawn(study: Study, furthest: _Furthest) -> Figure:
    match study.decision.votes:
        case TagVotes():
            return _tag_bars(study, furthest)
        case NumberVotes():
            return _rating_ranges(study, furthest)
        case Texts():
            return _text_bars(study, furthest)
        case _:
            return _answer_bars(study, furthest)


def _answer_bars(study: Study, furthest: _Furthest) -> Figure:
    """The answers of each task as shares; what does not fit into the key is thrown together."""
    totals: Counter[str] = Counter()
    for _, outcome, _ in furthest:
        totals.update(outcome.distribution)
    names = [name for name in study.decision.question.options if name in totals] or list(totals)
    if len(names) > patterns.MOST:
        names = [name for name, _ in totals.most_common(patterns.MOST - 1)]
    rest = [OTHERS] if len(names) < len(totals) else []
    stacks = []
    for task, outcome, _ in furthest:
        parts = [outcome.distribution.get(name, 0) for name in names]
        stacks.append(Stack(_name(study, task), [*parts, *([outcome.answers - sum(parts)] if rest else [])]))
    return stacked_bars(
        "differences-chart",
        stacks,
        names=[*(cut(name, LONGEST_TEXT) or EMPTY for name in names), *rest],
        title="How answers divide where people differ most",
        description="For each task, how its answers divide. The figure at the right counts them; the table has all.",
        heading="Task",
    )


def _tag_bars(study: Study, furthest: _Furthest) -> Figure:
    return bars(
        "differences-chart",
        [Bar(_name(study, task), apart, (f"{apart:.1f} tags",)) for task, _, apart in furthest],
        title="On how many tags two people differ, on average",
        description="For each task, on how many tags two people differ on average. The table has the tags.",
        headings=("Task", "Tags"),
        full=len(study.decision.question.options),
    )


def _text_bars(study: Study, furthest: _Furthest) -> Figure:
    unlike = [(task, 1 - (outcome.agreement or 0)) for task, outcome, _ in furthest]
    return bars(
        "differences-chart",
        [Bar(_name(study, task), share, (percent(share),)) for task, share in unlike],
        title="How many people wrote other words than the result",
        description="For each task, the share of people who wrote other words. The table has the texts.",
        headings=("Task", "Wrote other words"),
        full=1,
    )


def _rating_ranges(study: Study, furthest: _Furthest) -> Figure:
    drawn = []
    for task, outcome, _ in furthest:
        low, *_, high = sorted(map(float, outcome.distribution))
        middle = min(max(float(outcome.answer or 0), low), high)
        drawn.append(Range(_name(study, task), low, middle, high, ()))
    return ranges(
        "differences-chart",
        drawn,
        title="From the lowest to the highest rating, where people differ most",
        description="For each task, a line from the lowest to the highest rating, and a dot at the result.",
        headings=("Task",),
    )


def _listed(study: Study, outcomes: Mapping[int, Outcome]) -> Table:
    """Task, result, how sure it is, and what people said."""
    is_number = isinstance(study.decision.verdicts, NumberVerdicts)
    rows: list[tuple[str, ...]] = []
    for task, outcome in outcomes.items():
        result = cut((outcome.answer or "").replace("|", ", "), LONGEST_TEXT) or EMPTY
        sure = _interval(outcome) if is_number else percent(outcome.confidence or 0)
        agree: tuple[str, ...] = () if is_number else (percent(outcome.agreement or 0),)
        shown = "known" if outcome.is_gold else sure
        rows.append((_name(study, task), result, shown, *agree, f"{outcome.answers:,}", _in_words(outcome, is_number)))
    headings: tuple[str, ...] = ("Task", "Result", "How sure", "Agree", "Answers", "What people said")
    if is_number:
        headings = ("Task", "Result", "90% interval", "Answers", "Ratings, lowest first")
    words = frozenset({0, 2, 4} if is_number else {0, 1, 5})
    return Table("differences-list", "Tasks on which people differ", headings, rows, words=words)


def _interval(outcome: Outcome) -> str:
    low, high = outcome.extras.get("low"), outcome.extras.get("high")
    return "not known" if low is None or high is None else f"{number(low)} to {number(high)}"


def _in_words(outcome: Outcome, is_number: bool) -> str:
    """The answers with their counts: ratings in their order, others the most frequent first."""
    said = list(outcome.distribution.items())
    if not is_number:
        said.sort(key=lambda pair: -pair[1])
    words = "; ".join(f"{cut(label, LONGEST_TEXT // 2) or EMPTY}: {count}" for label, count in said[:MOST_ANSWERS])
    return f"{words}; …" if len(said) > MOST_ANSWERS else words or "no tag"


def _name(study: Study, task: int) -> str:
    return cut(study.tasks[task], LONGEST_TEXT)


def _confusions(study: Study) -> Iterator[str | Figure]:
    votes, verdicts = study.decision.votes, study.decision.verdicts
    if isinstance(votes, LabelVotes) and isinstance(verdicts, LabelVerdicts):
        drawn = _confused_labels(study, votes, verdicts)
        if drawn:
            yield "Options that are often taken for one another may need clearer words, or may belong together."
            yield bars(
                "confusions-chart",
                drawn,
                title="Which options get confused: the result → what others said",
                description="For each result, how many answers to its tasks were another option. The table has them.",
                headings=("Result → other answer", "Answers", "Share of the answers to such tasks"),
                full=1,
            )
    elif isinstance(votes, TagVotes) and isinstance(verdicts, TagVerdicts):
        yield "People overlook tags more often than they invent them, and the method allows for it."
        yield bars(
            "confusions-chart",
            _confused_tags(study, votes, verdicts),
            title="How often a tag is left out where it applies",
            description="For each tag, the share of answers that leave it out where it applies. The table has them.",
            headings=("Tag", "Given where it does not apply", "Left out where it applies"),
            full=1,
        )


def _confused_labels(study: Study, votes: LabelVotes, verdicts: LabelVerdicts) -> list[Bar]:
    """Of the tasks whose result is one option, how many answers gave another: the most frequent such pairs."""
    options = study.decision.question.options
    here = study.shared[votes.tasks]
    results, said = verdicts.answer[votes.tasks][here].astype(np.int64), votes.labels[here]
    codes, counts = np.unique(results * len(options) + said, return_counts=True)
    answers = np.bincount(results, minlength=len(options))
    result_of, said_of = np.divmod(codes, len(options))
    order = [place for place in np.argsort(-counts, kind="stable") if result_of[place] != said_of[place]]
    return [
        Bar(
            f"{_short(options[result_of[place]])} → {_short(options[said_of[place]])}",
            share := counts[place] / answers[result_of[place]],
            (f"{counts[place]:,}", percent(share)),
        )
        for place in order[:MOST_DRAWN]
    ]


def _confused_tags(study: Study, votes: TagVotes, verdicts: TagVerdicts) -> list[Bar]:
    """For each tag how often it is left out where it applies, and given where it does not; most left out first."""
    drawn = []
    here = study.shared[votes.tasks]
    for tag, label in enumerate(study.decision.question.options):
        marks, applies = votes.marks[here, tag], verdicts.applies[votes.tasks[here], tag]
        missed = 1 - marks[applies].mean() if applies.any() else 0.0
        invented = marks[~applies].mean() if not applies.all() else 0.0
        drawn.append(Bar(label, float(missed), (percent(float(invented)), percent(float(missed)))))
    return sorted(drawn, key=lambda bar: -bar.value)[: 3 * MOST_DRAWN]


def _short(label: str) -> str:
    return cut(label, 12) or EMPTY
