"""Results: what the answers about each item amount to."""

from microtask.api.endpoint import Call, Download, Endpoints
from microtask.api.files import MEDIA_TYPES, page_or_file
from microtask.api.paging import Page
from microtask.people.rules import may_read_results
from microtask.results import actions
from microtask.results.schemas import ResultsQuery, ShownResult

results = Endpoints("results", "What the answers about each item amount to.")


@results.get(
    "/challenges/<id:challenge_id>/results",
    query=ResultsQuery,
    answer=ShownResult,
    paged=(int,),
    sends=MEDIA_TYPES,
    who=may_read_results,
)
def index(call: Call, challenge_id: int) -> Page | Download:
    """The results of a stage, one row an item.

    For tags there is a column `p:LABEL` a label, for ratings `low` and `high`, a 90 % interval. The columns of the item
    come last, called `item_NAME` where a name is taken. Items that are hidden are left out.
    """
    shown = actions.show_results(call.unit, challenge_id, stage=call.query["stage"], by=call.person)
    return page_or_file(call, shown)
