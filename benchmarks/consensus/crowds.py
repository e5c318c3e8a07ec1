"""Synthetic crowds: a named family that varies all that is known to break a method, drawn anew from any seed.

Eight structures, six crowds each. What they vary in (labels, the share of the commonest, answers a task, volunteers,
tasks, how unequally volunteers answer) is spread evenly over its range and shuffled, so that each value meets every
structure (a Latin hypercube: M. D. McKay and others, Technometrics 21, 1979).

- plain: volunteers differ in skill, and each has habits of confusing labels;
- biased: most volunteers over-use the same label, each to a degree of their own;
- correlated: on hard tasks there is a wrong label that most volunteers fall for together;
- difficult: on hard tasks everybody guesses, each alone;
- constant: some volunteers, with up to half of the answers, always say the same;
- random: some volunteers, with up to half of the answers, say anything;
- one-off: up to two answers in five come from volunteers who answer once to three times, at random;
- mixed: a little of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.consensus.crowd import LabelCrowd
from microtask.consensus.votes import FloatArray, IntArray, LabelVotes

STRUCTURES = ("plain", "biased", "correlated", "difficult", "constant", "random", "one-off", "mixed")
EACH = 6
LABELS = (2, 10)
COMMONEST = (0.55, 0.95)
ANSWERS = (3, 20)
VOLUNTEERS = (5, 500)
TASKS = (200, 1200)
SKILL = (0.4, 0.85)
PULL = 0.35  # of the hit rate: beyond that, the crowd as a whole would say something else than the truth


@dataclass(frozen=True)
class Spec:
    """What a crowd is drawn from.

    `commonest` is the prior of the commonest label, `answers` the mean number of answers a task; `uneven` is how
    unequally volunteers answer (the standard deviation of the logarithm of their weights), `skill` the mean share of
    answers that are known, where the others are guessed; `amount`, 0 to 1, says how strongly the structure shows.
    """

    structure: str
    number: int
    labels: int
    commonest: float
    answers: int
    volunteers: int
    tasks: int
    uneven: float
    skill: float
    amount: float

    @property
    def name(self) -> str:
        """Structure, and what the others vary in."""
        return (
            f"{self.structure} {self.number}: {self.labels} labels, {self.commonest:.0%} in one, "
            f"{self.answers} answers, {self.volunteers} volunteers"
        )


def specs(seed: int = 0) -> list[Spec]:
    """The family of a seed: 48 crowds."""
    count = len(STRUCTURES) * EACH
    generator = np.random.default_rng([seed, 0])

    def spread() -> FloatArray:
        return generator.permutation((np.arange(count) + generator.random(count)) / count)

    labels = np.floor(_between(spread() ** 2, LABELS[0], LABELS[1] + 1)).astype(int)
    commonest = _between(spread(), *COMMONEST)
    answers = np.round(np.exp(_between(spread(), *np.log(ANSWERS)))).astype(int)
    volunteers = np.round(np.exp(_between(spread(), *np.log(VOLUNTEERS)))).astype(int)
    tasks = np.round(np.exp(_between(spread(), *np.log(TASKS)))).astype(int)
    uneven, skill, amount = _between(spread(), 0.0, 1.5), _between(spread(), *SKILL), spread()
    return [
        Spec(
            structure=STRUCTURES[place % len(STRUCTURES)],
            number=place // len(STRUCTURES) + 1,
            labels=int(labels[place]),
            commonest=float(commonest[place]),
            answers=int(min(answers[place], volunteers[place])),
            volunteers=int(volunteers[place]),
            tasks=int(tasks[place]),
            uneven=float(uneven[place]),
            skill=float(skill[place]),
            amount=float(amount[place]),
        )
        for place in range(count)
    ]


def family(seed: int = 0) -> Iterator[LabelCrowd]:
    """The crowds of a seed, by structure. The same seed gives the same crowds."""
    for place, spec in sorted(enumerate(specs(seed)), key=lambda each: STRUCTURES.index(each[1].structure)):
        yield draw(spec, np.random.default_rng([seed, 1, place]))


def draw(spec: Spec, generator: np.random.Generator) -> LabelCrowd:
    """A crowd of the spec."""
    names = generator.permutation(spec.labels)  # so that the commonest label is not always the first
    prior = np.full(spec.labels, 1.0)
    prior[1:] = (1 - spec.commonest) * generator.dirichlet(np.full(spec.labels - 1, 3.0))
    prior[0] = spec.commonest
    truth = generator.choice(spec.labels, size=spec.tasks, p=prior / prior.sum())
    tasks, who = _who_answers(spec, generator)
    matrices = _matrices(spec, generator)
    said = _pick(matrices[who, truth[tasks]], generator)
    said = _on_hard_tasks(spec, truth, tasks, said, generator)
    who, said = _with_spam(spec, who, said, generator)
    votes = LabelVotes(tasks=tasks, volunteers=who, n_tasks=spec.tasks, labels=names[said], n_labels=spec.labels)
    return LabelCrowd(spec.name, votes, names[truth])


def _who_answers(spec: Spec, generator: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Task and volunteer of each answer: nobody answers a task twice, and some answer far more than others.

    Every other crowd has as many answers for each task; in the others the number varies (Poisson, one at least).
    """
    counts = np.full(spec.tasks, spec.answers)
    if spec.number % 2:
        counts = np.clip(generator.poisson(spec.answers, spec.tasks), 1, spec.volunteers)
    weights = spec.uneven * generator.standard_normal(spec.volunteers)
    keys = weights + generator.gumbel(size=(spec.tasks, spec.volunteers))  # their order is a draw without replacement
    order = np.argsort(-keys, axis=1)
    chosen = np.arange(spec.volunteers) < counts[:, None]
    return np.repeat(np.arange(spec.tasks), counts), order[chosen]


