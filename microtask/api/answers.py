"""Answers: who said what, under pseudonyms; and answers that were collected elsewhere."""

from microtask.analysis.sent_rows import LIMITS
from microtask.answers import actions as answering
from microtask.answers.actions import Collected
from microtask.answers.schemas import ShownCollected
from microtask.api.endpoint import Call, Download, Endpoints
from microtask.api.files import MEDIA_TYPES, page_or_file
from microtask.api.paging import Page
from microtask.people.rules import may_collect_for_others, may_read_results
from microtask.results import actions
from microtask.results.schemas import AnswersQuery, ShownAnswer, StageQuery
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows

answers = Endpoints("answers", "Who said what, under pseudonyms.")


@answers.get(
    "/challenges/<id:challenge_id>/answers",
    query=AnswersQuery,
    answer=ShownAnswer,
    paged=(int,),
    sends=MEDIA_TYPES,
    who=may_read_results,
)
def index(call: Call, challenge_id: int) -> Page | Download:
    """The answers to a stage, one row an answer, in the order they came.

    The CSV feeds `microtask aggregate` as it is. A pseudonym is one person's throughout a challenge, and another one in
    the next. It is recorded who asked, and why.
    """
    query = call.query
    shown = actions.show_answers(
        call.unit,
        challenge_id,
        stage=query["stage"],
        reason=query["reason"],
        by=call.person,
        asked=call.house.settings.ask_reason,
    )
    return page_or_file(call, shown)


@answers.post(
    "/challenges/<id:challenge_id>/answers",
    query=StageQuery,
    takes=("text/csv",),
    answer=ShownCollected,
    who=may_collect_for_others,
)
def create(call: Call, challenge_id: int) -> Collected:
    """Add answers that were collected on paper or elsewhere: for owners, and for the coordinators whom they name.

    CSV with the columns `key`, `volunteer` and `answer`, and `not_sure` if there is need; at most 50,000 rows at once.
    Each name becomes a pseudonym and is not kept. The same row twice counts once; a bad row is rejected, with the
    reason, and never loses the good ones. Of a comparison `key` is that of both items with `|` between, in the order in
    which they were seen, and `answer` is `a`, `b` or `same`; only pairs that the service asks about are taken.
    """
    rows = open_rows(call.stream, Format.CSV, limits=LIMITS)
    secret_key = call.house.settings.secret_key
    with call.house.units.begin() as unit:
        return answering.collect(
            unit, challenge_id, rows, stage=call.query["stage"], by=call.person, secret_key=secret_key
        )
