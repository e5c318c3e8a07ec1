"""Bank details: a UK sort code with an account number, and IBANs with their check digits (ISO 13616)."""

import re

from microtask.privacy.finding import Finding, Kind
from microtask.privacy.numbers import passes_iban

_SORT_CODE = re.compile(r"\d(?<![\w/.-].)\d(?P<by>[ -]?)\d\d(?P=by)\d\d(?![\w/]|-\d)", re.ASCII)
_ACCOUNT = re.compile(r"(?<![\w/.-])\d{8}(?![\w/]|[.-]\d)", re.ASCII)
_SAID = re.compile(r"\bsort[ _-]?code|\baccount\b|\bacc(?:t|oun)?t?\b|\ba/c\b|\bbacs\b|account_", re.IGNORECASE)
_APART = 60  # characters between the two, at most
_LOOKED_BACK = 30  # characters
_PLACEHOLDERS = ("000000", "123456", "112233")

_IBAN = re.compile(r"[A-Z](?<![\w/-].)[A-Z]\d\d ?[A-Z0-9]{4}(?: ?[A-Z0-9]{4}){1,6}(?: ?[A-Z0-9]{1,3})?(?!\w)", re.ASCII)
_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18,
    "FR": 27, "GB": 22, "GI": 23, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24,
}  # fmt: skip
# Of the standard's registry and of banks' own examples.
_FOR_TESTS = frozenset(
    re.findall(
        r"\w+",
        "DE89370400440532013000 ES9121000418450200051332 FR1420041010050500013M02606 GB29NWBK60161331926819 "
        "GB33BUKB20201555555555 GB82WEST12345698765432 IE29AIBK93115212345678 NL91ABNA0417164300",
    )
)


def find(text: str) -> list[Finding]:
    """IBANs; and a sort code with an account number near it, where the words say that they are that."""
    found = [
        Finding(Kind.BANK, match.start(), match.start() + length)
        for match in _IBAN.finditer(text)
        if (length := _measure_iban(match[0]))
    ]
    return found + _find_accounts(text)


def _measure_iban(written: str) -> int:
    """How many characters of what was matched are an IBAN; 0 where it is none, or an example."""
    wanted = _LENGTHS.get(written[:2], 0)
    places = [place for place, character in enumerate(written) if character != " "]
    if not wanted or len(places) < wanted:
        return 0
    end = places[wanted - 1] + 1
    account = written[:end].replace(" ", "")
    ends_there = end == len(written) or written[end] == " "
    return end if ends_there and passes_iban(account) and account not in _FOR_TESTS else 0


def _find_accounts(text: str) -> list[Finding]:
    found = []
    for sort_code in _SORT_CODE.finditer(text):
        if _is_example(sort_code[0]):
            continue
        after = _ACCOUNT.search(text, sort_code.end(), sort_code.end() + _APART)
        account = after or _ACCOUNT.search(text, max(0, sort_code.start() - _APART), sort_code.start())
        if account is None:
            continue
        start, end = min(sort_code.start(), account.start()), max(sort_code.end(), account.end())
        if _SAID.search(text, max(0, start - _LOOKED_BACK), end):
            found.append(Finding(Kind.BANK, start, end))
    return found


def _is_example(sort_code: str) -> bool:
    return sort_code.replace("-", "").replace(" ", "") in _PLACEHOLDERS
