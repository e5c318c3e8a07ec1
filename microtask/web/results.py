"""Results: which there are, what the answers of a stage amount to, and all of it as a file."""

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from flask import render_template

from microtask.challenges import queries as challenges
from microtask.challenges.rules import may_release
from microtask.errors import NotFound
from microtask.people.queries import get_department
from microtask.people.rules import may_read_results
from microtask.results import actions, queries
from microtask.results.actions import Shown
from microtask.results.queries import ResultRow, StageView
from microtask.results.shares import count_shares
from microtask.tables.formats import Format, available
from microtask.web.filters import format_number
from microtask.web.forms import choices_of
from microtask.web.page import Download, Pages, Visit

SHOWN = 25  # items on a page
LEAST_SURE = 10
MOST_PASSED_OVER = 10_000_000
LONGEST_EXCERPT = 90  # characters

results = Pages("results")


@results.page("/results")
def index(visit: Visit) -> str:
    """The challenges whose results this person may read."""
    session = visit.unit.session
    found = challenges.list_with_results(session, by=visit.person)
    standings = queries.list_standings(session, [challenge.id for challenge in found])
    return render_template(
        "results/index.html",
        challenges=[
            {
                "id": challenge.id,
                "title": challenge.title,
                "state": challenge.state,
                "department": get_department(session, challenge.department_id).name,
                "standing": standings[challenge.id],
            }
            for challenge in found
        ],
    )


@results.page("/challenges/<id:challenge_id>/results", who=may_read_results)
def show(visit: Visit, challenge_id: int) -> str:
    """The results of a stage: in figures, those that people differ on most, and item by item."""
    session = visit.unit.session
    shown = _open(visit, challenge_id)
    stage, challenge = shown.stage, shown.challenge
    is_ranking = stage.kind == "compare"
    rows, previous_url, next_url = (_turn_ranking if is_ranking else _turn)(visit, shown)
    least_sure = [] if is_ranking else queries.list_least_sure(session, stage.id, limit=LEAST_SURE)
    tellers = _columns_that_tell(visit, stage)
    standing = challenges.get_standing(session, challenge)
    return render_template(
        "results/show.html",
        challenge=challenge,
        stage=stage,
        stages=queries.list_stages(session, challenge_id),
        summary=_summarise(visit, stage),
        distribution=_distribution(visit, stage),
        least_sure=[_result(stage, row, tellers) for row in least_sure],
        results=[_result(stage, row, tellers) for row in rows],
        previous_url=previous_url,
        next_url=next_url,
        downloads=[(each.label, f"{_url(shown)}/{each.value}?stage={stage.position}") for each in available()],
        releases=queries.list_releases(session, challenge_id),
        may_release=may_release(visit.person, standing) and challenge.state == "closed",
    )


@results.page("/challenges/<id:challenge_id>/results/<file_format>", who=may_read_results)
def download(visit: Visit, challenge_id: int, file_format: str) -> Download:
    """All results of a stage as a file, as the API gives them."""
    return as_file(_open(visit, challenge_id), file_format)


def as_file(shown: Shown, wanted: str) -> Download:
    """All rows in the format that is `wanted`. Raises `NotFound` for one that this installation does not write."""
    chosen = next((each for each in available() if each.value == wanted), None)
    if chosen is None:
        raise NotFound
    return _download(shown, chosen)


def read_stage(visit: Visit) -> int | None:
    """The stage that the address names by its place; None for the last."""
    return visit.query.get("stage", type=int)


def _download(shown: Shown, chosen: Format) -> Download:
    return Download(shown.filename(chosen), chosen.media_type, lambda unit: shown.write(unit.session, chosen))


def _open(visit: Visit, challenge_id: int) -> Shown:
    return actions.show_results(visit.unit, challenge_id, stage=read_stage(visit), by=visit.person)


def _url(shown: Shown) -> str:
    return f"/challenges/{shown.challenge.id}/results"


