"""The live dashboard of a challenge: how far it is, when it may be done, and what its owner should look at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from microtask.challenges.models import Challenge
from microtask.charts.bars import Bar, bars
from microtask.charts.drawing import Figure
from microtask.charts.lines import Series, lines
from microtask.results import queries
from microtask.results.forecast import Forecast, forecast
from microtask.results.queries import StageView, health
from microtask.web.filters import format_day, format_number
from microtask.web.forms import choices_of
from microtask.web.page import Visit
from microtask.web.result_figures import NOT_SURE_WORDS

SHOWN = 5  # items in a list of what to look at
MOST_DAYS = 28  # of a chart, on either side of today


@dataclass(frozen=True)
class Pace:
    """How many answers each day brought, from the first to yesterday; the last seven days with today; what is left."""

    daily: list[int]
    last_week: int
    left: float


def build(visit: Visit, challenge: Challenge) -> dict[str, Any]:
    """What `challenges/_dashboard.html` shows of the stage that the address names, else of the last that has tasks."""
    session, today = visit.unit.session, visit.unit.now.date()
    stages = queries.list_stages(session, challenge.id)
    stage = _choose_stage(visit, stages)
    standing = health.count_standing(session, stage.id)
    pace = _read_pace(visit, challenge, stage, standing.open, today)
    foretold = forecast(pace.daily, left=pace.left) if challenge.state == "open" else None
    votes = health.count_votes(session, stage.id)
    return {
        "stage": stage,
        "stages": stages,
        "standing": standing,
        "forecast": _say(foretold, today) if challenge.state == "open" else None,
        "last_week": pace.last_week,
        "skipped": health.list_most_skipped(session, stage.id, limit=SHOWN),
        "unsure": health.list_most_unsure(session, stage.id, limit=SHOWN),
        "unused": _unused(stage, votes),
        "charts": [
            *_progress(stage, health.count_settled_by_day(session, stage.id), standing, foretold, today),
            *_distribution(stage, votes, queries.count_not_sure(session, stage.id).not_sure),
            *_agreement(queries.count_by_agreement(session, stage.id)),
        ],
    }


def _choose_stage(visit: Visit, stages: Sequence[StageView]) -> StageView:
    named = [stage for stage in stages if stage.position == visit.query.get("stage", type=int)]
    if named:
        return named[0]
    begun = [stage for stage in stages if queries.count_tasks(visit.unit.session, stage.id)]
    return (begun or stages)[-1 if begun else 0]


def _read_pace(visit: Visit, challenge: Challenge, stage: StageView, still_open: int, today: date) -> Pace:
    """What is left: as many answers for each open item as settled ones had, less those that are there."""
    rows = queries.count_answers_by_day(visit.unit.session, challenge.id, position=stage.position)
    each = queries.answers_per_settled_task(visit.unit.session, stage.id) or float(stage.min_answers)
    per_day = {row.day: row.answers for row in rows}
    left = still_open * each - health.count_answers_to_open(visit.unit.session, stage.id)
    daily = [per_day.get(day, 0) for day in _days(min(per_day, default=today), today)]
    week = _days(today - timedelta(days=6), today + timedelta(days=1))
    return Pace(daily, sum(per_day.get(day, 0) for day in week), max(left, still_open))


def _days(first: date, end: date) -> list[date]:
    """The days from `first` on, `end` left out."""
    return [first + timedelta(days=place) for place in range((end - first).days)]


def _say(foretold: Forecast | None, today: date) -> str | None:
    if foretold is None or foretold.soonest > 3650:
        return None
    soonest = format_day(today + timedelta(days=foretold.soonest))
    if foretold.latest is None or foretold.latest > 3650:
        return f"Not before {soonest}; the pace is too uneven to say more"
    latest = format_day(today + timedelta(days=foretold.latest))
    return f"On {soonest}" if soonest == latest else f"Between {soonest} and {latest}"


def _unused(stage: StageView, votes: Mapping[str, int]) -> list[str]:
    """The answers that nobody has given, once there are enough for that to say something."""
    if stage.kind == "compare" or stage.answers < health.WORTH:
        return []
    return [words for value, words, *_ in choices_of(stage.options, stage.scale) if not votes.get(value)]


def _progress(
    stage: StageView, rows: Sequence[Any], standing: health.Standing, foretold: Forecast | None, today: date
) -> Iterator[Figure]:
    """Items settled in all by each day; where a forecast stands, the band in which the coming days may lie.

    Of a comparison there is none: what settles there are pairs.
    """
    if stage.kind == "compare" or not rows:
        return
    by_day = {row.day: row.settled for row in rows}
    past = _days(min(by_day), today + timedelta(days=1))
    total, sums = 0, []
    for day in past:
        total += by_day.get(day, 0)
        sums.append(float(total))
    past, sums = past[-MOST_DAYS:], sums[-MOST_DAYS:]
    latest = foretold.latest if foretold and foretold.latest else 0
    ahead = range(1, min(latest, MOST_DAYS) + 1)
    low = [total + standing.open * min(1.0, day / latest) for day in ahead]
    high = [total + standing.open * min(1.0, day / max(1, foretold.soonest)) for day in ahead] if foretold else []
    nothing: list[float | None] = [None] * (len(past) - 1)
    series = Series(
        "Items settled",
        [*sums, *[None] * len(ahead)],
        low=[*nothing, sums[-1], *low] if ahead else None,
        high=[*nothing, sums[-1], *high] if ahead else None,
    )
    days = [*past, *(today + timedelta(days=day) for day in ahead)]
    yield lines(
        "progress",
        [f"{day.day} {day:%b}" for day in days],
        [series],
        title="Progress over time",
        description="How many items had settled by the end of each day, and how many may by those to come.",
        heading="Day",
    )


def _distribution(stage: StageView, votes: Mapping[str, int], not_sure: int) -> Iterator[Figure]:
    """How often each answer was given, "not sure" among them; of a comparison there is none."""
    if stage.kind == "compare" or not votes:
        return
    times = [(words, votes.get(value, 0)) for value, words, *_ in choices_of(stage.options, stage.scale)]
    drawn = [Bar(words, given, [format_number(given)]) for words, given in (*times, (NOT_SURE_WORDS, not_sure))]
    yield bars(
        "votes",
        drawn,
        title="What colleagues say",
        description="How often each answer was given, over all items.",
        headings=["Answer", "Times given"],
    )


def _agreement(row: Any) -> Iterator[Figure]:
    """Items by how many of those asked agree."""
    if not row.items:
        return
    bands = [
        ("Everyone agrees", row.everyone),
        ("At least 4 in 5 agree", row.four_in_five - row.everyone),
        ("Fewer agree", row.items - row.four_in_five),
    ]
    yield bars(
        "agreement",
        [Bar(words, count, [format_number(count)]) for words, count in bands],
        title="How much people agree",
        description="Items by the share of people who gave the most frequent answer.",
        headings=["Agreement", "Items"],
    )
