"""What a release is made of: its items and known answers, and the facts that its README tells."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.db import stream_rows
from microtask.people.department_queries import named_then
from microtask.results.queries.departments import digest_answers
from microtask.results.queries.releases import find_first_digest
from microtask.results.queries.stages import StageView, list_stages
from microtask.results.queries.verdicts import FETCH


@dataclass(frozen=True, slots=True)
class EarlierRule:
    """A version of a stage's rule that was changed on the way, on a day in UTC; `settled` counts what it settled."""

    version: int
    min_answers: int
    max_answers: int
    confidence: float
    precision: float | None
    changed_on: date
    settled: int


@dataclass(frozen=True, slots=True)
class StageFacts:
    """One stage in figures, as they stand in the snapshot that a release is made of.

    `departments` are the names of those that were asked, None for everyone. `earlier_rules` are the versions of its
    rule before the last. `withdrawn` and `hidden` answers are in no file. `reasons` counts the undecided items by why,
    `by_owners` those of the adjudicated ones that an owner decided and no expert. `named` counts the people that the
    audience names, None where it names none.
    """

    stage: StageView
    earlier_rules: list[EarlierRule]
    departments: list[str] | None
    exclude_own: bool
    settled: int
    gold: int
    adjudicated: int
    undecided: int
    answers: int
    not_sure: int
    volunteers: int
    withdrawn: int
    hidden: int
    skills: list[str] | None = None
    reasons: dict[str, int] | None = None
    by_owners: int = 0
    named: int | None = None


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """A release, its challenge and its stages. `items`, `hidden` and `withdrawn` count items; dates are in UTC.

    `answers_digest` is the same for the same answers alone. `tells_departments` is whether the release may say what
    departments said: it is the first of its challenge, or of exactly the same answers as the first.
    """

    stages: list[StageFacts]
    release_id: int
    challenge_id: int
    number: int
    made_on: date
    title: str
    summary: str
    promise: str
    marking: str
    licence: str
    department: str
    opened_on: date | None
    closed_on: date | None
    items: int
    hidden: int
    withdrawn: int
    demonstration: bool
    answers_digest: bytes = b""
    tells_departments: bool = True


def read_facts(session: Session, release_id: int) -> ReleaseFacts:
    """What there is to tell about a release."""
    row = session.execute(
        text(
            f"""
            SELECT r.id, c.id, r.number, (r.created_at AT TIME ZONE 'UTC')::date, c.title, c.summary, c.promise,
                   c.marking, c.licence, coalesce({named_then("d.id", "c.closed_at")}, d.name),
                   (c.opened_at AT TIME ZONE 'UTC')::date, (c.closed_at AT TIME ZONE 'UTC')::date,
                   count(i.id) FILTER (WHERE i.state = 'live'), count(i.id) FILTER (WHERE i.state = 'hidden'),
                   count(i.id) FILTER (WHERE i.state = 'withdrawn'),
                   EXISTS (SELECT FROM answers x JOIN stages s ON s.id = x.stage_id
                           WHERE s.challenge_id = c.id AND x.channel = 'simulated')
            FROM releases r
            JOIN challenges c ON c.id = r.challenge_id
            JOIN departments d ON d.id = c.department_id
            LEFT JOIN items i ON i.challenge_id = c.id
            WHERE r.id = :release GROUP BY r.id, c.id, d.id
            """  # noqa: S608
        ),
        {"release": release_id},
    ).one()
    stages = [read_stage_facts(session, stage) for stage in list_stages(session, row[1])]
    digest = digest_answers(session, row[1])
    first = find_first_digest(session, row[1])
    tells = first is None or first.answers_digest == digest
    return replace(ReleaseFacts(stages, *row), answers_digest=digest, tells_departments=tells)


