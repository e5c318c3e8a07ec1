"""How sure the results are, and whether that can be believed."""

import numpy as np

from microtask.analysis.report.study import Checked, Section, Study
from microtask.analysis.texts import TextVerdicts
from microtask.charts.bars import Bar, bars
from microtask.charts.drawing import Figure, percent
from microtask.charts.reliability import Bin, reliability
from microtask.charts.scales import number, scale_of
from microtask.consensus.votes import FloatArray, IntArray, NumberVerdicts, Verdicts

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
FEW = 20  # known answers, below which a diagram says little


def section(study: Study) -> Section:
    """Confidence in bands, or for ratings the reach of the intervals; then the check against known answers."""
    parts: list[str | Figure] = [_standing(study)]
    verdicts = study.decision.verdicts
    has_answer = verdicts.has_answer & ~verdicts.is_known
    if has_answer.any():
        parts.append(
            _by_reach(verdicts.high[has_answer] - verdicts.answer[has_answer])
            if isinstance(verdicts, NumberVerdicts)
            else _by_confidence(verdicts.confidence[has_answer])
        )
    if isinstance(verdicts, TextVerdicts):
        parts.append("For texts, confidence is how alike they are, and not the probability that every word is right.")
    if study.checked is not None and len(study.checked.right):
        parts += _checks(verdicts, study.checked)
    elif verdicts.is_known.any():
        parts.append("Nobody answered a task whose answer is known, so confidence could not be checked.")
    else:
        parts.append(
            "No answers were known beforehand, so nothing here checks whether the confidence is right. With --gold, "
            "a file of known answers, this report shows how often it was."
        )
    return Section("sureness", "How sure the results are", parts)


def _standing(study: Study) -> str:
    asked = (
        f"a 90% interval that reaches no further than {number(study.precision)} either way"
        if study.precision is not None
        else f"a confidence of {percent(study.confidence)}"
    )
    settled, tasks = int(study.settled.sum()), len(study.tasks)
    known = int(study.decision.verdicts.is_known.sum())
    if not settled:
        return f"None of {tasks:,} tasks is settled: none reaches {asked}."
    beforehand = f" Of the settled tasks, {known:,} had a known answer." if known else ""
    standing = f"{settled:,} of {tasks:,} tasks ({percent(settled / tasks)}) are settled: they reach {asked}."
    return standing + beforehand + _resting_on_one(study)


def _resting_on_one(study: Study) -> str:
    """How many settled tasks have one answer and no known one: their confidence is no agreement."""
    verdicts = study.decision.verdicts
    alone = int((study.settled & (verdicts.answers == 1) & ~verdicts.is_known).sum())
    if not alone:
        return ""
    return f" Of these, {alone:,} rest on one answer alone: they are sure by what is usual, not since people agree."


def _by_confidence(confidence: FloatArray) -> Figure:
    places = _bins(confidence)
    counts = np.bincount(places, minlength=len(EDGES) - 1).tolist()
    drawn = [
        Bar(_label(place), count, (f"{count:,}", percent(count / len(confidence))))
        for place, count in reversed(list(enumerate(counts)))
    ]
    return bars(
        "confidence-chart",
        drawn,
        title="How sure the results are",
        description="For each band of confidence, the share of the tasks. The table has the figures.",
        headings=("Confidence", "Tasks", "Share of tasks"),
        full=len(confidence),
    )


def _by_reach(reach: FloatArray) -> Figure:
    finite = reach[np.isfinite(reach)]
    scale = scale_of(finite.tolist(), marks=7, from_nought=True)
    counts = np.histogram(finite, bins=np.array(scale.marks))[0].tolist()
    drawn = [
        Bar(f"{number(low)} to {number(high)} points", count, (f"{count:,}", percent(count / len(reach))))
        for low, high, count in zip(scale.marks, scale.marks[1:], counts, strict=False)
    ]
    if len(finite) < len(reach):
        unknown = len(reach) - len(finite)
        drawn.append(Bar("Not known: a single rating", unknown, (f"{unknown:,}", percent(unknown / len(reach)))))
    return bars(
        "reach-chart",
        drawn,
        title="How far the 90% intervals reach either way",
        description="For each reach of the interval around the result, the share of tasks. The table has the figures.",
        headings=("Reach", "Tasks", "Share of tasks"),
        full=len(reach),
    )


def _checks(verdicts: Verdicts, checked: Checked) -> list[str | Figure]:
    match verdicts:
        case NumberVerdicts():
            return _ratings_check(checked)
        case TextVerdicts():
            return _texts_check(checked)
    return _check(checked)


def _check(checked: Checked) -> list[str | Figure]:
    right, items = int(checked.right.sum()), len(checked.right)
    places = _bins(checked.said)
    bins = [
        Bin(_label(place), float(checked.said[here].mean()), int(checked.right[here].sum()), int(here.sum()))
        for place in range(len(EDGES) - 1)
        if (here := places == place).any()
    ]
    apart = sum(abs(each.right - each.said * each.items) for each in bins) / items
    sentence = (
        f"Each known answer was kept back while its task was judged. Of {items:,} verdicts checked so, {right:,} "
        f"({percent(right / items)}) were right. Stated confidence and the share that was right lie {100 * apart:.1f} "
        f"points apart on average (the expected calibration error over these bands)."
    )
    few = [f"So few known answers prove little: the bars show how little. From {FEW} on they say more."]
    diagram = reliability(
        "reliability-chart",
        bins,
        title="Is the confidence right?",
        description="For verdicts of each band of confidence, the share that was right, with its 90% interval. On the "
        "dashed line, confidence means what it says; below it, the method was too sure. The table has the figures.",
        heading="Confidence",
    )
    return [sentence, *(few if items < FEW else []), diagram]


def _ratings_check(checked: Checked) -> list[str | Figure]:
    inside, items = int(checked.right.sum()), len(checked.right)
    found = (
        f"Each known answer was kept back while its task was judged. Results and known answers lie "
        f"{number(float(checked.apart.mean()))} apart on average, and {inside:,} of {items:,} known answers "
        f"({percent(inside / items)}) lie in the 90% interval."
    )
    meaning = (
        "The interval says where the mean of as many other such people would lie, 9 times in 10. Where known answers "
        "lie outside it much more often, the crowd as a whole sees things differently from whoever gave those answers."
    )
    return [found, meaning]


def _texts_check(checked: Checked) -> list[str | Figure]:
    right, items = int(checked.right.sum()), len(checked.right)
    found = (
        f"Each known text was kept back while its task was judged. Of {items:,} results checked so, {right:,} "
        f"({percent(right / items)}) have its words, and nothing else. In {percent(float(checked.apart.mean()))} of "
        "its words, on average, the result differs: they are wrong, missing or added (the word error rate)."
    )
    return [found]


def _bins(confidence: FloatArray) -> IntArray:
    """The band of each confidence; certainty belongs to the last."""
    return np.clip(np.searchsorted(EDGES, confidence, side="right") - 1, 0, len(EDGES) - 2)


def _label(place: int) -> str:
    if place == 0:
        return f"Below {EDGES[1]:.0%}"
    last = place == len(EDGES) - 2
    return f"{EDGES[place]:.0%} or more" if last else f"{EDGES[place]:.0%} to under {EDGES[place + 1]:.0%}"
