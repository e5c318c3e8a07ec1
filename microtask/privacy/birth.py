"""Dates of birth: a date after words that say that somebody was born then."""

import re
from datetime import date

from microtask.privacy.finding import Finding, Kind

_HINTS = ("born", "birth", "dob", "d.o.b")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<{}>(?:19|20)\d\d)"
_BORN = re.compile(
    r"(?<![^\W_])(?:date[ _-]of[ _-]birth|birth[ _-]?da(?:te|y)|d\.?o\.?b\.?|born)(?![^\W_])"
    r"[\s:=_,–-]{0,4}(?:(?:is|was|on|in|the|:)[\s:]{1,2}){0,3}"  # noqa: RUF001
    r"(?P<date>(?P<d1>\d{1,2})(?P<by>[./ -])(?P<m1>\d{1,2})(?P=by)(?P<y1>(?:19|20)?\d\d)"
    rf"|{_YEAR.format('y2')}-(?P<m2>\d\d)-(?P<d2>\d\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?(?P<m3>{_MONTH}),?[ -]{_YEAR.format('y3')}"
    rf"|(?P<m4>{_MONTH}) (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,? {_YEAR.format('y4')})(?!\d)",
    re.IGNORECASE,
)


def find(text: str) -> list[Finding]:
    """Dates of birth. A date alone is none, nor is the birth of a certificate or of a service without its day."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _HINTS):
        return []
    return [
        Finding(Kind.BIRTH, match.start("date"), match.end("date")) for match in _BORN.finditer(text) if _is_day(match)
    ]


def _is_day(match: "re.Match[str]") -> bool:
    form = next(form for form in "1234" if match[f"d{form}"])
    year, month, day = match[f"y{form}"], match[f"m{form}"], int(match[f"d{form}"])
    try:
        date(int(year), int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1, day)
    except ValueError:
        return False
    return True
