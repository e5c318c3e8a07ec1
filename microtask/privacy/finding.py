"""What a recogniser finds, and how an example of it is shown: enough to know it by, too little to use it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of private data, from the surest to recognise to the least sure; the last two are Presidio's alone."""

    NATIONAL_INSURANCE = "national_insurance_number"
    EMAIL = "email_address"
    BANK = "bank_details"
    CARD = "payment_card"
    NHS = "nhs_number"
    PHONE = "phone_number"
    POSTCODE = "postcode"
    BIRTH = "date_of_birth"
    NAME = "name"
    DRIVING_LICENCE = "driving_licence"
    VEHICLE = "vehicle_registration"


@dataclass(frozen=True, slots=True)
class Finding:
    """Private data of one kind, from `start` to just before `end` of the text that it was found in."""

    kind: Kind
    start: int
    end: int


# How many letters and digits are shown at the beginning and at the end; the first of each word where it is words.
_SHOWN = {
    Kind.NATIONAL_INSURANCE: (2, 1),
    Kind.BANK: (0, 2),
    Kind.CARD: (0, 4),
    Kind.NHS: (0, 2),
    Kind.PHONE: (2, 2),
    Kind.POSTCODE: (2, 0),
    Kind.BIRTH: (0, 0),
    Kind.DRIVING_LICENCE: (2, 3),
    Kind.VEHICLE: (2, 0),
}
_CHARACTER = re.compile(r"[^\W_]")
_WORD = re.compile(r"([^\W_])[\w’']*")  # noqa: RUF001
_ALL_BUT_DOMAIN = re.compile(r"(?<=.)[^@.](?=.*\.)")
LONGEST_EXAMPLE = 60  # characters


def mask(finding: Finding, text: str) -> str:
    """What was found, most of it as asterisks: `AB ** ** ** C`."""
    found = " ".join(text[finding.start : finding.end].split())
    if finding.kind is Kind.NAME:
        masked = _WORD.sub(lambda word: word[1] + "*" * (len(word[0]) - 1), found)
    elif finding.kind is Kind.EMAIL:
        masked = _ALL_BUT_DOMAIN.sub("*", found)
    else:
        masked = _mask_middle(found, *_SHOWN[finding.kind])
    return masked if len(masked) <= LONGEST_EXAMPLE else f"{masked[: LONGEST_EXAMPLE - 1]}…"


def _mask_middle(found: str, first: int, last: int) -> str:
    places = [match.start() for match in _CHARACTER.finditer(found)]
    hidden = set(places[first : len(places) - last])
    return "".join("*" if place in hidden else character for place, character in enumerate(found))
