"""Reads of ideas that colleagues sent in: what is like one, what waits for the owner, what became of one's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.catalogue import Column, TaskTemplate
from microtask.challenges.queries import get_stage

LOOKED_AT = 2000  # items of a challenge, the newest
MOST_SIMILAR = 3
LEAST_LIKENESS = 0.25

_WORDS = """
ARRAY(SELECT DISTINCT unnest(tsvector_to_array(to_tsvector('english', coalesce(
    (SELECT string_agg(value, ' ') FROM json_each_text({payload})), '')))))
"""
# The share of the words of both that are in both (Dice's coefficient), each word by its stem and small words left out.
_SIMILAR = f"""
WITH asked AS (SELECT {_WORDS.format(payload="CAST(:payload AS json)")} AS words),
near AS (
    SELECT i.id, i.payload, {_WORDS.format(payload="i.payload")} AS words
    FROM (SELECT id, payload FROM items WHERE challenge_id = :challenge AND state = 'live' AND dropped_at IS NULL
          ORDER BY id DESC LIMIT :looked_at) i),
measured AS (
    SELECT near.id, near.payload,
           2.0 * cardinality(ARRAY(SELECT unnest(near.words) INTERSECT SELECT unnest(asked.words)))
               / greatest(1, cardinality(near.words) + cardinality(asked.words)) AS likeness
    FROM near, asked)
SELECT id, payload, likeness FROM measured WHERE likeness >= :least ORDER BY likeness DESC, id LIMIT :most
"""  # noqa: S608 (its parts are constants of this module)

# Who sent an idea in is told to nobody but as they wished.
_QUEUE = """
SELECT k.id, k.payload, k.sent_at, k.state, k.reply, k.decided_at, k.credit,
       CASE k.credit WHEN 'name' THEN n.name WHEN 'department' THEN d.name END AS credited
FROM contributions k
JOIN participants p ON p.id = k.participant_id
LEFT JOIN people n ON n.id = p.person_id
LEFT JOIN departments d ON d.id = n.department_id
WHERE k.challenge_id = :challenge
"""


def list_prompts(session: Session, challenge_id: int, template: TaskTemplate) -> Sequence[Column]:
    """What somebody is asked to write: the template's columns under the names that the items have.

    They come as in the template's example, which has them in the order in which its fragment shows them.
    A template that shows whatever an item has is asked about by the first item's columns, without its key.
    """
    names: Mapping[str, str] = get_stage(session, challenge_id, position=1).columns or {}
    if template.columns:
        shown = list(template.example.item)
        in_order = sorted(template.columns, key=lambda each: (*shown, each.name).index(each.name))
        return [Column(names.get(each.name, each.name), each.label, each.needed) for each in in_order]
    first = session.execute(
        text("SELECT key, payload FROM items WHERE challenge_id = :id AND origin = 'imported' ORDER BY id LIMIT 1"),
        {"id": challenge_id},
    ).one_or_none()
    columns = [] if first is None else [name for name, value in first.payload.items() if value != first.key]
    return [Column(name, name.replace("_", " ").capitalize(), True) for name in columns] or [
        Column("text", "Your idea", True)
    ]


def list_similar(session: Session, challenge_id: int, payload_json: str) -> Sequence[Row[Any]]:
    """At most three items of the challenge, `id` and `payload`, that share many words with an idea, the likest first.

    The newest two thousand are looked at, so that asking costs the same for a challenge of any size.
    """
    at = {"challenge": challenge_id, "payload": payload_json, "looked_at": LOOKED_AT}
    return session.execute(text(_SIMILAR), at | {"least": LEAST_LIKENESS, "most": MOST_SIMILAR}).all()


def list_waiting(session: Session, challenge_id: int, *, limit: int) -> Sequence[Row[Any]]:
    """The ideas that wait for the owner, the oldest first; `credited` is who may be named with one, or None."""
    found = f"{_QUEUE} AND k.state = 'waiting' ORDER BY k.id LIMIT :limit"
    return session.execute(text(found), {"challenge": challenge_id, "limit": limit}).all()


def list_replied(session: Session, challenge_id: int, *, limit: int) -> Sequence[Row[Any]]:
    """The ideas that have a reply, the latest first."""
    found = f"{_QUEUE} AND k.state IN ('accepted', 'declined') ORDER BY k.decided_at DESC, k.id DESC LIMIT :limit"
    return session.execute(text(found), {"challenge": challenge_id, "limit": limit}).all()


def count_waiting(session: Session, challenge_id: int) -> int:
    """How many ideas wait for the owner."""
    found = session.scalar(
        text("SELECT count(*) FROM contributions WHERE challenge_id = :challenge AND state = 'waiting'"),
        {"challenge": challenge_id},
    )
    return int(found or 0)


def list_sent(session: Session, person_id: int) -> Sequence[Row[Any]]:
    """The ideas that the person sent in, the newest first: what was replied, and whether colleagues `settled` them."""
    return session.execute(
        text(
            """
            SELECT k.id, k.challenge_id, c.title AS challenge, k.payload, k.state, k.reply, k.credit, k.sent_at,
                   k.decided_at, EXISTS (SELECT FROM results r WHERE r.item_id = k.item_id
                                         AND r.state IN ('settled', 'adjudicated')) AS settled
            FROM participants p
            JOIN contributions k ON k.participant_id = p.id
            JOIN challenges c ON c.id = k.challenge_id
            WHERE p.person_id = :person ORDER BY k.id DESC
            """
        ),
        {"person": person_id},
    ).all()
