"""How dates, times, numbers and durations read on a page: GOV.UK style, British English, London time."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from microtask.text import N_, NN_

LONDON = ZoneInfo("Europe/London")
LOCALE = "en_GB"
LOCALES = {"cy": "cy_GB"}  # of pages in other languages

SECONDS_NAMED_IN_SECONDS = 90
MINUTES_NAMED_IN_MINUTES = 90


def set_up_filters(environment: Environment) -> None:
    """Give `environment` the filters `date`, `time`, `moment`, `number`, `percent`, `about` and `begun`."""
    environment.filters |= {
        "date": _day,
        "time": format_time,
        "moment": format_moment,
        "number": format_number,
        "percent": format_share,
        "about": format_duration,
        "begun": begin_sentence,
    }


def format_day(when: date | datetime, locale: str = LOCALE) -> str:
    """`12 March 2026`: the day in London. A naive datetime is taken as it stands."""
    return format_date(_day_in_london(when), "d MMMM y", locale=locale)


def format_time(when: datetime) -> str:
    """`10:30am`, `2pm`, `midday`, `midnight`: the time in London."""
    local = when.astimezone(LONDON) if when.tzinfo else when
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


@pass_context
def format_moment(context: Context, when: datetime) -> str:
    """`12 March 2026 at 10:30am`."""
    day, at = _day(context, when), format_time(when)
    return _translated(context, "gettext", N_("%(day)s at %(time)s"), day=day, time=at)


def format_number(value: float) -> str:
    """`12,345`; a number with a fraction keeps two decimals at most: `3.5`, `0.67`."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


@pass_context
def format_share(context: Context, share: float) -> str:
    """A share between 0 and 1 as `72%`; what is neither none nor all never reads as 0% or 100%."""
    if 0 < share < 0.01:
        return _translated(context, "gettext", N_("less than 1%%"))
    if 0.99 < share < 1:
        return _translated(context, "gettext", N_("more than 99%%"))
    return f"{share:.0%}"


@pass_context
def format_duration(context: Context, seconds: float) -> str:
    """`about 40 seconds`, `about 5 minutes`, `about 12 hours`: rounded as one would say it, never below 5 seconds."""
    if seconds < SECONDS_NAMED_IN_SECONDS:
        rounded = max(5, round(seconds / 5) * 5)
        return _translated(context, "ngettext", *NN_("about %(num)s second", "about %(num)s seconds"), rounded)
    minutes = round(seconds / 60)
    if minutes < MINUTES_NAMED_IN_MINUTES:
        return _translated(context, "ngettext", *NN_("about %(num)s minute", "about %(num)s minutes"), minutes)
    return _translated(context, "ngettext", *NN_("about %(num)s hour", "about %(num)s hours"), round(seconds / 3600))


def begin_sentence(text: str) -> str:
    """The same with a capital at its beginning: for a sentence that begins with what a filter says."""
    return text[:1].upper() + text[1:]


@pass_context
def _day(context: Context, when: date | datetime) -> str:
    """The filter `date`: the day in the language of the page."""
    return format_day(when, LOCALES.get(context.get("page_language"), LOCALE))


def _translated(context: Context, function: str, *arguments: str | int, **named: str) -> str:
    """Call the catalogue of strings that the template itself would use."""
    return str(context.call(context.resolve(function), *arguments, **named))


def _day_in_london(when: date) -> date:
    return when.astimezone(LONDON) if isinstance(when, datetime) and when.tzinfo else when
