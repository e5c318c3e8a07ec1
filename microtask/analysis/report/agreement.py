"""How far people agree: in shares, and beyond chance."""

import numpy as np

from microtask.analysis import judging
from microtask.analysis.report.spread import spread
from microtask.analysis.report.study import Section, Study
from microtask.analysis.texts import Texts
from microtask.charts.bars import Bar, bars
from microtask.charts.drawing import Figure, percent
from microtask.charts.scales import number, scale_of
from microtask.consensus.votes import FloatArray, NumberVotes

# From the share in each row on, up to that of the row above.
_BANDS = (
    (1.0, "Everyone"),
    (0.8, "4 in 5 or more"),
    (0.6, "3 in 5 or more"),
    (0.5, "Half or more"),
    (0.0, "Fewer than half"),
)
_WHAT_IS_THE_SAME = {
    "review": "the answer that is the result",
    "tag": "exactly the tags of the result",
    "text": "a text with the words of the result",
}


def section(study: Study) -> Section:
    """The agreement of the tasks that two people or more answered."""
    if not study.shared.any():
        return Section("agreement", "Agreement", ["No task has two answers, so nobody could agree or differ."])
    words, figure = _of_ratings(study) if isinstance(study.decision.votes, NumberVotes) else _of_labels(study)
    of_chance = [] if isinstance(study.decision.votes, Texts) else [alpha_in_words(judging.alpha(study.decision))]
    return Section("agreement", "Agreement", [words, *of_chance, figure])


def by_band(shares: FloatArray, *, unit: str, same: str) -> Figure:
    """How many tasks, or other units, have which share of answers alike."""
    drawn, below = [], np.inf
    for least, label in _BANDS:
        items = int(((shares >= least) & (shares < below)).sum())
        drawn.append(Bar(label, items, (f"{items:,}", percent(items / len(shares)))))
        below = least
    return bars(
        "agreement-chart",
        drawn,
        title=f"How many people gave {same}",
        description=f"For each share of people who gave {same}, the share of the {unit}s. The table has the figures.",
        headings=("People who gave it", f"{unit.capitalize()}s", f"Share of {unit}s"),
        full=len(shares),
    )


def alpha_in_words(alpha: float | None) -> str:
    """Krippendorff's alpha and what it means; the limits of 0.8 and 0.667 are his own."""
    if alpha is None:
        return "There is no Krippendorff's alpha, which compares agreement with chance: no two answers could differ."
    return f"Krippendorff's alpha is {alpha:.2f}, where 1 is full agreement and 0 what chance gives: {_meaning(alpha)}"


def _of_labels(study: Study) -> tuple[str, Figure]:
    shares = study.decision.verdicts.agreement[study.shared]
    same = _WHAT_IS_THE_SAME[study.decision.question.kind]
    most = percent(float((shares >= 0.8).mean()))
    words = f"In {most} of the tasks with two answers or more, at least 4 in 5 people gave {same}."
    return words, by_band(shares, unit="task", same=same)


def _of_ratings(study: Study) -> tuple[str, Figure]:
    votes = study.decision.votes
    deviations = spread(votes)[study.shared]
    overall = votes.numbers.std() if isinstance(votes, NumberVotes) else 0.0
    scale = scale_of(deviations.tolist(), marks=7, from_nought=True)
    counts = np.histogram(deviations, bins=np.array(scale.marks))[0].tolist()
    words = (
        f"Ratings of the same task typically lie {number(float(np.sqrt((deviations**2).mean())))} points from their "
        f"mean; all ratings together lie {number(float(overall))} from theirs (standard deviations)."
    )
    figure = bars(
        "agreement-chart",
        [
            Bar(f"{number(low)} to {number(high)} points", count, (f"{count:,}", percent(count / len(deviations))))
            for low, high, count in zip(scale.marks, scale.marks[1:], counts, strict=False)
        ],
        title="How far ratings of the same task lie apart",
        description="For each standard deviation, the share of the tasks. The table has the figures.",
        headings=("Standard deviation", "Tasks", "Share of tasks"),
        full=len(deviations),
    )
    return words, figure


def _meaning(alpha: float) -> str:
    if alpha >= 0.8:
        return "people understand the question in the same way, and single answers can be relied on."
    if alpha >= 0.667:
        return "people mostly understand the question in the same way. Single answers are worth a second opinion."
    if alpha > 0.2:
        return (
            "people often differ. Several answers to a task together can still say something, but the question, its "
            "options or the items leave room for different readings."
        )
    return (
        "people agree little more than chance would make them. Look at where they differ, below, before using the "
        "results: the question may need other words, other options or examples."
    )
