"""How a stage is doing: what people skip, what they are not sure of, which answers nobody gives, how fast it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

FEWEST = 3  # skips or "not sure" of one item, before they say something about it
WORTH = 100  # answers, before an option that nobody chose says something about the question


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the items of a challenge stand, at the last stage that each has reached.

    `settled` by colleagues, `decided` by somebody (`by_owners` of them by an owner, the rest by experts), `undecided`,
    `open` and being looked at. Of the undecided ones somebody has found `unclear` ones to be so; the others wait for a
    decision.
    """

    settled: int
    decided: int
    undecided: int
    open: int
    unclear: int = 0
    by_owners: int = 0

    @property
    def waiting(self) -> int:
        """How many wait for an owner or an expert."""
        return self.undecided - self.unclear

    @property
    def rows(self) -> int:
        """All of them."""
        return self.settled + self.decided + self.undecided + self.open


def count_standing(session: Session, stage_id: int) -> Standing:
    """Where the items of the stage stand, hidden ones apart, as a release made now would say it."""
    row = session.execute(
        text(
            """
            SELECT count(*) FILTER (WHERE state = 'settled'), count(*) FILTER (WHERE state = 'adjudicated'),
                   count(*) FILTER (WHERE state = 'undecided'), count(*) FILTER (WHERE state = 'open'),
                   count(*) FILTER (WHERE state = 'undecided' AND decision_reason IS NOT NULL),
                   count(*) FILTER (WHERE state = 'adjudicated' AND decided_as = 'owner')
            FROM (SELECT coalesce(r.state, 'open') AS state, r.decision_reason, r.decided_as
                  FROM stages s JOIN items i ON i.challenge_id = s.challenge_id AND i.state = 'live'
                  LEFT JOIN results r ON r.stage_id = s.id AND r.item_id = i.id
                  WHERE s.id = :stage AND (s.kind = 'compare' AND i.reached >= s.position OR EXISTS (
                      SELECT FROM tasks t WHERE t.stage_id = s.id AND t.item_id = i.id AND NOT t.hidden))) AS standing
            """
        ),
        {"stage": stage_id},
    ).one()
    return Standing(*row)


def list_most_skipped(session: Session, stage_id: int, *, limit: int) -> Sequence[Row[Any]]:
    """`id`, `key` and `times` of the items that people skip most, from three times on."""
    return session.execute(
        text(
            """
            SELECT i.id, i.key, count(*) AS times FROM assignments a
            JOIN tasks t ON t.id = a.task_id JOIN items i ON i.id = t.item_id
            WHERE a.stage_id = :stage AND a.state = 'skipped' AND NOT t.hidden
            GROUP BY i.id HAVING count(*) >= :fewest ORDER BY times DESC, i.id LIMIT :limit
            """
        ),
        {"stage": stage_id, "fewest": FEWEST, "limit": limit},
    ).all()


def list_most_unsure(session: Session, stage_id: int, *, limit: int) -> Sequence[Row[Any]]:
    """`id`, `key`, `times` and `answers` of the items that people are most often not sure of, from three times on."""
    return session.execute(
        text(
            """
            SELECT i.id, i.key, r.not_sure AS times, r.answers FROM results r JOIN items i ON i.id = r.item_id
            WHERE r.stage_id = :stage AND r.not_sure >= :fewest AND i.state = 'live'
            ORDER BY r.not_sure DESC, i.id LIMIT :limit
            """
        ),
        {"stage": stage_id, "fewest": FEWEST, "limit": limit},
    ).all()


def count_votes(session: Session, stage_id: int) -> dict[str, int]:
    """How often each label, or each number of a scale, was chosen in all, as far as a pass has read the answers."""
    rows = session.execute(
        text(
            """
            SELECT each.key AS label, sum(each.value::bigint)::bigint AS votes
            FROM results r, LATERAL jsonb_each_text(r.distribution) AS each
            WHERE r.stage_id = :stage GROUP BY 1
            """
        ),
        {"stage": stage_id},
    )
    return {row.label: row.votes for row in rows}


