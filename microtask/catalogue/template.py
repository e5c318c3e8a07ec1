"""A task template as the storeys and faces see it, and all of them in their order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from microtask.errors import NotFound
from microtask.kinds.kind import Kind, Question
from microtask.kinds.registry import KINDS, question


@dataclass(frozen=True)
class Column:
    """A column of an item that the template shows; an item may lack it unless it is `needed`."""

    name: str
    label: str
    needed: bool


@dataclass(frozen=True)
class Redundancy:
    """How many answers a task gets unless the owner says otherwise.

    `confidence` is a probability. `precision`, of rate alone, is half the width of the interval, in points.
    """

    minimum: int
    maximum: int
    confidence: float
    precision: float | None


@dataclass(frozen=True)
class Example:
    """An item with an answer that is taken and one that is refused; `votes` is the votes of the first, by label.

    `question` and `answer` are whole: the template's own, or the example's where the template leaves them to owners.
    """

    item: Mapping[str, Any]
    question: str
    answer: Mapping[str, Any]
    valid: Any
    invalid: Any
    votes: Mapping[str, int]


@dataclass(frozen=True)
class Practice:
    """An item to practise on: the answer that a careful reader gives, and why. Of a pair, `other` is the second one."""

    item: Mapping[str, Any]
    other: Mapping[str, Any] | None
    answer: Any
    why: str


@dataclass(frozen=True)
class TaskTemplate:
    """One folder of `task_templates/`, whose name is its `id`.

    `question` is None, and `answer` empty, where the owner of a challenge is to say. `answer` has `options`, a list of
    labels or of {"label", "definition"}, or `scale`, {"min", "max", "labels"}, in the form that the kind's fields load
    to. Without `columns` the template shows every column of the item. `method` is a name in `consensus.methods`.
    `thing`, of compare alone, is what one of the two things of a pair is called. `practice` asks the question of
    `example`.
    """

    id: str
    title: str
    kind: str
    question: str | None
    help: str
    columns: tuple[Column, ...]
    answer: Mapping[str, Any]
    redundancy: Redundancy
    method: str
    expires_after_minutes: int
    median_seconds: int
    fragment: Path
    example: Example
    thing: str | None = None
    practice: tuple[Practice, ...] = ()

    @property
    def options(self) -> list[Any]:
        """The options that an owner need not write; empty where there are none."""
        return list(self.answer.get("options", ()))

    @property
    def scale(self) -> dict[str, Any] | None:
        """The scale that an owner need not write; None where there is none."""
        return self.answer.get("scale")

    def fed(self, item: Mapping[str, Any], columns: Mapping[str, str] | None) -> Mapping[str, Any]:
        """The item with each column of the template under the template's name; `columns` says which one feeds which."""
        return {**item, **{name: item.get(source, "") for name, source in columns.items()}} if columns else item

    def columns_missing_from(self, names: Iterable[str]) -> list[Column]:
        """The needed columns that are not among `names`, those of an item or of a file."""
        present = set(names)
        return [column for column in self.columns if column.needed and column.name not in present]


class Catalogue:
    """The task templates: the plain one of each kind first, then the others by kind and title."""

    def __init__(self, templates: Iterable[TaskTemplate]):
        kinds = list(KINDS)
        ordered = sorted(templates, key=lambda each: (each.id != each.kind, kinds.index(each.kind), each.title))
        self._templates = {template.id: template for template in ordered}

    def __iter__(self) -> Iterator[TaskTemplate]:
        return iter(self._templates.values())

    def __len__(self) -> int:
        return len(self._templates)

    def get(self, template_id: str) -> TaskTemplate:
        """The template with this id. Raises `NotFound` with the ids that there are."""
        template = self._templates.get(template_id)
        if template is None:
            raise NotFound(f"There is no task template “{template_id}”. Choose one of: {', '.join(self._templates)}.")
        return template


def asked(kind: str, answer: Mapping[str, Any]) -> tuple[Kind, Question]:
    """The kind, and the question that `answer`, loaded options or a loaded scale, makes."""
    return KINDS[kind], question(kind, options=answer.get("options", ()), scale=answer.get("scale"))
