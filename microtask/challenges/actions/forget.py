"""Forget: the text of items and ideas is deleted when its time is over; keys, results and counts stay."""

from datetime import datetime

from sqlalchemy import text

from microtask.challenges import retention_queries as queries
from microtask.unit_of_work import UnitOfWork

_EMPTY = """
WITH filled AS (
    SELECT id FROM items WHERE challenge_id = :challenge AND origin = :origin
      AND EXISTS (SELECT FROM json_each_text(payload) WHERE value <> '')
    ORDER BY id LIMIT :limit)
UPDATE items i SET payload = (SELECT json_object_agg(name, '') FROM json_object_keys(i.payload) name)
FROM filled WHERE i.id = filled.id RETURNING i.id
"""
# What says something of what the items held: a masked example, the reason why a row was not taken.
_TRACES = (
    "DELETE FROM item_findings f USING items i WHERE i.id = f.item_id AND i.challenge_id = :challenge",
    "DELETE FROM import_findings f USING imports m WHERE m.id = f.import_id AND m.challenge_id = :challenge",
    "DELETE FROM import_rejections r USING imports m WHERE m.id = r.import_id AND m.challenge_id = :challenge",
)


def empty_items(unit: UnitOfWork, *, before: datetime, limit: int = 20_000) -> tuple[int, bool]:
    """Empty imported items of a challenge that closed before then, or that its owner keeps no longer, so many at once.

    Answers how many, and whether there may be more. A column stays, empty, so that whatever shows an item finds it.
    """
    challenge_id = queries.find_to_empty(unit.session, before=before, today=unit.now.date())
    if challenge_id is None:
        return 0, False
    at = {"challenge": challenge_id, "now": unit.now, "origin": "imported", "limit": limit}
    emptied = len(unit.session.scalars(text(_EMPTY), at).all())
    if emptied < limit:
        for statement in (*_TRACES, "UPDATE challenges SET emptied_at = :now WHERE id = :challenge"):
            unit.session.execute(text(statement), at)
    return emptied, True


def empty_ideas(unit: UnitOfWork, *, before: datetime) -> tuple[int, bool]:
    """Empty the ideas that colleagues sent to one challenge that closed before then, and the items made of them."""
    challenge_id = queries.find_with_ideas(unit.session, before=before)
    if challenge_id is None:
        return 0, False
    at = {"challenge": challenge_id, "origin": "contributed", "limit": None}
    unit.session.execute(text(_EMPTY), at)
    ideas = unit.session.scalars(
        text(
            "UPDATE contributions SET payload = '{}' WHERE challenge_id = :challenge AND payload::text <> '{}'"
            " RETURNING id"
        ),
        at,
    )
    return len(ideas.all()), True


def unlink(unit: UnitOfWork, participants: list[int]) -> None:
    """Destroy the links between these random names and whoever had them, for good."""
    at = {"participants": participants}
    unit.session.execute(
        text("UPDATE reidentifications SET participant_id = NULL WHERE participant_id = ANY (:participants)"), at
    )
    unit.session.execute(
        text(
            "UPDATE participants SET person_id = NULL, name_digest = NULL,"
            " created_at = date_trunc('day', created_at, 'UTC') WHERE id = ANY (:participants)"
        ),
        at,
    )
    unit.session.execute(
        text(
            "UPDATE contributions SET sent_at = date_trunc('day', sent_at, 'UTC')"
            " WHERE participant_id = ANY (:participants)"
        ),
        at,
    )


def remove_requests(unit: UnitOfWork, *, before: datetime) -> int:
    """Delete the requests, made before then, to find out who is behind a random name; answers how many."""
    gone = text("DELETE FROM reidentifications WHERE asked_at < :before RETURNING id")
    return len(unit.session.scalars(gone, {"before": before}).all())


def mark_unlinked(unit: UnitOfWork, challenge_id: int) -> None:
    """No random name of the challenge leads to anybody any more, and nor does its audience."""
    unit.session.execute(
        text("UPDATE challenges SET unlinked_at = :now WHERE id = :id"), {"id": challenge_id, "now": unit.now}
    )
    unit.session.execute(
        text("UPDATE stages SET people = '{}' WHERE challenge_id = :id AND people IS NOT NULL"), {"id": challenge_id}
    )
