"""What every kind has: the question, the stored answers as columns, and the functions of a kind's file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol, cast

import numpy as np
from marshmallow import fields

from microtask.consensus.votes import BoolArray, IntArray, Votes
from microtask.errors import Invalid


@dataclass(frozen=True)
class Scale:
    """Whole numbers from `minimum` to `maximum`; `labels` says in words what some of them mean."""

    minimum: int
    maximum: int
    labels: Mapping[int, str]


@dataclass(frozen=True)
class Question:
    """What was asked, as far as answers depend on it.

    `options` are the labels in the order in which they are shown, for review and tag. `scale` is for rate; a rate
    question without one takes any number, as files of ratings have them.
    """

    kind: str
    options: tuple[str, ...] = ()
    scale: Scale | None = None

    @property
    def ends(self) -> tuple[str, ...]:
        """The least and the greatest number of the scale in digits; none where there is no scale."""
        return () if self.scale is None else (str(self.scale.minimum), str(self.scale.maximum))


@dataclass(frozen=True, eq=False)
class Material:
    """The answers to one question as columns, one entry an answer.

    `tasks` are numbers from 0 to `n_tasks` - 1; `volunteers` are any 64-bit numbers that stay theirs; `answers` are
    canonical texts, None where the volunteer was not sure. One answer a volunteer and task.
    """

    tasks: IntArray
    volunteers: IntArray
    answers: Sequence[str | None]
    n_tasks: int


@dataclass(frozen=True, eq=False)
class Repeated(Sequence[Any]):
    """Many texts of which few differ: the text i is `texts[places[i]]`. To go through them costs what a list costs."""

    texts: Sequence[Any]
    places: IntArray

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, place: Any) -> Any:
        return self.texts[self.places[place]]

    def __iter__(self) -> Iterator[Any]:
        return map(self.texts.__getitem__, self.places.tolist())


class Kind(Protocol):
    """What the file of a kind offers. `VOTES` is the engine's name for what such answers are."""

    VOTES: type[Votes]

    def question_fields(self) -> dict[str, fields.Field[Any]]:
        """The marshmallow fields that a question of this kind has beyond its text."""

    def parse(self, value: object, question: Question) -> str:
        """The canonical text of a JSON value, or of the value or values of a form.

        Raises `Invalid` with a sentence under `value` where the question does not have such an answer.
        """

    def parse_text(self, text: str, question: Question) -> str:
        """The canonical text of a cell of a file; raises as `parse` does."""

    def to_value(self, text: str, question: Question) -> object:
        """The JSON value of a canonical text."""

    def votes(self, material: Material, question: Question, known: Mapping[int, str]) -> Votes:
        """The votes that the answers cast, those of the not sure left out; `known` has known answers by task."""

    def answer_texts(self, verdicts: Any, question: Question) -> list[str]:
        """The canonical text of each task's verdict, empty where there is none."""

    def distributions(self, votes: Any, question: Question) -> Iterator[dict[str, int]]:
        """For each task, how many votes each label (or number) has; only those that have one, in their order."""

    def columns(self, verdicts: Any, question: Question) -> dict[str, list[float | None]]:
        """What the verdicts of this kind have beyond those of others: name of a column to one value a task."""


def refuse(sentence: str) -> NoReturn:
    """Raise `Invalid` with `sentence` under `value`."""
    raise Invalid({"value": [sentence]})


def given(material: Material) -> tuple[IntArray, IntArray, Sequence[str]]:
    """Tasks, volunteers and texts of the answers that have a value."""
    has_value = ~is_not_sure(material)
    if has_value.all():
        return material.tasks, material.volunteers, cast("Sequence[str]", material.answers)
    if isinstance(material.answers, Repeated):
        texts: Sequence[Any] = Repeated(material.answers.texts, material.answers.places[has_value])
    else:
        texts = [text for text in material.answers if text is not None]
    return material.tasks[has_value], material.volunteers[has_value], texts


def is_not_sure(material: Material) -> BoolArray:
    """Which answers have no value."""
    answers = material.answers
    if isinstance(answers, Repeated):
        return np.array([text is None for text in answers.texts], dtype=bool)[answers.places]
    return np.fromiter((text is None for text in answers), dtype=bool, count=len(answers))


def codes(texts: Sequence[str], code_of: Mapping[str, int]) -> IntArray:
    """The code of each text. Raises KeyError for a text that has none."""
    if not isinstance(texts, Repeated):
        return np.fromiter(map(code_of.__getitem__, texts), dtype=np.int64, count=len(texts))
    by_place = np.zeros(len(texts.texts), dtype=np.int64)
    for place in np.flatnonzero(np.bincount(texts.places)).tolist():
        by_place[place] = code_of[texts.texts[place]]
    return by_place[texts.places]
