"""Results: which there are, what the answers of a stage amount to, and all of it as a file."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from microtask.challenges import queries as challenges
from microtask.challenges.rules import SHOWN as SHOWN_STATES
from microtask.challenges.rules import may_release
from microtask.charts.drawing import Figure as Chart
from microtask.charts.table import Table
from microtask.errors import NotFound
from microtask.people.queries import get_department
from microtask.people.rules import may_read_results
from microtask.privacy.suppression import SMALLEST_GROUP
from microtask.results import actions, queries
from microtask.results.actions import Shown, Supposing
from microtask.results.queries import ReleaseView, ResultRow, StageView, health
from microtask.results.queries.released import find_latest, list_department_figures
from microtask.results.rules import name_stage_file, say_why_undecided
from microtask.results.shares import count_shares
from microtask.tables.formats import available
from microtask.web.check import WHO
from microtask.web.page import Download, Pages, Visit
from microtask.web.result_figures import draw_agreement, draw_departments, draw_distribution
from microtask.web.result_rows import columns_that_tell, say_label, show_row

SHOWN = 25  # items on a page
DISAGREEMENTS = 10
MOST_PASSED_OVER = 10_000_000

results = Pages("results")


@results.page("/results")
def index(visit: Visit) -> str:
    """The challenges whose results this person may read, of the state and department that the address names.

    Who reads none is told what came of those that they were asked about.
    """
    session = visit.unit.session
    found = challenges.list_with_results(session, by=visit.person)
    standings = queries.list_standings(session, [challenge.id for challenge in found])
    departments = {each.department_id: get_department(session, each.department_id) for each in found}
    state, department = visit.query.get("state"), visit.query.get("department")
    chosen = [
        challenge
        for challenge in found
        if state in (None, challenge.state) and department in (None, departments[challenge.department_id].slug)
    ]
    finished = challenges.list_visible(session, by=visit.person, state="closed")
    outcomes = [each for each in finished if each.outcome]
    if not found and not may_read_results(visit.person):
        return render_template("results/outcomes.html", outcomes=outcomes)
    return render_template(
        "results/index.html",
        outcomes=outcomes,
        state=state,
        department=department,
        states=[each for each in SHOWN_STATES if any(challenge.state == each for challenge in found)],
        departments=sorted(departments.values(), key=lambda each: each.name),
        challenges=[
            {
                "id": challenge.id,
                "title": challenge.title,
                "state": challenge.state,
                "department": departments[challenge.department_id].name,
                "marking": challenge.marking,
                "licence": WHO[challenge.licence],
                "standing": standings[challenge.id],
            }
            for challenge in chosen
        ],
    )


@results.page("/challenges/<id:challenge_id>/results", who=may_read_results)
def show(visit: Visit, challenge_id: int) -> str:
    """The results of a stage: how sure they are, those that people differ on most, and item by item."""
    session = visit.unit.session
    shown = _open(visit, challenge_id)
    stage, challenge = shown.stage, shown.challenge
    is_ranking = stage.kind == "compare"
    rows, previous_url, next_url = (_turn_ranking if is_ranking else _turn)(visit, shown)
    disagreements = [] if is_ranking else queries.list_disagreements(session, stage, limit=DISAGREEMENTS)
    tellers = columns_that_tell(visit, stage)
    standing = challenges.get_standing(session, challenge)
    latest = find_latest(session, challenge_id)
    return render_template(
        "results/show.html",
        challenge=challenge,
        stage=stage,
        stages=queries.list_stages(session, challenge_id),
        summary=_summarise(visit, stage),
        distribution=_distribution(visit, stage),
        agreement=None if is_ranking else draw_agreement(queries.count_agreement_bands(session, stage.id)),
        disagreements=[show_row(stage, row, tellers) for row in disagreements],
        latest=latest,
        departments=None if latest is None else _departments(visit, stage, latest),
        smallest_group=SMALLEST_GROUP,
        results=[show_row(stage, row, tellers) for row in rows],
        previous_url=previous_url,
        next_url=next_url,
        downloads=[(each.label, f"{_url(shown)}/{each.value}?stage={stage.position}") for each in available()],
        releases=queries.list_releases(session, challenge_id),
        may_release=may_release(visit.person, standing) and challenge.state == "closed",
        reasons=[
            (say_why_undecided(row.reason, tie=False), row.items)
            for row in health.count_reasons(session, stage.id)
            if row.reason
        ],
    )


@results.page("/challenges/<id:challenge_id>/results/<file_format>", who=may_read_results)
def download(visit: Visit, challenge_id: int, file_format: str) -> Download:
    """All results of a stage as a file, as the API gives them."""
    return as_file(_open(visit, challenge_id), file_format)


def as_file(shown: Shown | Supposing, wanted: str) -> Download:
    """All rows in the format that is `wanted`. Raises `NotFound` for one that this installation does not write."""
    chosen = next((each for each in available() if each.value == wanted), None)
    if chosen is None:
        raise NotFound
    return Download(shown.filename(chosen), chosen.media_type, lambda unit: shown.write(unit.session, chosen))


def read_stage(visit: Visit) -> int | None:
    """The stage that the address names by its place; None for the last."""
    return visit.query.get("stage", type=int)


def _open(visit: Visit, challenge_id: int) -> Shown:
    """The results of the stage that the address names, for whoever may read them."""
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
    session = visit.unit.session
    agreement = queries.count_by_agreement(session, stage.id)
    unsure = queries.count_not_sure(session, stage.id)
    return {
        "tasks": queries.count_tasks(session, stage.id),
        "settled": stage.settled,
        "undecided": stage.undecided,
        "answers": stage.answers,
        "agreed": agreement.four_in_five / agreement.items if agreement.items else None,
        "not_sure": unsure.not_sure / unsure.answers if unsure.answers else None,
        "alpha": stage.alpha,
    }


def _distribution(visit: Visit, stage: StageView) -> Chart | None:
    if stage.kind == "compare":
        return None
    counted = [(row.answer, row.items) for row in queries.count_answers_by_value(visit.unit.session, stage.id)]
    words = say_label(stage)
    shares = [(words[label], items, share) for label, items, share in count_shares(stage.asked, counted)]
    return draw_distribution(shares) if shares else None


def _departments(visit: Visit, stage: StageView, release: ReleaseView) -> Chart | Table | None:
    name = name_stage_file("departments", ".csv", stage.position, of_several=stage.of_several)
    figures = list_department_figures(visit.unit.session, release.id, name)
    return draw_departments(figures, say_label(stage), is_partition=stage.kind != "tag")
