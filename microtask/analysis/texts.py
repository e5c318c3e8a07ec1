"""Texts that ought to be the same, such as transcriptions: what a kind's file has, for the command alone.

The service asks no such question, so this is no kind of `kinds`; `judging` treats it like one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from microtask.consensus import medoid
from microtask.consensus.edit_distance import words
from microtask.consensus.medoid import TextVotes
from microtask.consensus.votes import NOBODY, Verdicts, Votes
from microtask.kinds.kind import Material, Question, given, refuse

VOTES: type[Votes] = TextVotes
METHODS = ("auto", "medoid")


@dataclass(frozen=True, eq=False, kw_only=True)
class Texts(TextVotes):
    """One text a vote; `known` has the text of each task whose answer is known."""

    known: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, kw_only=True)
class TextVerdicts(Verdicts):
    """A text a task, empty where nobody wrote one.

    `confidence` is how alike the task's texts are, from 0 to 1, and no probability; `agreement` the share of them that
    have the same words as the answer.
    """

    answer: Sequence[str]


@dataclass(frozen=True)
class TextModel:
    """Nothing is kept of the crowd: `judge` weighs anew."""

    tasks_shared: int

    def judge(self, votes: Texts, /) -> TextVerdicts:
        """The medoid of each task's texts, or its known text."""
        chosen = medoid.choose(votes)
        answer = [votes.texts[vote] if vote != NOBODY else "" for vote in chosen.chosen.tolist()]
        confidence, agreement, tie = chosen.confidence.copy(), chosen.agreement.copy(), chosen.tie.copy()
        is_known = np.zeros(votes.n_tasks, dtype=bool)
        for task, text in votes.known.items():
            answer[task], confidence[task], tie[task], is_known[task] = text, 1.0, False, True
            same = [words(votes.texts[vote]) == words(text) for vote in np.flatnonzero(votes.tasks == task).tolist()]
            agreement[task] = np.mean(same) if same else 0.0
        return TextVerdicts(
            answers=chosen.answers,
            confidence=confidence,
            agreement=agreement,
            tie=tie,
            is_known=is_known,
            answer=answer,
        )


def fit(votes: Texts) -> TextModel:
    """The model of texts, which holds nothing."""
    return TextModel(votes.tasks_shared)


def parse_text(text: str, question: Question) -> str:  # noqa: ARG001
    """The text on one line. Raises `Invalid` for one without a word."""
    line = " ".join(text.split())
    if not line:
        refuse("The text is empty.")
    return line


def votes(material: Material, question: Question, known: Mapping[int, str]) -> Texts:  # noqa: ARG001
    """A vote for each text."""
    tasks, volunteers, texts = given(material)
    return Texts(tasks=tasks, volunteers=volunteers, n_tasks=material.n_tasks, texts=texts, known=known)


def answer_texts(verdicts: TextVerdicts, question: Question) -> list[str]:  # noqa: ARG001
    """The text of each task."""
    return list(verdicts.answer)


def distributions(votes: Texts, question: Question) -> Iterator[dict[str, int]]:  # noqa: ARG001
    """How many volunteers gave each text, the most frequent first, then by the alphabet."""
    given_to: list[list[str]] = [[] for _ in range(votes.n_tasks)]
    for task, text in zip(votes.tasks.tolist(), votes.texts, strict=True):
        given_to[task].append(text)
    for texts in given_to:
        yield dict(sorted(Counter(texts).items(), key=lambda pair: (-pair[1], pair[0])))


def columns(verdicts: TextVerdicts, question: Question) -> dict[str, list[float | None]]:  # noqa: ARG001
    """None."""
    return {}
