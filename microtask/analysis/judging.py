"""The road from answers to outcomes, which the service and `microtask aggregate` share: so they cannot disagree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from microtask.consensus import agreement, methods
from microtask.consensus.models import Model
from microtask.consensus.votes import IntArray, Verdicts, Votes, rounded
from microtask.kinds.kind import Material, Question
from microtask.kinds.registry import KINDS

METHODS = tuple(methods.METHODS)
BATCH = 10_000  # tasks


@dataclass(frozen=True, eq=False)
class Decision:
    """Verdicts, and what they rest on. `not_sure` counts the answers of each task that have no value."""

    question: Question
    votes: Votes
    model: Model
    verdicts: Verdicts
    not_sure: IntArray


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers to one task amount to.

    `answer` is a canonical text (of ratings the centre, to 4 places): the leading one wherever there is one, None
    where nobody answered and nothing is known; then confidence and agreement are None too. `answers` counts those
    that have a value. `agreement` is the share of them that give `answer`: for tags, exactly this set; for ratings,
    within half a point of it. `distribution` has the answers of each label or number that was given. `extras` has
    `p:LABEL` for each tag, and `low` and `high` for a rating.
    """

    answer: str | None
    confidence: float | None
    answers: int
    not_sure: int
    agreement: float | None
    tie: bool
    is_gold: bool
    distribution: dict[str, int]
    extras: dict[str, float | None]


def methods_for(kind: str) -> list[str]:
    """The names of the methods that decide questions of this kind."""
    return methods.names_for(KINDS[kind].VOTES)


def fit(
    question: Question, material: Material, *, method: str = "auto", gold: Mapping[int, str] | None = None
) -> Decision:
    """A full pass: the model of all answers to a question, and its verdicts.

    `gold` has the canonical text of each task whose answer is known: it guides the fit, and is the task's verdict.
    Raises ValueError for a method that is not in `methods_for` the kind.
    """
    votes = _votes(question, material, gold)
    model = methods.fit(votes, method)
    return Decision(question, votes, model, model.judge(votes), _not_sure(material))


def judge(question: Question, material: Material, model: Model, *, gold: Mapping[int, str] | None = None) -> Decision:
    """A live step: the verdicts of a few tasks, all of whose answers are in `material`, by the model of a full pass."""
    votes = _votes(question, material, gold)
    return Decision(question, votes, model, model.judge(votes), _not_sure(material))


def outcomes(decision: Decision) -> Iterator[Outcome]:
    """The outcome of each task, in the order of their numbers; made as they are asked for, a batch at a time."""
    kind = KINDS[decision.question.kind]
    distributions = kind.distributions(decision.votes, decision.question)
    for start in range(0, decision.votes.n_tasks, BATCH):
        verdicts = decision.verdicts.between(start, start + BATCH)
        extras = kind.columns(verdicts, decision.question)
        rows = zip(
            verdicts.has_answer.tolist(),
            kind.answer_texts(verdicts, decision.question),
            verdicts.confidence.tolist(),
            verdicts.answers.tolist(),
            decision.not_sure[start : start + BATCH].tolist(),
            rounded(verdicts.agreement).tolist(),
            verdicts.tie.tolist(),
            verdicts.is_known.tolist(),
            zip(*extras.values(), strict=True) if extras else repeat((), len(verdicts.answers)),
            strict=True,
        )
        for has_answer, answer, confidence, answers, not_sure, share, tie, is_gold, values in rows:
            yield Outcome(
                answer=answer if has_answer else None,
                confidence=confidence if has_answer else None,
                answers=answers,
                not_sure=not_sure,
                agreement=share if answers else None,
                tie=tie,
                is_gold=is_gold,
                distribution=next(distributions),
                extras=dict(zip(extras, values, strict=True)),
            )


def extra_names(decision: Decision) -> list[str]:
    """The names of the extras that every outcome of this decision has."""
    return list(KINDS[decision.question.kind].columns(decision.verdicts.between(0, 0), decision.question))


def alpha(decision: Decision) -> float | None:
    """Krippendorff's alpha of the answers, to 6 places; None where no two of them can differ."""
    value = agreement.alpha(decision.votes)
    return None if np.isnan(value) else round(value, 6)


def _votes(question: Question, material: Material, gold: Mapping[int, str] | None) -> Votes:
    return KINDS[question.kind].votes(material, question, gold or {})


def _not_sure(material: Material) -> IntArray:
    tasks = [task for task, answer in zip(material.tasks.tolist(), material.answers, strict=True) if answer is None]
    return np.bincount(np.array(tasks, dtype=np.int64), minlength=material.n_tasks)
