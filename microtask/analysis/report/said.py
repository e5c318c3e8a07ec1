"""What the results are, over all tasks."""

import numpy as np

from microtask.analysis.report.study import LONGEST_TEXT, Section, Study
from microtask.charts.bars import Bar, bars
from microtask.charts.drawing import Figure, cut, percent
from microtask.charts.scales import number, scale_of
from microtask.consensus.votes import (
    FloatArray,
    IntArray,
    LabelVerdicts,
    LabelVotes,
    NumberVerdicts,
    TagVerdicts,
    TagVotes,
)

MOST_OPTIONS = 30


def section(study: Study) -> Section | None:
    """How often each option is a result, or how ratings spread; None for texts, which are each their own."""
    match study.decision.votes, study.decision.verdicts:
        case LabelVotes() as votes, LabelVerdicts() as verdicts:
            given = votes.counts.sum(axis=0)
            results = np.bincount(verdicts.answer[verdicts.has_answer], minlength=votes.n_labels)
            figure = _options(study, results, given, "What the results are", "Tasks with this result")
        case TagVotes() as votes, TagVerdicts() as verdicts:
            given = votes.marks.sum(axis=0)
            results = verdicts.applies[verdicts.has_answer].sum(axis=0)
            figure = _options(study, results, given, "How many tasks each tag applies to", "Tasks it applies to")
        case _, NumberVerdicts() as verdicts:
            figure = _ratings(verdicts.answer[verdicts.has_answer])
        case _:
            return None
    return Section("results", "What people said", [figure])


def _options(study: Study, results: IntArray, given: IntArray, title: str, heading: str) -> Figure:
    options, tasks = study.decision.question.options, max(int(study.decision.verdicts.has_answer.sum()), 1)
    shown = list(range(len(options)))
    if len(options) > MOST_OPTIONS:
        shown = sorted(np.argsort(-results, kind="stable")[:MOST_OPTIONS].tolist())
        title = f"{title}: the {MOST_OPTIONS} most frequent of {len(options):,}"
    return bars(
        "results-chart",
        [
            Bar(
                cut(options[place], LONGEST_TEXT) or "(empty)",
                int(results[place]),
                (f"{given[place]:,}", f"{results[place]:,}", percent(results[place] / tasks)),
            )
            for place in shown
        ],
        title=title,
        description="For each option, the share of the tasks that it is the result of. The table has the figures.",
        headings=("Option", "Answers given", heading, "Share of tasks"),
        full=tasks,
    )


def _ratings(results: FloatArray) -> Figure:
    scale = scale_of(results.tolist(), marks=11)
    counts = np.histogram(results, bins=np.array(scale.marks))[0].tolist()
    ends = zip(scale.marks, scale.marks[1:], counts, strict=False)
    return bars(
        "results-chart",
        [
            Bar(
                f"{number(low)} to {'' if high == scale.high else 'under '}{number(high)}",
                count,
                (f"{count:,}", percent(count / max(len(results), 1))),
            )
            for low, high, count in ends
        ],
        title="What the results are",
        description="For each stretch of the scale, the share of the tasks whose result lies there.",
        headings=("Result", "Tasks", "Share of tasks"),
        full=max(len(results), 1),
    )