def read_stage_facts(session: Session, stage: StageView) -> StageFacts:
    """What there is to tell about a stage, as it stands now."""
    row = session.execute(
        text(
            """
            SELECT (SELECT array_agg(d.name ORDER BY d.name) FROM departments d WHERE d.id = ANY (s.department_ids)),
                   s.exclude_own, verdicts.*, said.*, s.skills,
                   (SELECT jsonb_object_agg(why.reason, why.items) FROM (
                        SELECT r.reason, count(*) AS items FROM results r JOIN items i ON i.id = r.item_id
                        WHERE r.stage_id = s.id AND r.state = 'undecided' AND r.reason IS NOT NULL AND i.state = 'live'
                        GROUP BY 1) why),
                   (SELECT count(*) FROM results r JOIN items i ON i.id = r.item_id
                    WHERE r.stage_id = s.id AND r.state = 'adjudicated' AND r.decided_as = 'owner'
                      AND i.state = 'live'),
                   cardinality(s.people)
            FROM stages s, LATERAL (
                SELECT count(*) FILTER (WHERE r.state = 'settled' AND r.route = 'crowd'),
                       count(*) FILTER (WHERE r.state = 'settled' AND r.route = 'gold'),
                       count(*) FILTER (WHERE r.state = 'adjudicated'),
                       count(*) FILTER (WHERE coalesce(r.state, t.state) = 'undecided')
                FROM (SELECT item_id, state FROM tasks
                      WHERE stage_id = s.id AND NOT hidden AND s.kind <> 'compare'
                      UNION ALL
                      SELECT i.id, 'open' FROM items i
                      WHERE s.kind = 'compare' AND i.challenge_id = s.challenge_id AND i.reached >= s.position
                        AND i.state = 'live') t
                LEFT JOIN results r ON r.stage_id = s.id AND r.item_id = t.item_id) verdicts, LATERAL (
                SELECT count(*) FILTER (WHERE is_in), count(*) FILTER (WHERE is_in AND not_sure),
                       count(DISTINCT participant_id) FILTER (WHERE is_in),
                       count(*) FILTER (WHERE withdrawn_at IS NOT NULL),
                       count(*) FILTER (WHERE withdrawn_at IS NULL AND hidden)
                FROM (SELECT x.*, t.hidden, x.withdrawn_at IS NULL AND NOT t.hidden AS is_in
                      FROM answers x JOIN tasks t ON t.id = x.task_id WHERE x.stage_id = s.id) x) said
            WHERE s.id = :stage
            """
        ),
        {"stage": stage.id},
    ).one()
    return StageFacts(stage, _list_earlier_rules(session, stage.id), *row)


def _list_earlier_rules(session: Session, stage_id: int) -> list[EarlierRule]:
    rows = session.execute(
        text(
            """
            SELECT h.version, h.min_answers, h.max_answers, h.confidence, h.precision,
                   (h.changed_at AT TIME ZONE 'UTC')::date,
                   (SELECT count(*) FROM results r JOIN items i ON i.id = r.item_id
                    WHERE r.stage_id = h.stage_id AND r.rule_version = h.version AND r.state = 'settled'
                      AND i.state = 'live')
            FROM rule_changes h WHERE h.stage_id = :stage ORDER BY h.version
            """
        ),
        {"stage": stage_id},
    )
    return [EarlierRule(*row) for row in rows]


def stream_items(session: Session, challenge_id: int) -> Iterator[Row[Any]]:
    """Key and payload of each item that is neither hidden nor withdrawn, in the order they came."""
    return stream_rows(
        session,
        "SELECT key, payload FROM items WHERE challenge_id = :challenge AND state = 'live' ORDER BY id",
        {"challenge": challenge_id},
        fetch=FETCH,
    )


def stream_gold(session: Session, stage_id: int) -> Iterator[Row[Any]]:
    """Key and known answer of each item of the stage that has one and is not hidden, in the order of the items."""
    return stream_rows(
        session,
        """
        SELECT i.key, g.answer FROM gold g JOIN items i ON i.id = g.item_id
        WHERE g.stage_id = :stage AND NOT EXISTS (
            SELECT FROM tasks t WHERE t.stage_id = g.stage_id AND t.item_id = g.item_id AND t.hidden)
        ORDER BY i.id
        """,
        {"stage": stage_id},
        fetch=FETCH,
    )
