"""What the people of each department said in a challenge: raw figures, which only a release shows, by its rule."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from microtask.kinds.kind import Question
from microtask.people.department_queries import named_then
from microtask.results.departments import POOLED, SEVERAL, UNKNOWN, Department, Part, Said

_COUNTED = """
FROM answers x JOIN tasks t ON t.id = x.task_id JOIN stages s ON s.id = x.stage_id
WHERE s.challenge_id = :challenge AND x.withdrawn_at IS NULL AND NOT t.hidden
"""
# A random name leads through all the stages of a challenge, so it belongs to one department in all of them.
_PLACED = f"""
placed AS MATERIALIZED (
    SELECT x.participant_id, CASE WHEN min(coalesce(x.department_id, 0)) = max(coalesce(x.department_id, 0))
                                  THEN max(coalesce(x.department_id, 0)) ELSE {SEVERAL} END AS department_id,
           max(x.answered_at) AS answered_at
    {_COUNTED} GROUP BY 1)
"""


def list_departments(session: Session, challenge_id: int) -> list[Department]:
    """The departments whose people answered in the challenge, as they were called then, with how many they are."""
    rows = session.execute(
        text(
            f"""
            WITH {_PLACED}
            SELECT n.department_id, coalesce({named_then("n.department_id", "n.answered_at")}, d.name,
                   CASE WHEN n.department_id = 0 THEN :unknown ELSE :pooled END), n.people
            FROM (SELECT p.department_id, count(*) AS people, max(p.answered_at) AS answered_at
                  FROM placed p GROUP BY 1) n
            LEFT JOIN departments d ON d.id = n.department_id ORDER BY 2, 1
            """  # noqa: S608
        ),
        {"challenge": challenge_id, "unknown": UNKNOWN, "pooled": POOLED},
    )
    return [Department(*row) for row in rows]


def list_places(session: Session, challenge_id: int) -> dict[str, int]:
    """The department of each volunteer of the challenge, by their random name."""
    rows = session.execute(
        text(
            f"""
            WITH {_PLACED}
            SELECT p.pseudonym, placed.department_id FROM placed JOIN participants p ON p.id = placed.participant_id
            """  # noqa: S608
        ),
        {"challenge": challenge_id},
    )
    return {row.pseudonym: row.department_id for row in rows}


def list_takers(session: Session, challenge_id: int) -> list[Part]:
    """Of each stage that has answers, how many people of which department gave any."""
    rows = session.execute(
        text(
            f"""
            WITH {_PLACED},
                 there AS (SELECT DISTINCT x.stage_id, x.participant_id {_COUNTED})
            SELECT jsonb_object_agg(n.department_id, n.people) FROM (
                SELECT stage_id, department_id, count(*) AS people FROM there JOIN placed USING (participant_id)
                GROUP BY 1, 2) n
            GROUP BY n.stage_id ORDER BY n.stage_id
            """  # noqa: S608
        ),
        {"challenge": challenge_id},
    )
    return [{int(department): people for department, people in row[0].items()} for row in rows]


def list_said(session: Session, challenge_id: int, stage_id: int, question: Question) -> list[Said]:
    """What each department said at a stage, by label; of tags also what did not say each of them."""
    statement = _TAGS if question.kind == "tag" else _VALUES
    wanted = {"challenge": challenge_id, "stage": stage_id, "labels": [*question.options, ""]}
    rows = session.execute(text(f"WITH {_PLACED} {statement}"), wanted)
    return [Said(department, label or None, *counts) for department, label, *counts in rows]


def digest_answers(session: Session, challenge_id: int) -> bytes:
    """SHA-256 over which answers of the challenge count, each as it stands now: the same for the same answers alone."""
    found = session.scalar(
        text(
            f"""
            SELECT sha256(convert_to(coalesce(string_agg(
                concat_ws(':', x.id, x.revision, x.department_id), ',' ORDER BY x.id), ''), 'UTF8')) {_COUNTED}
            """
        ),
        {"challenge": challenge_id},
    )
    return bytes(found or b"")


_VALUES = f"""
SELECT placed.department_id, said.value, count(*), count(DISTINCT said.participant_id)
FROM (SELECT x.participant_id, x.value {_COUNTED} AND s.id = :stage) said JOIN placed USING (participant_id)
GROUP BY 1, 2
"""  # noqa: S608
_TAGS = f"""
SELECT placed.department_id, l.label,
       count(*) FILTER (WHERE q.says), count(DISTINCT c.participant_id) FILTER (WHERE q.says),
       count(*) FILTER (WHERE NOT q.says), count(DISTINCT c.participant_id) FILTER (WHERE NOT q.says)
FROM (SELECT x.participant_id, x.not_sure, string_to_array(x.value, '|') AS tags {_COUNTED} AND s.id = :stage) c
JOIN placed USING (participant_id), unnest(CAST(:labels AS text[])) l(label),
     LATERAL (SELECT CASE WHEN l.label = '' THEN c.not_sure ELSE coalesce(l.label = ANY (c.tags), false) END AS says) q
GROUP BY 1, 2
"""  # noqa: S608
