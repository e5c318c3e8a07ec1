"""Reads of results: progress and summary for the pages, rows for the downloads, snapshots for deciding."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.db import stream_rows
from microtask.errors import NotFound

FETCH = 200  # rows, each with its item, which may be long


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a challenge has come, from the counters that deciding writes."""

    items: int
    tasks: int
    settled: int
    undecided: int
    answers: int
    volunteers: int
    answers_per_task: float


def progress(session: Session, challenge_id: int) -> Progress:
    """How far the challenge has come. Items are counted; everything else is read from the stages' counters."""
    row = session.execute(
        text(
            """
            SELECT (SELECT count(*) FROM items WHERE challenge_id = :id) AS items,
                   (SELECT count(*) FROM tasks t JOIN stages s ON s.id = t.stage_id WHERE s.challenge_id = :id)
                       AS tasks,
                   coalesce(sum(k.settled), 0) AS settled, coalesce(sum(k.undecided), 0) AS undecided,
                   coalesce(sum(k.answers), 0) AS answers, coalesce(max(k.volunteers), 0) AS volunteers
            FROM stages s LEFT JOIN stage_states k ON k.stage_id = s.id
            WHERE s.challenge_id = :id
            """
        ),
        {"id": challenge_id},
    ).one()
    each = round(float(row.answers) / row.tasks, 2) if row.tasks else 0.0
    return Progress(
        row.items, row.tasks, int(row.settled), int(row.undecided), int(row.answers), int(row.volunteers), each
    )


@dataclass(frozen=True, slots=True)
class StageView:
    """One stage with what a reader of its results needs to know."""

    id: int
    challenge_id: int
    position: int
    kind: str
    question: str
    options: list[Any]
    scale: dict[str, Any] | None
    min_answers: int
    max_answers: int
    confidence: float
    precision: float | None
    min_departments: int
    rule_version: int
    median_seconds: float
    settled: int
    undecided: int
    answers: int
    volunteers: int
    alpha: float | None


_STAGE = """
SELECT s.id, s.challenge_id, s.position, s.kind, s.question, s.options, s.scale, s.min_answers, s.max_answers,
       s.confidence, s.precision, s.min_departments, s.rule_version, s.median_seconds,
       coalesce(k.settled, 0), coalesce(k.undecided, 0), coalesce(k.answers, 0), coalesce(k.volunteers, 0), k.alpha
FROM stages s LEFT JOIN stage_states k ON k.stage_id = s.id
WHERE s.challenge_id = :challenge
"""


def get_stage(session: Session, challenge_id: int, *, position: int | None = None) -> StageView:
    """The stage at `position` (from 1), or the last one. Raises `NotFound` where there is none."""
    where = "" if position is None else " AND s.position = :position"
    row = session.execute(
        text(f"{_STAGE}{where} ORDER BY s.position DESC LIMIT 1"), {"challenge": challenge_id, "position": position}
    ).one_or_none()
    if row is None:
        raise NotFound(f"The challenge has no stage {position}." if position else "The challenge has no stage yet.")
    return StageView(*row)


def list_stages(session: Session, challenge_id: int) -> list[StageView]:
    """Every stage of the challenge, in order."""
    rows = session.execute(text(f"{_STAGE} ORDER BY s.position"), {"challenge": challenge_id})
    return [StageView(*row) for row in rows]


_RESULTS = """
SELECT i.key, coalesce(r.decision, r.answer) AS answer, r.confidence, coalesce(r.answers, 0) AS answers, r.agreement,
       coalesce(r.state, t.state) AS state, coalesce(r.distribution, '{}') AS distribution,
       coalesce(r.extras, '{}') AS extras, coalesce(r.tie, false) AS tie, coalesce(r.not_sure, 0) AS not_sure,
       coalesce(r.live, false) AS live, coalesce(r.route, 'crowd') AS route, r.answer AS crowd_answer,
       r.decision_reason, r.reason, i.payload, i.id AS item_id
FROM tasks t
JOIN items i ON i.id = t.item_id
LEFT JOIN results r ON r.stage_id = t.stage_id AND r.item_id = t.item_id
WHERE t.stage_id = :stage AND NOT t.hidden
"""


def list_results(session: Session, stage_id: int, *, after: int, limit: int) -> Sequence[Row[Any]]:
    """One page of the stage's results, one row an item that is not hidden, in the order of the items."""
    return session.execute(
        text(f"{_RESULTS} AND t.item_id > :after ORDER BY t.item_id LIMIT :limit"),
        {"stage": stage_id, "after": after, "limit": limit},
    ).all()


def stream_results(session: Session, stage_id: int) -> Iterator[Row[Any]]:
    """All of the same. Memory does not grow with the stage."""
    return stream_rows(session, f"{_RESULTS} ORDER BY t.item_id", {"stage": stage_id}, fetch=FETCH)


def list_least_sure(session: Session, stage_id: int, *, limit: int) -> Sequence[Row[Any]]:
    """The items that people disagree on most: undecided first, then by confidence from the lowest."""
    return session.execute(
        text(
            f"{_RESULTS} AND r.answers > 0"
            " ORDER BY (coalesce(r.state, t.state) = 'undecided') DESC, r.confidence, t.item_id LIMIT :limit"
        ),
        {"stage": stage_id, "limit": limit},
    ).all()