def _turn(visit: Visit, shown: Shown) -> tuple[Sequence[ResultRow], str | None, str | None]:
    """The page of items that the address asks for, by the items before and after it; and the way back and on."""
    session, stage = visit.unit.session, shown.stage
    before, after = visit.query.get("before", type=int), visit.query.get("after", 0, type=int)
    if before is None:
        rows = queries.list_results(session, stage.id, after=after, limit=SHOWN + 1)
        is_first, is_last, rows = after == 0, len(rows) <= SHOWN, rows[:SHOWN]
    else:
        rows = queries.list_results_before(session, stage.id, before=before, limit=SHOWN + 1)
        is_first, is_last, rows = len(rows) <= SHOWN, False, rows[-SHOWN:]
    url = f"{_url(shown)}?stage={stage.position}"
    previous_url = None if is_first or not rows else f"{url}&before={rows[0].item_id}#items"
    return rows, previous_url, None if is_last or not rows else f"{url}&after={rows[-1].item_id}#items"


def _turn_ranking(visit: Visit, shown: Shown) -> tuple[Sequence[ResultRow], str | None, str | None]:
    """The same of a ranking, from the best: the address says how many come before."""
    after = max(0, min(visit.query.get("after", 0, type=int), MOST_PASSED_OVER))
    rows = queries.list_ranking(visit.unit.session, shown.stage.id, after=after, limit=SHOWN + 1)
    url = f"{_url(shown)}?stage={shown.stage.position}"
    previous_url = f"{url}&after={max(0, after - SHOWN)}#items" if after else None
    return rows[:SHOWN], previous_url, f"{url}&after={after + SHOWN}#items" if len(rows) > SHOWN else None


def _summarise(visit: Visit, stage: StageView) -> dict[str, Any]:
    agreement = queries.count_by_agreement(visit.unit.session, stage.id)
    return {
        "tasks": queries.count_tasks(visit.unit.session, stage.id),
        "settled": stage.settled,
        "undecided": stage.undecided,
        "answers": stage.answers,
        "agreed": agreement.four_in_five / agreement.items if agreement.items else None,
        "alpha": stage.alpha,
    }


def _distribution(visit: Visit, stage: StageView) -> list[tuple[str, int, float]]:
    if stage.kind == "compare":
        return []
    counted = [(row.answer, row.items) for row in queries.count_answers_by_value(visit.unit.session, stage.id)]
    words = {choice[0]: choice[1] for choice in choices_of(stage.options, stage.scale)}
    return [(words[label], items, share) for label, items, share in count_shares(stage.asked, counted)]


def _columns_that_tell(visit: Visit, stage: StageView) -> list[str]:
    """The columns by which a reader knows an item again: those that its task template needs."""
    template = challenges.get_stage(visit.unit.session, stage.challenge_id, position=stage.position).template
    return [column.name for column in visit.house.catalogue.get(template).columns if column.needed]


def _result(stage: StageView, row: ResultRow, tellers: Sequence[str]) -> dict[str, Any]:
    return {
        "key": row.key,
        "excerpt": _excerpt(row, tellers),
        "answer": _words(stage, row.answer),
        "low": row.extras.get("low"),
        "high": row.extras.get("high"),
        "confidence": row.confidence,
        "agreement": row.agreement,
        "answers": row.answers,
        "state": row.state,
        "score": row.extras.get("score"),
        "won": row.distribution.get("won", 0),
        "same": row.distribution.get("same", 0),
    }


def _excerpt(row: ResultRow, tellers: Sequence[str]) -> str:
    """How the item begins: the first column that tells, else the longest; empty where it has nothing but its key."""
    texts = [text for name in tellers or row.payload if (text := str(row.payload.get(name, "")).strip()) != row.key]
    told = next(filter(None, texts), "") if tellers else max(texts, key=len, default="")
    return shorten(told, LONGEST_EXCERPT, placeholder=" …")


def _words(stage: StageView, answer: str | None) -> str | None:
    if answer is None:
        return None
    if stage.kind == "rate":
        return format_number(float(answer))
    return ", ".join(answer.split("|")) or "None of these" if stage.kind == "tag" else answer
