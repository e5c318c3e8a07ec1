"""What the recognisers of numbers share: check digits, and the words that say that a number is only a reference."""

import re

_REFERENCE = re.compile(
    r"(?:order|ref|reference|case|invoice|ticket|job|claim|serial|tracking|parcel|consignment|licen[cs]e|permit"
    r"|application|barcode|isbn|ean|batch|part|model|version|docket|receipt|transaction|booking|quote|asset|product"
    r"|item|record|document|file|uprn|usrn|purchase|po|sku|id|#)"
    r"(?:[\W_]{0,2}(?:no|nr|num|number|code|id|ref|reference))?[\W_]{0,3}(?:is|was)?[\W_]{0,2}$",
    re.IGNORECASE,
)
_WORD_BOUND = re.compile(r"[^\W_]")
_LOOKED_BACK = 32  # characters


def is_reference(text: str, start: int) -> bool:
    """Whether the words just before `start` say that what follows is a reference: an order, a case, an invoice."""
    before = text[max(0, start - _LOOKED_BACK) : start]
    found = _REFERENCE.search(before)
    return found is not None and (found.start() == 0 or not _WORD_BOUND.match(before[found.start() - 1]))


def digits_of(text: str) -> str:
    """The digits of a number, without what stands between them."""
    return "".join(character for character in text if character.isdigit())


def passes_luhn(digits: str) -> bool:
    """Whether the last digit checks the others (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(each - 9 if each > 9 else each for each in doubled)) % 10 == 0


def passes_nhs(digits: str) -> bool:
    """Whether the tenth digit checks the others (NHS Data Dictionary, modulus 11)."""
    rest = -sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return rest == int(digits[9])


def passes_iban(account: str) -> bool:
    """Whether the two digits after the country check the account (ISO 13616, modulus 97)."""
    turned = account[4:] + account[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % 97 == 1
