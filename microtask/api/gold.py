"""Gold: known answers, of items that are then dealt among the others, unmarked."""

from microtask.analysis.sent_rows import LIMITS
from microtask.api.endpoint import Call, Endpoints
from microtask.challenges import actions
from microtask.challenges.actions.know import Known
from microtask.challenges.schemas import ShownKnown
from microtask.people.rules import may_own_challenges
from microtask.results.schemas import StageQuery
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows

gold = Endpoints("gold", "Known answers, by which answers are weighed.")


@gold.post(
    "/challenges/<id:challenge_id>/gold",
    query=StageQuery,
    takes=("text/csv",),
    answer=ShownKnown,
    who=may_own_challenges,
)
def create(call: Call, challenge_id: int) -> Known:
    """Tell the answers that are known of some items.

    CSV with the columns `key` and `answer`; at most 50,000 rows at once. The items are dealt now and then among the
    others, at most one in ten, and nothing marks them; nobody is scored by them. A bad row is rejected, with the
    reason, and never loses the good ones. Another answer to the same item replaces the one before until colleagues
    have been asked.
    """
    rows = open_rows(call.stream, Format.CSV, limits=LIMITS)
    with call.house.units.begin() as unit:
        return actions.know(unit, challenge_id, rows, stage=call.query["stage"], by=call.person)
