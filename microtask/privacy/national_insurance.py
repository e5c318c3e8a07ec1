"""National Insurance numbers: two letters, six digits, and a letter from A to D (HMRC, NIM39110)."""

import re

from microtask.privacy.finding import Finding, Kind

# Begins at the digits, which are rarer than letters.
_DIGITS = re.compile(
    r"\d(?:(?<=[A-Za-z]{2}.)|(?<=[A-Za-z]{2}[ -].))\d[ -]?\d\d[ -]?\d\d[ -]?[A-Da-d](?![\w/]|-\w)", re.ASCII
)
_PREFIX = re.compile(r"(?<![\w/-])([A-Za-z]{2})[ -]?$", re.ASCII)
_LOOKED_BACK = 4  # two letters, what separates them from the digits, and what stands before

_NEVER_FIRST, _NEVER_SECOND = frozenset("DFIQUV"), frozenset("DFIQUVO")
_NEVER_GIVEN = frozenset(("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"))


def find(text: str) -> list[Finding]:
    """National Insurance numbers whose prefix is given out. QQ, of the examples on forms, and TN are not."""
    found = []
    for match in _DIGITS.finditer(text):
        prefix = _PREFIX.search(text[max(0, match.start() - _LOOKED_BACK) : match.start()])
        if prefix is None or not _is_given(prefix[1].upper()) or len(set(_digits(match[0]))) == 1:
            continue
        found.append(Finding(Kind.NATIONAL_INSURANCE, match.start() - len(prefix[0]), match.end()))
    return found


def _is_given(prefix: str) -> bool:
    return prefix not in _NEVER_GIVEN and prefix[0] not in _NEVER_FIRST and prefix[1] not in _NEVER_SECOND


def _digits(number: str) -> str:
    return number[:-1].replace(" ", "").replace("-", "")
