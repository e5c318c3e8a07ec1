"""The kinds of answers that a file may have: those of the service, and texts, which are the command's alone."""

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from microtask.analysis import texts
from microtask.consensus.votes import Votes
from microtask.kinds import registry
from microtask.kinds.kind import Material, Question


class AnswerKind(Protocol):
    """What is needed of a kind to judge the answers of a file; see `microtask.kinds.kind.Kind`."""

    VOTES: type[Votes]

    def parse_text(self, text: str, question: Question) -> str: ...

    def votes(self, material: Material, question: Question, known: Mapping[int, str]) -> Votes: ...

    def answer_texts(self, verdicts: Any, question: Question) -> list[str]: ...

    def distributions(self, votes: Any, question: Question) -> Iterator[dict[str, int]]: ...

    def columns(self, verdicts: Any, question: Question) -> dict[str, list[float | None]]: ...


KINDS: Mapping[str, AnswerKind] = {**registry.KINDS, "text": texts}