def count_answers_to_open(session: Session, stage_id: int) -> int:
    """How many answers the open items of the stage have, not sure among them."""
    answers = "SELECT sum(answers + not_sure)::bigint FROM results WHERE stage_id = :stage AND state = 'open'"
    return session.scalar(text(answers), {"stage": stage_id}) or 0


def list_to_decide(session: Session, stage_id: int, *, after: int = 0, limit: int) -> Sequence[Row[Any]]:
    """The items that wait for a decision, in their order, after `after`.

    Of each its `id`, `key` and `payload`, what people said (`distribution`, and how many were `not_sure`), and the
    `reason` and `tie` that left it undecided. Those that somebody has found to be unclear do not wait.
    """
    return session.execute(
        text(
            """
            SELECT i.id, i.key, i.payload, r.distribution, r.not_sure, r.reason, r.tie
            FROM results r JOIN items i ON i.id = r.item_id
            WHERE r.stage_id = :stage AND r.state = 'undecided' AND r.decision_reason IS NULL AND i.state = 'live'
              AND i.id > :after
            ORDER BY i.id LIMIT :limit
            """
        ),
        {"stage": stage_id, "after": after, "limit": limit},
    ).all()


def count_to_decide(session: Session, challenge_id: int) -> int:
    """How many items of the challenge wait for a decision, of every question."""
    waiting = """
        SELECT count(*) FROM stages s JOIN results r ON r.stage_id = s.id JOIN items i ON i.id = r.item_id
        WHERE s.challenge_id = :challenge AND r.state = 'undecided' AND r.decision_reason IS NULL AND i.state = 'live'
        """
    return session.scalar(text(waiting), {"challenge": challenge_id}) or 0


def find_reason(session: Session, stage_id: int, item_id: int) -> Row[Any] | None:
    """`reason` and `tie` of an item that waits for a decision; None of any other."""
    return session.execute(
        text(
            """
            SELECT reason, tie FROM results
            WHERE stage_id = :stage AND item_id = :item AND state = 'undecided' AND decision_reason IS NULL
            """
        ),
        {"stage": stage_id, "item": item_id},
    ).one_or_none()


def count_reasons(session: Session, stage_id: int) -> Sequence[Row[Any]]:
    """`reason` of the stage's undecided items, hidden ones apart, and how many `items` have it; most frequent first."""
    return session.execute(
        text(
            """
            SELECT r.reason, count(*) AS items FROM results r JOIN items i ON i.id = r.item_id
            WHERE r.stage_id = :stage AND r.state = 'undecided' AND i.state = 'live'
            GROUP BY 1 ORDER BY items DESC, 1
            """
        ),
        {"stage": stage_id},
    ).all()


def list_said_about(session: Session, stage_id: int, item_id: int) -> Sequence[Row[Any]]:
    """What was said about an item: `value`, `not_sure` and `note`, by value and never by person."""
    return session.execute(
        text(
            """
            SELECT x.value, x.not_sure, x.note FROM answers x JOIN tasks t ON t.id = x.task_id
            WHERE t.stage_id = :stage AND t.item_id = :item AND x.withdrawn_at IS NULL
            ORDER BY x.value NULLS LAST, md5(x.id::text)
            """
        ),
        {"stage": stage_id, "item": item_id},
    ).all()


def count_settled_by_day(session: Session, stage_id: int) -> Sequence[Row[Any]]:
    """`day` (UTC) and how many tasks of the stage settled on it."""
    return session.execute(
        text(
            """
            SELECT (settled_at AT TIME ZONE 'UTC')::date AS day, count(*) AS settled FROM tasks
            WHERE stage_id = :stage AND settled_at IS NOT NULL AND state IN ('settled', 'adjudicated')
            GROUP BY 1 ORDER BY 1
            """
        ),
        {"stage": stage_id},
    ).all()
