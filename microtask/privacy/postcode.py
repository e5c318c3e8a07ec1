"""UK postcodes of an area that there is (BS 7666; Royal Mail, Postcode Address File)."""

import re

from microtask.privacy.finding import Finding, Kind
from microtask.privacy.numbers import is_reference

# Begins at the second half: a digit and two letters are rarer than what comes before them.
_INWARD = re.compile(r"\d(?:[ABD-HJLNP-UW-Z]{2}|[abd-hjlnp-uw-z]{2})(?![\w/]|-\w)", re.ASCII)
_OUTWARD = re.compile(r"(?<![\w/-])([A-Z]{1,2}|[a-z]{1,2})\d(?:\d|[A-Z]|[a-z])?( ?)$", re.ASCII)
_LOOKED_BACK = 6  # four characters, a space, and what stands before
_ORDINALS = ("st", "nd", "rd", "th")
_AREAS = frozenset(
    re.findall(
        r"\w+",
        "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
        "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE "
        "NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ "
        "TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE",
    )
)


def find(text: str) -> list[Finding]:
    """Postcodes that stand by themselves, in capitals, or in small letters with the space between their halves."""
    found = []
    for match in _INWARD.finditer(text):
        outward = _OUTWARD.search(text[max(0, match.start() - _LOOKED_BACK) : match.start()])
        if outward is None or outward[1].upper() not in _AREAS or not _is_meant(match[0], outward):
            continue
        start = match.start() - len(outward[0])
        if not is_reference(text, start):
            found.append(Finding(Kind.POSTCODE, start, match.end()))
    return found


def _is_meant(inward: str, outward: "re.Match[str]") -> bool:
    """One case throughout; in small letters two halves, the second of which is no `2nd`."""
    if inward.isupper():
        return outward[0].isupper()
    return outward[0].islower() and bool(outward[2]) and inward[1:] not in _ORDINALS
