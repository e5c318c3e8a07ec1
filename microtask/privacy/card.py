"""Payment cards: the number of an issuer that there is, with its check digit (ISO/IEC 7812-1)."""

import re

from microtask.privacy.finding import Finding, Kind
from microtask.privacy.numbers import digits_of, is_reference, passes_luhn

_NUMBER = re.compile(
    r"[2-6](?<![\w/.-].)(?:\d{12,18}|\d{3}(?P<by>[ -])(?:\d{4}(?P=by)\d{4}(?P=by)\d{4}(?:(?P=by)\d{3})?"
    r"|\d{6}(?P=by)\d{4,5}))(?![\w/]|[ .-]?\d)",
    re.ASCII,
)
# Issuer's first digits, and how long its numbers are.
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"6011|64[4-9]|65"), (16, 19)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16,)),
    (re.compile(r"30[0-5]|36|3[89]"), (14,)),
    (re.compile(r"50|5[6-9]|63|67"), (16, 18, 19)),
)
# Of the documentation of payment services: they are nobody's.
_FOR_TESTS = frozenset(
    re.findall(
        r"\w+",
        "2222420000001113 2223003122003222 30569309025904 343434343434343 3530111333300000 3566002020360505 "
        "36700102000000 371449635398431 378282246310005 378734493671000 38520000023237 4000000000000002 "
        "4000002500003155 4000056655665556 4012888888881881 4111111111111111 4222222222222 4242424242424242 "
        "4444333322221111 4462030000000000 4917610000000000 4929000000006 5105105105105100 5200828282828210 "
        "5404000000000001 5454545454545454 5555555555554444 6011000400000000 6011000990139424 6011111111111117",
    )
)


def find(text: str) -> list[Finding]:
    """Card numbers, in their groups or without any; not those that are documented for tests, nor references."""
    return [
        Finding(Kind.CARD, match.start(), match.end())
        for match in _NUMBER.finditer(text)
        if _is_card(digits_of(match[0])) and not is_reference(text, match.start())
    ]


def _is_card(digits: str) -> bool:
    is_issued = any(issuer.match(digits) and len(digits) in lengths for issuer, lengths in _ISSUERS)
    return is_issued and passes_luhn(digits) and digits not in _FOR_TESTS