def _matrices(spec: Spec, generator: np.random.Generator) -> FloatArray:
    """The confusion matrix of each volunteer: (volunteers, true label, label said)."""
    skill = generator.beta(8 * spec.skill, 8 * (1 - spec.skill), size=spec.volunteers)
    skill = skill + (1 - skill) / spec.labels
    habits = generator.dirichlet(np.full(spec.labels, 1.0), size=(spec.volunteers, spec.labels))
    habits[:, np.arange(spec.labels), np.arange(spec.labels)] = 0.0
    habits /= habits.sum(axis=2, keepdims=True)
    # Labels differ in how easily they are known.
    hits = np.clip(skill[:, None] + generator.normal(0, 0.08, size=(1, spec.labels)), 0.05, 0.98)
    matrices: FloatArray = habits * (1 - hits)[:, :, None]
    matrices[:, np.arange(spec.labels), np.arange(spec.labels)] = hits
    if spec.structure in ("biased", "mixed"):
        strength = PULL * float(hits.mean()) * (0.3 + 0.7 * spec.amount) * (0.5 if spec.structure == "mixed" else 1.0)
        pull = (generator.beta(2, 2, size=spec.volunteers) * 2 * strength)[:, None, None]
        favourite = np.zeros(spec.labels)
        favourite[generator.integers(spec.labels)] = 1.0
        matrices = (1 - pull) * matrices + pull * favourite
    return matrices


def _on_hard_tasks(
    spec: Spec, truth: IntArray, tasks: IntArray, said: IntArray, generator: np.random.Generator
) -> IntArray:
    """What is said where tasks are hard: the shared mistake of the task, or anything."""
    if spec.structure not in ("correlated", "difficult", "mixed"):
        return said
    share = (0.1 + 0.25 * spec.amount) * (0.5 if spec.structure == "mixed" else 1.0)
    hardness = np.where(generator.random(spec.tasks) < share, generator.beta(4, 2, spec.tasks), 0.0)
    lure = (truth + generator.integers(1, spec.labels, spec.tasks)) % spec.labels
    anything = generator.integers(spec.labels, size=len(said))
    instead = anything if spec.structure == "difficult" else lure[tasks]
    return np.where(generator.random(len(said)) < hardness[tasks], instead, said)


def _with_spam(spec: Spec, who: IntArray, said: IntArray, generator: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Volunteers and labels where some volunteers are spammers, or rows come from one-off ones."""
    if spec.structure in ("constant", "random", "mixed"):
        share = (0.15 + 0.35 * spec.amount) * (0.3 if spec.structure == "mixed" else 1.0)
        is_spammer = generator.random(spec.volunteers) < share
        favourite = generator.integers(spec.labels, size=spec.volunteers)
        spam = favourite[who] if spec.structure != "random" else generator.integers(spec.labels, size=len(said))
        said = np.where(is_spammer[who], spam, said)
    if spec.structure in ("one-off", "mixed"):
        share = (0.1 + 0.3 * spec.amount) * (0.3 if spec.structure == "mixed" else 1.0)
        rows = np.flatnonzero(generator.random(len(said)) < share)
        newcomers = np.repeat(np.arange(len(rows)), generator.integers(1, 4, size=len(rows)))[: len(rows)]
        who, said = who.copy(), said.copy()
        who[rows] = spec.volunteers + generator.permutation(newcomers)
        said[rows] = generator.integers(spec.labels, size=len(rows))
    return who, said


def _pick(chances: FloatArray, generator: np.random.Generator) -> IntArray:
    """A label for each row of probabilities."""
    below = chances.cumsum(axis=1) < generator.random(len(chances))[:, None]
    labels: IntArray = np.minimum(below.sum(axis=1), chances.shape[1] - 1)
    return labels


def _between(share: FloatArray, low: float, high: float) -> FloatArray:
    return low + share * (high - low)
