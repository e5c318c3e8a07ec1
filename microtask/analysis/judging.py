"""The road from answers to outcomes, which the service and `microtask aggregate` share: so they cannot disagree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TypeVar

import numpy as np

from microtask.analysis import texts
from microtask.analysis.answer_kinds import KINDS
from microtask.consensus import agreement, methods
from microtask.consensus.models import Model
from microtask.consensus.votes import BoolArray, IntArray, Verdicts, Votes, rounded
from microtask.kinds.kind import Material, Question, is_not_sure

METHODS = tuple(dict.fromkeys((*methods.METHODS, *methods.RANKING_METHODS, *texts.METHODS)))
BATCH = 10_000  # tasks

T = TypeVar("T")


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


@dataclass(frozen=True, eq=False, slots=True)
class OutcomeColumns:
    """The outcomes of some tasks by column: each field has what `Outcome` has under its name, one entry a task."""

    answer: list[str | None]
    confidence: list[float | None]
    answers: list[int]
    not_sure: list[int]
    agreement: list[float | None]
    tie: list[bool]
    is_gold: list[bool]
    extras: dict[str, list[float | None]]


def methods_for(kind: str) -> list[str]:
    """The names of the methods that decide questions of this kind, or for comparisons rank the things."""
    elsewhere = {"compare": methods.RANKING_METHODS, "text": texts.METHODS}
    return list(elsewhere.get(kind) or methods.names_for(KINDS[kind].VOTES))


def fit(
    question: Question, material: Material, *, method: str = "auto", gold: Mapping[int, str] | None = None
) -> Decision:
    """A full pass: the model of all answers to a question, and its verdicts.

    `gold` has the canonical text of each task whose answer is known: it guides the fit, and is the task's verdict.
    Raises ValueError for a method that is not in `methods_for` the kind.
    """
    votes = _votes(question, material, gold)
    model: Model = texts.fit(votes) if isinstance(votes, texts.Texts) else methods.fit(votes, method)
    return Decision(question, votes, model, model.judge(votes), _not_sure(material))


def judge(question: Question, material: Material, model: Model, *, gold: Mapping[int, str] | None = None) -> Decision:
    """A live step: the verdicts of a few tasks, all of whose answers are in `material`, by the model of a full pass."""
    votes = _votes(question, material, gold)
    return Decision(question, votes, model, model.judge(votes), _not_sure(material))


def outcomes(decision: Decision) -> Iterator[Outcome]:
    """The outcome of each task, in the order of their numbers; made as they are asked for, a batch at a time."""
    distributions = KINDS[decision.question.kind].distributions(decision.votes, decision.question)
    for part in outcome_columns(decision):
        extras = zip(*part.extras.values(), strict=True) if part.extras else repeat((), len(part.answers))
        rows = zip(
            part.answer,
            part.confidence,
            part.answers,
            part.not_sure,
            part.agreement,
            part.tie,
            part.is_gold,
            extras,
            strict=True,
        )
        for answer, confidence, answers, not_sure, share, tie, is_gold, values in rows:
            yield Outcome(
                answer=answer,
                confidence=confidence,
                answers=answers,
                not_sure=not_sure,
                agreement=share,
                tie=tie,
                is_gold=is_gold,
                distribution=next(distributions),
                extras=dict(zip(part.extras, values, strict=True)),
            )


def outcome_columns(decision: Decision) -> Iterator[OutcomeColumns]:
    """The same, but for the distributions, by column: `BATCH` tasks at a time."""
    kind = KINDS[decision.question.kind]
    for start in range(0, decision.votes.n_tasks, BATCH):
        verdicts = decision.verdicts.between(start, start + BATCH)
        has_answer = verdicts.has_answer
        yield OutcomeColumns(
            answer=_where(has_answer, kind.answer_texts(verdicts, decision.question)),
            confidence=_where(has_answer, verdicts.confidence.tolist()),
            answers=verdicts.answers.tolist(),
            not_sure=decision.not_sure[start : start + BATCH].tolist(),
            agreement=_where(verdicts.answers > 0, rounded(verdicts.agreement).tolist()),
            tie=verdicts.tie.tolist(),
            is_gold=verdicts.is_known.tolist(),
            extras=kind.columns(verdicts, decision.question),
        )


def extra_names(decision: Decision) -> list[str]:
    """The names of the extras that every outcome of this decision has."""
    return list(KINDS[decision.question.kind].columns(decision.verdicts.between(0, 0), decision.question))


def alpha(decision: Decision) -> float | None:
    """Krippendorff's alpha of the answers, to 6 places; None where no two of them can differ, and for texts."""
    if isinstance(decision.votes, texts.Texts):
        return None
    value = agreement.alpha(decision.votes)
    return None if np.isnan(value) else round(value, 6)


def _votes(question: Question, material: Material, gold: Mapping[int, str] | None) -> Votes:
    return KINDS[question.kind].votes(material, question, gold or {})


def _not_sure(material: Material) -> IntArray:
    return np.bincount(material.tasks[is_not_sure(material)], minlength=material.n_tasks)


def _where(is_there: BoolArray, values: Sequence[T]) -> list[T | None]:
    """The values, None for those that are not there; quick where, as mostly, all are."""
    if is_there.all():
        return list(values)
    return [value if there else None for there, value in zip(is_there.tolist(), values, strict=True)]
