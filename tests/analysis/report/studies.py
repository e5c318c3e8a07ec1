"""Small studies for the sections of the report."""

import numpy as np

from microtask.analysis import judging, ranking
from microtask.analysis.comparison_files import Compared
from microtask.analysis.report import comparing
from microtask.analysis.report.study import Study
from microtask.analysis.result_files import settled
from microtask.consensus.comparisons import Comparisons
from microtask.kinds.kind import Material, Question

REVIEW = Question("review", ("yes", "no"))
TAG = Question("tag", ("cost", "health"))
RATE = Question("rate")
TEXT = Question("text")


def material(rows):
    """`rows` has the answers of each task; the volunteers of a task are 0, 1, 2 and so on."""
    tasks = np.array([task for task, answers in enumerate(rows) for _ in answers], dtype=np.int64)
    volunteers = np.array([volunteer for answers in rows for volunteer in range(len(answers))], dtype=np.int64)
    return Material(tasks, volunteers, [answer for answers in rows for answer in answers], len(rows))


def study(question, rows, *, gold=None, method="auto", confidence=0.95, precision=None, **told):
    decision = judging.fit(question, material(rows), gold=gold, method=method)
    return Study(
        source="answers.csv",
        tasks=[f"T{task}" for task in range(len(rows))],
        volunteers=max(map(len, rows)),
        decision=decision,
        method=method,
        settled=settled(decision, confidence, precision=precision),
        confidence=confidence,
        precision=precision,
        **told,
    )


def sentences(section):
    return " ".join(part for part in section.parts if isinstance(part, str))


def figures(section):
    return [part for part in section.parts if not isinstance(part, str)]


def page_of(*rows, things=("tea", "milk", "rum"), **told):
    """The page about comparisons: `rows` have left, right and choice."""
    left, right, choice = np.array(rows).T
    comparisons = Comparisons(left=left, right=right, choice=choice, n_things=len(things))
    compared = Compared(things=things, comparisons=comparisons, volunteers=4, **({"not_sure": 0, "left_out": 0} | told))
    ranked = ranking.rank(things, comparisons)
    return comparing.render(ranked, compared, source="answers.csv", method="auto")
