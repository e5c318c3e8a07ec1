"""The formula guard: a text cell of a CSV file that a spreadsheet would run is written with `'` before it.

A spreadsheet runs a cell that begins with = + - @, tab, CR or LF, or a full-width form of the four signs (OWASP,
"CSV injection"). A number such as -5 is left as it is. A text that already looks guarded gets one `'` more, so that
taking the guard off again gives back every text exactly: `remove(add(text)) == text`.
"""

import re
from collections.abc import Sequence

TRIGGERS = frozenset("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 the full-width forms run too

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_FIRSTS = TRIGGERS | {"'"}
_GUARDED = re.compile(f"'+[{re.escape(''.join(sorted(TRIGGERS)))}]")


def add(text: str) -> str:
    """The text as it goes into a CSV cell."""
    runs = text[:1] in TRIGGERS and not _NUMBER.fullmatch(text)
    return f"'{text}" if runs or _GUARDED.match(text) else text


def remove(cell: str) -> str:
    """The text that a CSV cell stands for."""
    return cell[1:] if _GUARDED.match(cell) else cell


def add_all(texts: Sequence[str | None]) -> Sequence[str | None]:
    """The cells of a whole column; quick where, as mostly, not one needs the guard."""
    if _FIRSTS.isdisjoint({text[:1] for text in texts if text}):
        return texts
    return [text and add(text) for text in texts]
