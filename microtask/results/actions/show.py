"""Show: open the results or the answers of a stage to somebody who may read them, a page at a time or as a file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from microtask.answers import queries as answers
from microtask.challenges.models import Challenge
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.people.rules import Identity
from microtask.results import queries
from microtask.results.actions.take_reason import take_reason
from microtask.results.queries import StageView
from microtask.results.rules import name_file
from microtask.results.sheets import Sheet, answers_sheet, results_sheet
from microtask.tables import writing
from microtask.tables.formats import Format
from microtask.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Shown:
    """The rows of a stage that somebody may read. `list_page` takes `after` (the last field of a row) and `limit`."""

    what: str
    challenge: Challenge
    stage: StageView
    sheet: Sheet
    list_page: Callable[..., Sequence[Row[Any]]]
    stream: Callable[[Session, int], Iterator[Row[Any]]]

    def filename(self, file_format: Format) -> str:
        """What a file of all rows is called. It carries the marking."""
        what = f"stage-{self.stage.position}-{self.what}" if self.stage.of_several else self.what
        return name_file(self.challenge.id, what, marking=self.challenge.marking, ending=file_format.ending)

    def write(self, session: Session, file_format: Format) -> Iterator[bytes]:
        """All rows as a file, in pieces, in memory that does not grow with them. Raises as `tables.writing` does."""
        rows = map(self.sheet.cells, self.stream(session, self.stage.id))
        return writing.stream(file_format, self.sheet.columns, rows)


def show_results(unit: UnitOfWork, challenge_id: int, *, stage: int | None, by: Identity) -> Shown:
    """The results of the stage at that position, or of the last one. Raises `NotFound` and `NotAllowed`."""
    challenge = get_allowed(unit.session, challenge_id, may_see_results, by=by)
    at = queries.get_stage(unit.session, challenge_id, position=stage)
    sheet = results_sheet(at.asked, queries.list_item_columns(unit.session, challenge_id))
    if at.kind == "compare":
        return Shown("results", challenge, at, sheet, queries.list_places, queries.stream_places)
    return Shown("results", challenge, at, sheet, queries.list_results, queries.stream_results)


def show_answers(
    unit: UnitOfWork, challenge_id: int, *, stage: int | None, reason: str | None, by: Identity, asked: bool = False
) -> Shown:
    """Who said what, under pseudonyms, at the stage at that position or at the last one.

    It is recorded who looked, and the `reason` they gave; `asked`: the deployment wants one whatever the marking.
    Raises `NotFound`, `NotAllowed`, and `Invalid` where there must be a reason and is none.
    """
    challenge = get_allowed(unit.session, challenge_id, may_see_results, by=by)
    at = queries.get_stage(unit.session, challenge_id, position=stage)
    take_reason(unit, challenge, reason, asked=asked, by=by, stage=at.position)
    return Shown("answers", challenge, at, answers_sheet(at.asked), answers.list_said, answers.stream_said)


def summarise(unit: UnitOfWork, challenge_id: int, *, stage: int | None, by: Identity) -> dict[str, Any]:
    """A challenge in figures, or the one of its stages that is asked for. Raises as above.

    Of a whole challenge alpha, and the answers that a settled task takes, are still those of its last stage.
    The minutes are an estimate: each answer is taken to have lasted as long as the median one of its stage.
    """
    get_allowed(unit.session, challenge_id, may_see_results, by=by)
    at = queries.get_stage(unit.session, challenge_id, position=stage)
    stages = [at] if stage else queries.list_stages(unit.session, challenge_id)
    seconds = sum(each.answers * each.median_seconds for each in stages)
    return {
        "stage": at.position,
        "progress": queries.progress(unit.session, challenge_id, position=stage),
        "alpha": at.alpha,
        "answers_per_settled_task": queries.answers_per_settled_task(unit.session, at.id),
        "volunteer_minutes": round(seconds / 60, 1),
        "over_time": queries.count_answers_by_day(unit.session, challenge_id, position=stage),
    }