def list_item_columns(session: Session, challenge_id: int) -> list[str]:
    """The columns of the challenge's items, in the order of the files that brought them.

    Of each file the last item counts: where a file gains columns on its way (JSON lines do), that one has them all.
    """
    payloads = session.execute(
        text(
            """
            (SELECT last.payload FROM imports m, LATERAL (
                SELECT payload FROM items WHERE challenge_id = m.challenge_id AND import_id = m.id
                ORDER BY id DESC LIMIT 1) last
             WHERE m.challenge_id = :challenge ORDER BY m.id)
            UNION ALL
            (SELECT payload FROM items WHERE challenge_id = :challenge ORDER BY id DESC LIMIT 1)
            """
        ),
        {"challenge": challenge_id},
    ).scalars()
    return list(dict.fromkeys(column for payload in payloads for column in payload))


def count_answers_by_value(session: Session, stage_id: int) -> Sequence[Row[Any]]:
    """How many settled or undecided items have each answer, the most frequent first."""
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
    """How many items have an answer, how many of them at least 4 in 5 people agree on, and how many everyone."""
    return session.execute(
        text(
            """
            SELECT count(*) AS items, count(*) FILTER (WHERE agreement >= 0.8) AS four_in_five,
                   count(*) FILTER (WHERE agreement >= 1) AS everyone
            FROM results WHERE stage_id = :stage AND answers > 0
            """
        ),
        {"stage": stage_id},
    ).one()


def count_answers_by_day(session: Session, challenge_id: int) -> Sequence[Row[Any]]:
    """How many answers each day brought, in UTC."""
    return session.execute(
        text(
            """
            SELECT (x.answered_at AT TIME ZONE 'UTC')::date AS day, count(*) AS answers
            FROM answers x JOIN stages s ON s.id = x.stage_id
            WHERE s.challenge_id = :challenge GROUP BY 1 ORDER BY 1
            """
        ),
        {"challenge": challenge_id},
    ).all()


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release with the number that people know it by."""

    id: int
    challenge_id: int
    number: int
    state: str
    demonstration: bool
    created_at: Any
    finished_at: Any


_RELEASE = "SELECT id, challenge_id, number, state, demonstration, created_at, finished_at FROM releases"


def list_releases(session: Session, challenge_id: int) -> list[ReleaseView]:
    """Every release of the challenge, the newest first."""
    rows = session.execute(
        text(f"{_RELEASE} WHERE challenge_id = :challenge ORDER BY number DESC"), {"challenge": challenge_id}
    )
    return [ReleaseView(*row) for row in rows]


def get_release(session: Session, challenge_id: int, number: int) -> ReleaseView:
    """One release by its number. Raises `NotFound`."""
    row = session.execute(
        text(f"{_RELEASE} WHERE challenge_id = :challenge AND number = :number"),
        {"challenge": challenge_id, "number": number},
    ).one_or_none()
    if row is None:
        raise NotFound("The challenge has no release with that number.")
    return ReleaseView(*row)


def list_release_files(session: Session, release_id: int) -> Sequence[Row[Any]]:
    """The files of a release: name, rows, bytes, SHA-256 and blob, in the order a reader wants them."""
    return session.execute(
        text("SELECT name, rows, bytes, sha256, blob_id FROM release_files WHERE release_id = :id ORDER BY position"),
        {"id": release_id},
    ).all()


def list_unfinished_releases(session: Session) -> list[int]:
    """Releases whose step may have been lost."""
    return list(session.scalars(text("SELECT id FROM releases WHERE state = 'making' ORDER BY id")))


def list_stages_gone_quiet(session: Session, *, quiet_seconds: int) -> list[int]:
    """Stages with live verdicts and no answer for a while: a full pass makes their results final."""
    return list(
        session.scalars(
            text(
                """
                SELECT k.stage_id FROM stage_states k
                WHERE k.changed_at < now() - make_interval(secs => :quiet)
                  AND EXISTS (SELECT FROM results r WHERE r.stage_id = k.stage_id AND r.live)
                ORDER BY k.stage_id
                """
            ),
            {"quiet": quiet_seconds},
        )
    )


def list_closing_challenges(session: Session) -> list[int]:
    """Challenges on their way to closed."""
    return list(session.scalars(text("SELECT id FROM challenges WHERE state = 'closing' ORDER BY id")))


def list_release_stages(session: Session, release_id: int, *, dirty: bool) -> list[int]:
    """The stages of a release's challenge, in order; with `dirty`, those with answers that no pass has seen."""
    return list(
        session.scalars(
            text(
                """
                SELECT s.id FROM stages s JOIN releases r ON r.challenge_id = s.challenge_id
                WHERE r.id = :release AND (NOT :dirty OR EXISTS (
                    SELECT FROM answers x JOIN tasks t ON t.id = x.task_id
                    WHERE x.stage_id = s.id AND x.decided_at IS NULL AND NOT t.hidden))
                ORDER BY s.position
                """
            ),
            {"release": release_id, "dirty": dirty},
        )
    )


def list_stages_to_advance(session: Session) -> list[int]:
    """Stages with settled items whose effect has not been applied, though no task is open any more."""
    return list(
        session.scalars(
            text(
                """
                SELECT s.id FROM stages s JOIN challenges c ON c.id = s.challenge_id
                WHERE c.state IN ('open', 'paused', 'closing') AND s.split_at IS NOT NULL
                  AND (s.effect IS NOT NULL OR EXISTS (
                      SELECT FROM stages n WHERE n.challenge_id = s.challenge_id AND n.position = s.position + 1))
                  AND NOT EXISTS (SELECT FROM tasks t WHERE t.stage_id = s.id AND t.state = 'open' AND NOT t.hidden)
                  AND EXISTS (SELECT FROM results r WHERE r.stage_id = s.id
                              AND r.state IN ('settled', 'adjudicated') AND r.applied_answer IS NULL)
                ORDER BY s.id
                """
            )
        )
    )
