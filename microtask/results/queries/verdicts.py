"""The results of a stage, one row an item: a page of them, all of them, or those that people disagree on."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.db import stream_rows
from microtask.errors import NotFound
from microtask.results.queries.stages import StageView
from microtask.results.spread import spread

FETCH = 200  # rows, each with its item, which may be long
CANDIDATES = 500

ResultRow = Row[Any]  # an item with what its answers amount to

_COLUMNS = """
SELECT i.key, coalesce(r.decision, r.answer) AS answer, r.confidence, coalesce(r.answers, 0) AS answers, r.agreement,
       coalesce(r.state, {state}) AS state, coalesce(r.distribution, '{{}}') AS distribution,
       coalesce(r.extras, '{{}}') AS extras, coalesce(r.tie, false) AS tie, coalesce(r.not_sure, 0) AS not_sure,
       coalesce(r.live, false) AS live, coalesce(r.decided_as, r.route, 'crowd') AS route, r.answer AS crowd_answer,
       r.decision_reason, r.reason, i.payload, i.id AS item_id
"""
_RESULTS = f"""{_COLUMNS.format(state="t.state")}
FROM tasks t
JOIN items i ON i.id = t.item_id
LEFT JOIN results r ON r.stage_id = t.stage_id AND r.item_id = t.item_id
WHERE t.stage_id = :stage AND NOT t.hidden
"""
# A comparison has a result an item too, but its tasks are pairs.
_PLACES = f"""{_COLUMNS.format(state="'open'")}
FROM stages s
JOIN items i ON i.challenge_id = s.challenge_id AND i.reached >= s.position AND i.state = 'live'
LEFT JOIN results r ON r.stage_id = s.id AND r.item_id = i.id
WHERE s.id = :stage
"""
_RANK = "(r.extras ->> 'rank')::int NULLS LAST, (r.extras ->> 'score')::float8 DESC, i.id"


def list_results(session: Session, stage_id: int, *, after: int, limit: int) -> Sequence[ResultRow]:
    """One page of the stage's results, one row an item that is not hidden, in the order of the items."""
    return _page(session, f"{_RESULTS} AND t.item_id > :after", "t.item_id", stage_id, after=after, limit=limit)


def list_places(session: Session, stage_id: int, *, after: int, limit: int) -> Sequence[ResultRow]:
    """The same of a comparison."""
    return _page(session, f"{_PLACES} AND i.id > :after", "i.id", stage_id, after=after, limit=limit)


def list_ranking(session: Session, stage_id: int, *, after: int, limit: int) -> Sequence[ResultRow]:
    """The items of a comparison from the best, `after` of them passed over; those never compared come last."""
    return _page(session, _PLACES, _RANK, stage_id, after=after, limit=limit, offset=after)


def list_results_before(session: Session, stage_id: int, *, before: int, limit: int) -> Sequence[ResultRow]:
    """The page that ends before the item `before`, in the same order."""
    at = {"after": before, "limit": limit}
    return _page(session, f"{_RESULTS} AND t.item_id < :after", "t.item_id DESC", stage_id, **at)[::-1]


def _page(
    session: Session, select: str, order: str, stage_id: int, *, after: int, limit: int, offset: int = 0
) -> Sequence[ResultRow]:
    at = {"stage": stage_id, "after": after, "limit": limit, "offset": offset}
    return session.execute(text(f"{select} ORDER BY {order} LIMIT :limit OFFSET :offset"), at).all()


def stream_results(session: Session, stage_id: int) -> Iterator[ResultRow]:
    """All of the same. Memory does not grow with the stage."""
    return stream_rows(session, f"{_RESULTS} ORDER BY t.item_id", {"stage": stage_id}, fetch=FETCH)


def stream_places(session: Session, stage_id: int) -> Iterator[ResultRow]:
    """All of the same, of a comparison."""
    return stream_rows(session, f"{_PLACES} ORDER BY i.id", {"stage": stage_id}, fetch=FETCH)


def list_disagreements(session: Session, stage: StageView, *, limit: int) -> list[ResultRow]:
    """The items whose answers lie furthest apart, of those that have two or more and do not all agree.

    They are chosen from the `CANDIDATES` with the least agreement, so that a page costs no more with a large stage.
    """
    rows = session.execute(
        text(f"{_RESULTS} AND r.answers > 1 AND r.agreement < 1 ORDER BY r.agreement, r.answers DESC LIMIT :limit"),
        {"stage": stage.id, "limit": CANDIDATES},
    ).all()
    furthest = sorted(rows, key=lambda row: (-spread(stage.kind, row.distribution, row.answers), row.item_id))
    return furthest[:limit]


def list_most_unsure(session: Session, stage_id: int, *, limit: int) -> Sequence[ResultRow]:
    """The items about which most people were not sure."""
    return session.execute(
        text(f"{_RESULTS} AND r.not_sure > 0 ORDER BY r.not_sure DESC, t.item_id LIMIT :limit"),
        {"stage": stage_id, "limit": limit},
    ).all()


def get_result(session: Session, stage: StageView, item_id: int) -> ResultRow:
    """The result of one item at the stage. Raises `NotFound` where it has none to show."""
    select, item = (_PLACES, "i.id") if stage.kind == "compare" else (_RESULTS, "t.item_id")
    row = session.execute(text(f"{select} AND {item} = :item"), {"stage": stage.id, "item": item_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such item, or it is hidden.")
    return row
