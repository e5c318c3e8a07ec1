"""UK telephone numbers of people: mobile and geographic ones (Ofcom, National Telephone Numbering Plan)."""

import re

from microtask.privacy.finding import Finding, Kind
from microtask.privacy.numbers import digits_of, is_reference

_NUMBER = re.compile(
    r"[+0(](?<![\w/.+(-].)(?:(?<=\+)44[ -]?(?:\(0\)[ -]?)?|(?<=0)044[ -]?|(?<=\()0|(?<=0)(?!0))"
    r"(?:\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}|\d{4}\)?(?:[ -]?\d{2}){3}|\d{4}\)?[ -]?\d{5,6})(?![\w/]|[.-]\w)",
    re.ASCII,
)
_MOBILE = re.compile(r"07[1-57-9]\d{8}")
_GEOGRAPHIC = re.compile(r"01[1-9]\d{7,8}|02[03489]\d{8}")
# Given to drama and to tests: nobody has them.
_RESERVED = re.compile(
    r"07700900|01632960|02079460|02890180|02920180"
    r"|011[3-8]4960|01[1-6]14960|01914980"
)


def find(text: str) -> list[Finding]:
    """Mobile and geographic numbers, with 0 or +44 before them.

    Not those of services (03, 08, 09), not those that Ofcom keeps for drama, and not what is called a reference.
    """
    return [
        Finding(Kind.PHONE, match.start(), match.end())
        for match in _NUMBER.finditer(text)
        if _is_personal(_national(match[0])) and not is_reference(text, match.start())
    ]


def _national(number: str) -> str:
    digits = digits_of(number)
    for prefix in ("00440", "0044", "440", "44"):
        if digits.startswith(prefix):
            return "0" + digits[len(prefix) :]
    return digits


def _is_personal(number: str) -> bool:
    is_known = _MOBILE.fullmatch(number) or _GEOGRAPHIC.fullmatch(number)
    return is_known is not None and not _RESERVED.match(number)
