"""JSON lines: one object a line. A number becomes text as it is written there, a nested value becomes JSON text.

The first object's keys are the columns. A key that is missing later is an empty text, as null is; a new key becomes
a further column. A key given twice in one object is a problem of that row, since one of its values would be lost.
"""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, NoReturn

from microtask.tables.lines import BROKE_OFF, Lines
from microtask.tables.rows import (
    NOT_TEXT,
    Entry,
    Limits,
    Problem,
    Readable,
    Row,
    Rows,
    Unreadable,
    check_columns,
    shown,
)

TRIES = 100  # lines in which the first usable object must be found

_ONE_OBJECT = 'JSON lines have one whole object on each line, such as {"key": "A1", "text": "…"}.'


def open_jsonl(stream: Readable, limits: Limits) -> Rows:
    """The rows of a JSON lines file. Raises `Unreadable`; memory does not grow with the file."""
    reader = _Reader(stream, limits)
    entries = reader.entries()
    first: list[Entry] = []
    for entry in entries:
        first.append(entry)
        if reader.columns or len(first) == TRIES:
            break
    if not reader.columns:
        said = f"Line {first[0].number}: {first[0].reason}" if first and isinstance(first[0], Problem) else _ONE_OBJECT
        raise Unreadable(f"No row of this file can be read. {said}")
    return Rows(reader.columns, chain(first, entries), most=limits.rows)


class _Bad(Exception):  # noqa: N818
    """A line that cannot be used; the message is its reason."""


class _Reader:
    def __init__(self, stream: Readable, limits: Limits):
        self._limits = limits
        self._lines = Lines(stream, longest=limits.record)
        self._decode = json.JSONDecoder(
            object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=_refuse_constant
        ).decode
        self._keys: tuple[str, ...] = ()  # the keys of the object before, which most often are this one's
        self._names: list[str] = []  # the columns that they stand for
        self.columns: list[str] = []

    def entries(self) -> Iterator[Entry]:
        """The rows and problems of the file, in its order."""
        number = 0
        for number, line in enumerate(self._lines, start=1):
            if line.isspace():
                continue
            try:
                yield Row(number, self._values(line, number))
            except _Bad as bad:
                yield Problem(number, str(bad))
        if self._lines.broken:
            yield Problem(number + 1, BROKE_OFF)

    def _values(self, line: str, number: int) -> dict[str, str]:
        if len(line) > self._limits.record:
            raise _Bad(f"This row has more than {self._limits.record:,} characters. Shorten it.")
        if self._lines.suspect and (fault := self._lines.fault(line, number)):
            raise _Bad(fault)
        given = self._parse(line, number)
        if (keys := tuple(given)) != self._keys:
            self._names = self._name(keys)
            self._keys = keys
        values = dict(zip(self._names, given.values(), strict=True))
        if not all(type(value) is str for value in given.values()):
            values = _as_text(values, line)
        if "\\u" in line or len(line) > self._limits.cell:
            self._check(values)
        if len(values) == len(self.columns):
            return values
        return {name: values.get(name, "") for name in self.columns}

    def _parse(self, line: str, number: int) -> dict[str, Any]:
        try:
            given = self._decode(line)
        except json.JSONDecodeError as error:
            if number == 1 and line.lstrip().startswith("["):
                raise Unreadable(f"This file is one JSON list. {_ONE_OBJECT}") from None
            raise _Bad(f"This line is not JSON from character {error.pos + 1} on. {_ONE_OBJECT}") from None
        except RecursionError:
            raise _Bad("The values in this line are nested too deeply. Flatten them.") from None
        if isinstance(given, list) and number == 1:
            raise Unreadable(f"This file is one JSON list. {_ONE_OBJECT}")
        if not isinstance(given, dict) or not given:
            raise _Bad(f"This line is not an object with keys and values. {_ONE_OBJECT}")
        return given

    def _name(self, keys: tuple[str, ...]) -> list[str]:
        """The columns that an object's keys stand for; new ones are added to the columns."""
        try:
            names = check_columns(keys, limits=self._limits, where="this line")
            check_columns(list(dict.fromkeys([*self.columns, *names])), limits=self._limits, where="this file so far")
        except Unreadable as fault:
            raise _Bad(fault.message) from None
        known = set(self.columns)
        self.columns.extend(name for name in names if name not in known)
        return names

    def _check(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            if len(value) > self._limits.cell:
                raise _Bad(
                    f"The value of “{shown(name)}” has {len(value):,} characters, and at most "
                    f"{self._limits.cell:,} can be kept. Shorten it, or split the row."
                )
            if NOT_TEXT.search(value):
                raise _Bad(f"The value of “{shown(name)}” holds a character that is not text, such as \\u0000.")


def _as_text(values: dict[str, Any], line: str) -> dict[str, str]:
    """The same values as texts. Numbers are texts already; a nested value is read again, for its numbers' sake."""
    texts = {}
    for position, (name, value) in enumerate(values.items()):
        if isinstance(value, dict | list):
            try:
                nested = list(json.loads(line).values())[position]
            except ValueError:
                raise _Bad(f"A number in “{shown(name)}” is too long. Shorten it.") from None
            texts[name] = json.dumps(nested, ensure_ascii=False, separators=(",", ":"))
        elif isinstance(value, bool):
            texts[name] = "true" if value else "false"
        else:
            texts[name] = value or ""
    return texts


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _Bad(f"The key “{shown(twice)}” stands twice in this line. Give each value a key of its own.")
    return values


def _refuse_constant(name: str) -> NoReturn:
    raise _Bad(f"{name} is not a JSON value. Write null, or a text.")
