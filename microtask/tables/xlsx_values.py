"""What the cells of a spreadsheet say, as the person who made it sees them: numbers, dates, escaped characters.

ECMA-376, part 1: 18.8.30 (number formats), 18.17.4 (dates), 22.9.2.19 (ST_Xstring, `_xHHHH_`).
"""

import re
from datetime import date, datetime, time, timedelta
from enum import Enum


class Shape(Enum):
    """How a number format shows a number."""

    NUMBER = 0
    DATE = 1
    ELAPSED = 2  # hours that run past 24, such as [h]:mm


BUILT_IN = {
    **dict.fromkeys([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)], Shape.DATE),
    46: Shape.ELAPSED,
}

_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_NOT_TOKENS = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].|general|am/pm|a/p', re.IGNORECASE)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LONGEST_CODE = 255  # characters of a number format
_DAY = 86_400_000  # milliseconds


def shape_of(code: str) -> Shape:
    """What a custom number format, such as `dd/mm/yyyy` or `0.00`, makes of a number."""
    positive = code[:_LONGEST_CODE].partition(";")[0]
    if _ELAPSED.search(positive):
        return Shape.ELAPSED
    return Shape.DATE if re.search("[ymdhs]", _NOT_TOKENS.sub("", positive), re.IGNORECASE) else Shape.NUMBER


def number_text(written: str) -> str:
    """A number as text: whole numbers without a point, others to the 15 digits that a spreadsheet shows.

    Raises `ValueError` where `written` is not a finite number.
    """
    if written.isdigit():
        return written
    number = float(written)
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    if number - number != 0:
        raise ValueError(written)
    return repr(float(f"{number:.15g}"))


def date_text(written: str, shape: Shape, *, from_1904: bool) -> str:
    """A serial date as ISO 8601: a date, a date and time, or for less than a day a time; elapsed time as h:mm:ss.

    A number that is no date (negative, or past the year 9999) is given as the number it is.
    """
    serial = float(written)
    try:
        days, milliseconds = divmod(round(serial * _DAY), _DAY)
        # The 1900 system counts a 29 February 1900 that never was: day 60.
        origin = date(1904, 1, 1) if from_1904 else date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
        moment = datetime.combine(origin + timedelta(days=days), time()) + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return number_text(written)
    if serial < 0:
        return number_text(written)
    if shape is Shape.ELAPSED:
        seconds = round(serial * 86_400)
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if moment.time() == time() and days > 0:
        return moment.date().isoformat()
    precision = "milliseconds" if moment.microsecond else "seconds"
    return moment.isoformat("T", precision) if days > 0 else moment.time().isoformat(precision)


def unescape(text: str) -> str:
    """The text with `_xHHHH_` turned into its character, but for NUL and halves of characters, which stay."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return found[0] if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)
