"""Read where a marking waits to be confirmed again, since items were added to a challenge that had been approved."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from microtask.challenges.models import Item
from microtask.people.rules import Identity, choose_departments

_NOT_OWN = "NOT EXISTS (SELECT FROM challenge_owners o WHERE o.challenge_id = c.id AND o.person_id = :me)"
# The newest item tells at once, by an index, of most challenges that nothing was added.
_ADDED = """
SELECT c.id, c.title, c.marking, (SELECT count(*) FROM items i WHERE i.challenge_id = c.id
                                  AND i.state = 'live' AND i.created_at > confirmed.at) AS items
FROM challenges c
JOIN LATERAL (SELECT max(a.created_at) AS at FROM approvals a WHERE a.challenge_id = c.id) confirmed ON true
JOIN LATERAL (SELECT i.created_at AS at FROM items i WHERE i.challenge_id = c.id AND i.state = 'live'
              ORDER BY i.id DESC LIMIT 1) newest ON newest.at > confirmed.at
WHERE c.state IN ('open', 'paused')
"""


def list_to_confirm(session: Session, *, by: Identity) -> Sequence[Row[Any]]:
    """Challenges to which items were added since an administrator last confirmed the marking: `id`, `title`, `marking`
    and how many `items`; those that `by` may confirm, in their order.
    """
    departments = choose_departments("approve", by)
    return session.execute(
        text(f"{_ADDED} AND c.department_id = ANY (:departments) AND {_NOT_OWN} ORDER BY c.id"),
        {"departments": sorted(departments or ()), "me": by.person_id},
    ).all()


def count_added(session: Session, challenge_id: int) -> int:
    """How many items were added to a challenge that asks since its marking was last confirmed; 0 where it never was."""
    found = session.execute(text(f"{_ADDED} AND c.id = :id"), {"id": challenge_id}).one_or_none()
    return 0 if found is None else int(found.items)


def list_added(session: Session, challenge_id: int, *, limit: int) -> Sequence[Item]:
    """The last items that were added to the challenge and are not hidden, the newest first."""
    live = select(Item).where(Item.challenge_id == challenge_id, Item.state == "live")
    return session.scalars(live.order_by(Item.id.desc()).limit(limit)).all()
