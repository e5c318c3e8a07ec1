"""What is wrong with task templates: one line a fault, by file and key, and all of them at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, ValidationError

from microtask.errors import MicrotaskError

# Where marshmallow files a message about no one key, about a mapping's value or about its key.
_NO_KEYS = {"_schema", "value", "key"}


REQUIRED: dict[str, Any] = {"required": True, "error_messages": {"required": "This key is missing. Write it."}}


class Table(Schema):
    """A table of keys that people write by hand: one that is not known is a fault, since it is most likely a slip."""

    error_messages = {"unknown": "There is no such key. Check its spelling, or take it out."}


@dataclass(frozen=True)
class Fault:
    """One thing to mend. `file` is the folder's name and the file's, `key` is dotted, and empty for a whole file."""

    file: str
    key: str
    sentence: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.key, self.sentence) if part)


class CatalogueError(MicrotaskError):
    """Some task templates cannot be used. The message has every fault of every file, each on a line of its own."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(["Some task templates cannot be used.", *map(str, self.faults)]))


def load(schema: Schema, raw: Any, file: str, key: str = "") -> tuple[dict[str, Any], list[Fault]]:
    """What `schema` makes of `raw`, and every fault of it; what loaded is empty where there is one."""
    try:
        loaded: dict[str, Any] = schema.load(raw)
    except ValidationError as error:
        path = [key] if key else []
        return {}, [Fault(file, ".".join(keys), text) for keys, text in _flat(error.messages, path)]
    return loaded, []


def _flat(messages: Any, path: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from _flat(inner, path if key in _NO_KEYS else [*path, str(key)])
    else:
        for sentence in messages:
            yield path, sentence
