"""NHS numbers: ten digits of which the last is a check digit."""

import re

from microtask.privacy.finding import Finding, Kind
from microtask.privacy.numbers import digits_of, is_reference, passes_nhs

_TEN_DIGITS = re.compile(r"(?!999)[1-9](?<![\w/.-].)\d{2}(?:(?:[ -]\d{3}[ -]\d{4})|\d{7})(?![\w/]|[.-]\w)", re.ASCII)
_SAID = re.compile(r"\bnhs\b|\bpatient", re.IGNORECASE)
_LOOKED_BACK = 40  # characters


def find(text: str) -> list[Finding]:
    """NHS numbers, written in their three groups, or after words that say what they are.

    One bare number of ten digits in eleven has a fitting check digit by chance, so those need the words. Numbers that
    begin with 999 are reserved for tests.
    """
    return [
        Finding(Kind.NHS, match.start(), match.end())
        for match in _TEN_DIGITS.finditer(text)
        if passes_nhs(digits := digits_of(match[0])) and len(set(digits)) > 1 and _is_meant(text, match)
    ]


def _is_meant(text: str, match: "re.Match[str]") -> bool:
    if _SAID.search(text[max(0, match.start() - _LOOKED_BACK) : match.start()]):
        return True
    return not match[0].isdigit() and not is_reference(text, match.start())
