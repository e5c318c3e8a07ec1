"""How far a challenge has come, and what its answers amount to in figures. Nothing here is about a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.results.rules import AGREEMENT_BANDS

# What there is to settle at a stage. Of a comparison that is its items: pairs come and go until they are ranked. Tasks
# of items that were removed are counted by their reports, which are few: looking at each task would take long.
_TASKS = """CASE WHEN s.kind = 'compare'
    THEN (SELECT count(*) FROM items i WHERE i.challenge_id = s.challenge_id AND i.reached >= s.position
          AND s.split_item_id > 0 AND i.state <> 'withdrawn')
    ELSE (SELECT count(*) FROM tasks t WHERE t.stage_id = s.id)
       - (SELECT count(DISTINCT t.id) FROM reports p JOIN tasks t ON t.item_id = p.item_id AND t.stage_id = s.id
          WHERE p.challenge_id = s.challenge_id AND p.decision = 'remove') END"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a challenge has come, from the counters that deciding writes. Of a comparison, an item is a task."""

    items: int
    tasks: int
    settled: int
    undecided: int
    answers: int
    volunteers: int
    answers_per_task: float


def progress(session: Session, challenge_id: int, *, position: int | None = None) -> Progress:
    """How far the challenge has come, or its stage at `position`, whose items are those that have reached it.

    Items are counted; everything else is read from the stages' counters.
    """
    row = session.execute(
        text(
            f"""
            SELECT (SELECT count(*) FROM items WHERE challenge_id = :id AND reached >= coalesce(:at, 1)) AS items,
                   coalesce(sum({_TASKS}), 0)::bigint AS tasks,
                   coalesce(sum(k.settled), 0) AS settled, coalesce(sum(k.undecided), 0) AS undecided,
                   coalesce(sum(k.answers), 0) AS answers, coalesce(max(k.volunteers), 0) AS volunteers
            FROM stages s LEFT JOIN stage_states k ON k.stage_id = s.id
            WHERE s.challenge_id = :id AND s.position = coalesce(:at, s.position)
            """  # noqa: S608 (what is counted is a constant of this module)
        ),
        {"id": challenge_id, "at": position},
    ).one()
    each = round(float(row.answers) / row.tasks, 2) if row.tasks else 0.0
    return Progress(
        row.items, row.tasks, int(row.settled), int(row.undecided), int(row.answers), int(row.volunteers), each
    )


def list_standings(session: Session, challenge_ids: Sequence[int]) -> dict[int, Row[Any]]:
    """By challenge: `tasks`, how many are `settled` and `undecided`, the last answer (a time or None), its `releases`.

    `changed_at` is when its results last changed, or a release was made; None where neither has happened.
    """
    rows = session.execute(
        text(
            f"""
            SELECT s.challenge_id, sum({_TASKS})::bigint AS tasks,
                   coalesce(sum(k.settled), 0)::bigint AS settled,
                   coalesce(sum(k.undecided), 0)::bigint AS undecided,
                   max((SELECT x.answered_at FROM answers x WHERE x.stage_id = s.id ORDER BY x.id DESC LIMIT 1))
                       AS answered_at,
                   (SELECT count(*) FROM releases r WHERE r.challenge_id = s.challenge_id AND r.state = 'ready')
                       AS releases,
                   greatest(max(k.changed_at), (SELECT max(r.finished_at) FROM releases r
                            WHERE r.challenge_id = s.challenge_id AND r.state = 'ready')) AS changed_at
            FROM stages s LEFT JOIN stage_states k ON k.stage_id = s.id
            WHERE s.challenge_id = ANY(:challenges) GROUP BY s.challenge_id
            """  # noqa: S608
        ),
        {"challenges": list(challenge_ids)},
    )
    return {row.challenge_id: row for row in rows}


def count_tasks(session: Session, stage_id: int) -> int:
    """How many tasks the stage has; of a comparison, how many items, which is what settles there."""
    counted = f"SELECT {_TASKS} FROM stages s WHERE s.id = :stage"  # noqa: S608
    return session.scalar(text(counted), {"stage": stage_id}) or 0


def count_answers_by_value(session: Session, stage_id: int) -> Sequence[Row[Any]]:
    """How many settled items have each answer, those that an expert decided among them; the most frequent first."""
    return session.execute(
        text(
            """
            SELECT coalesce(r.decision, r.answer) AS answer, count(*) AS items
            FROM results r WHERE r.stage_id = :stage AND r.state IN ('settled', 'adjudicated')
            GROUP BY 1 ORDER BY 2 DESC, 1
            """
        ),
        {"stage": stage_id},
    ).all()


def count_by_agreement(session: Session, stage_id: int) -> Row[Any]:
    """How many items have two answers or more, on how many of them at least 4 in 5 people agree, and everyone.

    One answer agrees with nobody, so that it says nothing: the items are those of `count_agreement_bands`.
    """
    return session.execute(
        text(
            """
            SELECT count(*) AS items, count(*) FILTER (WHERE agreement >= 0.8) AS four_in_five,
                   count(*) FILTER (WHERE agreement >= 1) AS everyone
            FROM results WHERE stage_id = :stage AND answers > 1
            """
        ),
        {"stage": stage_id},
    ).one()


def count_agreement_bands(session: Session, stage_id: int) -> list[int]:
    """How many items of two answers or more have an agreement in each of `AGREEMENT_BANDS`, in their order."""
    counted = session.execute(
        text(
            """
            SELECT width_bucket(agreement, CAST(:ends AS float8[])) AS place, count(*)
            FROM results WHERE stage_id = :stage AND answers > 1 GROUP BY 1
            """
        ),
        {"stage": stage_id, "ends": sorted(least for least, _ in AGREEMENT_BANDS)},
    )
    items = {place: count for place, count in counted}  # noqa: C416 (dict() takes a result for a mapping)
    return [items.get(place, 0) for place in range(len(AGREEMENT_BANDS), 0, -1)]


def count_not_sure(session: Session, stage_id: int) -> Row[Any]:
    """How many `answers` there are at the stage, how many are `not_sure`, and how many `items` have one of those."""
    return session.execute(
        text(
            """
            SELECT coalesce(sum(answers + not_sure), 0)::bigint AS answers,
                   coalesce(sum(not_sure), 0)::bigint AS not_sure,
                   count(*) FILTER (WHERE not_sure > 0) AS items
            FROM results WHERE stage_id = :stage
            """
        ),
        {"stage": stage_id},
    ).one()


def count_answers_by_day(session: Session, challenge_id: int, *, position: int | None = None) -> Sequence[Row[Any]]:
    """How many answers each day brought, in UTC, to the challenge or to its stage at `position`."""
    return session.execute(
        text(
            """
            SELECT (x.answered_at AT TIME ZONE 'UTC')::date AS day, count(*) AS answers
            FROM answers x JOIN stages s ON s.id = x.stage_id
            WHERE s.challenge_id = :challenge AND s.position = coalesce(:at, s.position) GROUP BY 1 ORDER BY 1
            """
        ),
        {"challenge": challenge_id, "at": position},
    ).all()


def answers_per_settled_task(session: Session, stage_id: int) -> float | None:
    """How many answers a settled task of the stage has had on average, not sure included; None before one settles."""
    found = session.scalar(
        text("SELECT avg(answers + not_sure) FROM results WHERE stage_id = :stage AND state = 'settled'"),
        {"stage": stage_id},
    )
    return None if found is None else round(float(found), 2)
