"""What waits for its next step: the sweep sends the errand again."""

from sqlalchemy import text
from sqlalchemy.orm import Session

# A comparison that asks nobody, and has items that are not at their end: what it asked about has been hidden since.
STALLED = """
s.kind = 'compare' AND s.split_at IS NOT NULL
AND NOT EXISTS (SELECT FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden)
AND EXISTS (SELECT FROM items i LEFT JOIN results r ON r.stage_id = s.id AND r.item_id = i.id
            WHERE i.challenge_id = s.challenge_id AND i.reached >= s.position AND i.state = 'live'
              AND i.dropped_at IS NULL AND coalesce(r.state, 'open') = 'open')
"""


def list_stages_gone_quiet(session: Session, *, quiet_seconds: int, answers_a_second: int) -> list[int]:
    """Stages with live verdicts and no answer for a while: a full pass makes their results final.

    The while is `quiet_seconds`, or the seconds in which `answers_a_second` make as many answers as the stage has.
    """
    return list(
        session.scalars(
            text(
                """
                SELECT k.stage_id FROM stage_states k
                WHERE k.changed_at < now() - make_interval(secs => greatest(:quiet, k.answers / :pace))
                  AND EXISTS (SELECT FROM results r WHERE r.stage_id = k.stage_id AND r.live)
                ORDER BY k.stage_id
                """
            ),
            {"quiet": quiet_seconds, "pace": answers_a_second},
        )
    )


def list_stages_to_reconsider(session: Session) -> list[int]:
    """Stages of challenges that have begun to ask whose rule or known answers changed, or whose full pass broke off.

    And comparisons that ask nobody, although they are not at their end.
    """
    return list(
        session.scalars(
            text(
                f"""
                SELECT s.id FROM stages s JOIN challenges c ON c.id = s.challenge_id
                LEFT JOIN stage_states k ON k.stage_id = s.id
                WHERE c.state <> 'draft' AND (s.reconsider_since IS NOT NULL OR k.unstored_pass IS NOT NULL)
                   OR c.state = 'open' AND {STALLED}
                ORDER BY s.id
                """  # noqa: S608 (a constant of this module)
            )
        )
    )


def list_closing_challenges(session: Session) -> list[int]:
    """Challenges on their way to closed."""
    return list(session.scalars(text("SELECT id FROM challenges WHERE state = 'closing' ORDER BY id")))


def list_stages_to_advance(session: Session) -> list[int]:
    """Stages with settled items whose effect has not been applied, though no task is open any more."""
    return list(
        session.scalars(
            text(
                f"""
                SELECT s.id FROM stages s JOIN challenges c ON c.id = s.challenge_id
                WHERE c.state IN ('open', 'paused', 'closing') AND s.split_at IS NOT NULL
                  AND (s.effect IS NOT NULL OR EXISTS (
                      SELECT FROM stages n WHERE n.challenge_id = s.challenge_id AND n.position = s.position + 1))
                  AND NOT EXISTS (SELECT FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden)
                  AND NOT EXISTS (SELECT FROM stage_states k WHERE k.stage_id = s.id AND k.unstored_pass IS NOT NULL)
                  AND NOT ({STALLED})
                  AND EXISTS (SELECT FROM results r WHERE r.stage_id = s.id
                              AND r.state IN ('settled', 'adjudicated') AND r.applied_answer IS NULL AND NOT r.live)
                ORDER BY s.id
                """  # noqa: S608
            )
        )
    )
