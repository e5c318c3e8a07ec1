"""Read what the items say that their owner should look at before anybody is asked: nothing, the same, too much."""

from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from microtask.challenges.models import Item


def list_empty(session: Session, challenge_id: int, column: str, *, limit: int) -> Sequence[str]:
    """The keys of the first live items that have nothing in `column`, in their order."""
    nothing = func.coalesce(func.trim(Item.payload.op("->>")(column)), "") == ""
    live = select(Item.key).where(Item.challenge_id == challenge_id, Item.state == "live", nothing)
    return session.scalars(live.order_by(Item.id).limit(limit)).all()


def find_text_column(session: Session, challenge_id: int, *, least: int) -> str | None:
    """The column with the longest texts, by the first items; None where they have fewer than `least` characters."""
    longest = """
        SELECT each.key FROM (SELECT payload FROM items WHERE challenge_id = :challenge AND state = 'live'
                              ORDER BY id LIMIT 100) AS first, json_each_text(first.payload) AS each
        GROUP BY 1 HAVING avg(length(each.value)) >= :least ORDER BY avg(length(each.value)) DESC, 1 LIMIT 1
        """
    found: str | None = session.scalar(text(longest), {"challenge": challenge_id, "least": least})
    return found


def list_alike(session: Session, challenge_id: int, column: str, *, among: int, limit: int) -> list[list[str]]:
    """Of the first live items (`among` of them), the keys of those that say the same in `column`, a list a text.

    At most `limit` texts, and of each the first `limit` keys.
    """
    alike = """
        SELECT (array_agg(key ORDER BY id))[1:CAST(:limit AS integer)] FROM (
            SELECT id, key, md5(payload ->> :column) AS said FROM items
            WHERE challenge_id = :challenge AND state = 'live' AND trim(payload ->> :column) <> ''
            ORDER BY id LIMIT :among) AS first
        GROUP BY said HAVING count(*) > 1 ORDER BY min(id) LIMIT :limit
        """
    asked = {"challenge": challenge_id, "column": column, "among": among, "limit": limit}
    return list(session.scalars(text(alike), asked))


def list_long(session: Session, challenge_id: int, column: str, *, least: int, limit: int) -> Sequence[tuple[str, int]]:
    """The live items with `least` characters or more in `column`, longest first: each its key and how many it has."""
    length = func.length(Item.payload.op("->>")(column))
    live = select(Item.key, length).where(Item.challenge_id == challenge_id, Item.state == "live", length >= least)
    return [
        (key, characters) for key, characters in session.execute(live.order_by(length.desc(), Item.id).limit(limit))
    ]
