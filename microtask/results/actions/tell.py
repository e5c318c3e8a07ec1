"""Tell: note for webhooks what has settled, where anybody listens."""

from collections.abc import Sequence

from sqlalchemy import text

from microtask.outbox import actions as outbox
from microtask.unit_of_work import UnitOfWork

# Who posts a challenge may have it followed: so a stage's pass asks once, and writes one row whatever it has settled.
_FOLLOWED = text(
    """
    SELECT s.challenge_id FROM stages s
    WHERE s.id = :stage AND EXISTS (
        SELECT FROM challenge_owners o JOIN webhooks w ON w.person_id = o.person_id
        WHERE o.challenge_id = s.challenge_id AND w.disabled_at IS NULL AND 'task.settled' = ANY (w.events))
    """
)


def tell_of_settling(unit: UnitOfWork, stage_id: int, items: Sequence[int]) -> None:
    """Note that these items have settled at the stage; the sweep has it told, with what settles meanwhile."""
    if not items:
        return
    challenge_id = unit.session.scalar(_FOLLOWED, {"stage": stage_id})
    if challenge_id is not None:
        content = {"stage": stage_id, "items": list(items)}
        outbox.note_event(unit, "task.settled", challenge_id, content, soon=False)
