from datetime import UTC, date, datetime

import pytest
from jinja2 import Environment

from microtask.web.filters import format_day, format_number, format_time, set_up_filters


@pytest.fixture(scope="module")
def environment() -> Environment:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    environment.install_null_translations(newstyle=True)
    set_up_filters(environment)
    return environment


def test_a_day_is_written_out():
    assert format_day(date(2026, 3, 12)) == "12 March 2026"
    assert format_day(datetime(2026, 3, 2, tzinfo=UTC)) == "2 March 2026"


def test_a_day_is_the_day_in_london():
    assert format_day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "text"),
    [
        (0, 0, "midnight"),
        (0, 5, "12:05am"),
        (10, 30, "10:30am"),
        (11, 0, "11am"),
        (12, 0, "midday"),
        (12, 1, "12:01pm"),
        (17, 30, "5:30pm"),
    ],
)
def test_a_time_is_on_the_twelve_hour_clock(hour, minute, text):
    assert format_time(datetime(2026, 1, 12, hour, minute, tzinfo=UTC)) == text


def test_a_time_in_summer_is_british_summer_time(environment):
    when = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
    assert environment.from_string("{{ when|moment }}").render(when=when) == "1 July 2026 at 10:30am"


def test_a_date_is_said_in_the_language_of_the_page(environment):
    when = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    assert environment.from_string("{{ when|date }}").render(when=when, page_language="cy") == "12 Mawrth 2026"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1418, "1,418"),
        (2_000_000, "2,000,000"),
        (3.25, "3.25"),
        (3.0, "3"),
        (2.504, "2.5"),
        (1234.5, "1,234.5"),
    ],
)
def test_a_number_has_commas_and_no_idle_decimals(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0, "0%"),
        (0.0001, "less than 1%"),
        (0.72, "72%"),
        (0.715, "72%"),
        (0.9951, "more than 99%"),
        (1, "100%"),
    ],
)
def test_a_share_never_reads_as_none_or_all_when_it_is_not(environment, share, text):
    assert environment.from_string("{{ share|percent }}").render(share=share) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1, "about 5 seconds"),
        (37.4, "about 35 seconds"),
        (41, "about 40 seconds"),
        (88, "about 90 seconds"),
        (100, "about 2 minutes"),
        (45 * 60, "about 45 minutes"),
        (12 * 3600 + 100, "about 12 hours"),
    ],
)
def test_a_duration_is_said_as_one_would_say_it(environment, seconds, text):
    assert environment.from_string("{{ seconds|about }}").render(seconds=seconds) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.001, "Less than 1% of all answers"), (0.999, "More than 99% of all answers"), (0.0, "0% of all answers")],
)
def test_a_sentence_that_a_share_begins_has_a_capital(environment, share, text):
    template = environment.from_string("{{ (share|percent ~ ' of all answers')|begun }}")
    assert template.render(share=share) == text
