"""How few answers are enough: adaptive redundancy on the real sets, and Quick, Balanced and Careful in simulation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.consensus import crowds, sets
from benchmarks.consensus.crowd import LabelCrowd
from benchmarks.consensus.part import Part
from benchmarks.consensus.replay import replay
from benchmarks.consensus.scores import accuracy
from benchmarks.table import Figure, grid
from microtask.challenges.rules import CARES
from microtask.consensus import methods
from microtask.consensus.stopping import Rule

SETS = ("temporal", "rte", "face", "weather_amt")
SEEDS = 10
MUST, REACH_FOR = (-0.3, 0.55), (0.0, 0.45)  # points, and the share of the answers

# Of the synthetic family, the crowds by which Quick, Balanced and Careful are simulated, and how they are changed.
LEAST_VOLUNTEERS = 30
MOST_TASKS = 300


@dataclass(frozen=True)
class Simulated:
    """What a care comes to: answers a task, the range that holds the middle half of tasks, points of accuracy."""

    answers: float
    low: float
    high: float
    accuracy: float
    settled: float
    majority: float


def measure_replay(*, seeds: int = SEEDS) -> Part:
    """The four sets, each in ten random orders, against all answers."""
    rows, points, shares = [], [], []
    for name in SETS:
        crowd = sets.review(name)
        rule = Rule(maximum=int(crowd.votes.answers.max()))
        found = [replay(crowd, rule, np.random.default_rng([1, seed])) for seed in range(seeds)]
        reference = max(_on_all(crowd, "majority"), _on_all(crowd, "auto"))
        got, share = np.mean([each.accuracy for each in found]), np.mean([each.share for each in found])
        points.append(got - reference)
        shares.append(share)
        answers = share * len(crowd.votes.tasks) / crowd.votes.n_tasks
        rows.append([name, f"{reference:.1f}", f"{got:.1f}", f"{got - reference:+.2f}", f"{share:.0%}",
                     f"{answers:.1f}", f"{np.mean([each.settled for each in found]):.0%}"])  # fmt: skip
    above, used = float(np.mean(points)), float(np.mean(shares))
    marks = [above >= least - 1e-9 and used <= most for least, most in (MUST, REACH_FOR)]
    figure = Figure(
        "Adaptive redundancy: against all answers", "-0.3 points with 55 %", "equal with 45 %",
        f"{above:+.2f} points with {used:.0%}",
        "; ".join(f"{row[0]} {row[3]} with {row[4]}" for row in rows),
        "beyond" if marks[1] else "yes" if marks[0] else "no",
    )  # fmt: skip
    headings = ("set", "all answers", "adaptive", "points", "answers used", "a task", "settled")
    return Part([figure], [f"Adaptive redundancy ({seeds} random orders)\n{grid(headings, rows)}"])


def measure_cares() -> Part:
    """Quick, Balanced and Careful over the synthetic family."""
    rows = []
    for name, found in ((name, simulate(name)) for name in CARES):
        rows.append([name, f"{found.answers:.1f}", f"{found.low:.0f} to {found.high:.0f}", f"{found.accuracy:.0f} %",
                     f"{found.majority:.0f} %", f"{found.settled:.0%}"])  # fmt: skip
    headings = ("care", "answers a task", "middle half of tasks", "right", "majority of all", "settled")
    return Part([], [f"Quick, Balanced, Careful in simulation\n{grid(headings, rows)}"])


def simulate(care: str, *, crowds_each: int = 2, tasks: int = MOST_TASKS) -> Simulated:
    """What a name in `CARES` comes to: so many crowds of each structure, each replayed once, their mean."""
    wanted = CARES[care]
    rule = Rule(int(wanted["min"]), int(wanted["max"]), wanted["confidence"])
    pairs = [
        (crowd, replay(crowd, rule, np.random.default_rng([2, place])))
        for place, crowd in enumerate(_family(rule.maximum, crowds_each, tasks))
    ]
    found = [each for _, each in pairs]
    taken = np.concatenate([each.taken for each in found])
    return Simulated(
        answers=float(np.mean([each.taken.mean() for each in found])),
        low=float(np.percentile(taken, 25)),
        high=float(np.percentile(taken, 75)),
        accuracy=float(np.mean([each.accuracy for each in found])),
        settled=float(np.mean([each.settled for each in found])),
        majority=float(np.mean([_on_all(crowd, "majority") for crowd, _ in pairs])),
    )


def _family(answers: int, crowds_each: int, tasks: int) -> Iterator[LabelCrowd]:
    """Crowds of the family with so many answers at hand for each task, and volunteers enough to give them."""
    for place, spec in enumerate(crowds.specs()):
        if spec.number <= crowds_each:
            asked = replace(spec, answers=answers, tasks=min(spec.tasks, tasks), number=2 * spec.number,
                           volunteers=max(spec.volunteers, LEAST_VOLUNTEERS))  # fmt: skip
            yield crowds.draw(asked, np.random.default_rng([3, place]))


def _on_all(crowd: LabelCrowd, method: str) -> float:
    return accuracy(crowd, methods.fit(crowd.votes, method).judge(crowd.votes))  # type: ignore[arg-type]
