"""What the people of each department said at a stage: raw figures, which only a release shows, and not as they are."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from microtask.kinds.kind import Question
from microtask.results.departments import UNKNOWN, Department, Said

_COUNTED = """
FROM answers x JOIN tasks t ON t.id = x.task_id
WHERE x.stage_id = :stage AND x.withdrawn_at IS NULL AND NOT t.hidden
"""


def list_departments(session: Session, stage_id: int) -> list[Department]:
    """The departments whose people answered at the stage, with how many they are, by name."""
    rows = session.execute(
        text(
            f"""
            SELECT coalesce(n.department_id, 0), coalesce(d.name, :unknown), n.people
            FROM (SELECT x.department_id, count(DISTINCT x.participant_id) AS people {_COUNTED} GROUP BY 1) n
            LEFT JOIN departments d ON d.id = n.department_id ORDER BY 2, 1
            """  # noqa: S608 (a constant of this module)
        ),
        {"stage": stage_id, "unknown": UNKNOWN},
    )
    return [Department(*row) for row in rows]


def list_said(session: Session, stage_id: int, question: Question) -> list[Said]:
    """What each department said, by label; of tags also what did not say each of them."""
    statement = _TAGS if question.kind == "tag" else _VALUES
    rows = session.execute(text(statement), {"stage": stage_id, "labels": [*question.options, ""]})
    return [Said(department, label or None, *counts) for department, label, *counts in rows]


_VALUES = f"""
SELECT coalesce(x.department_id, 0), x.value, count(*), count(DISTINCT x.participant_id) {_COUNTED} GROUP BY 1, 2
"""
_TAGS = f"""
WITH counted AS (SELECT x.department_id, x.participant_id, x.not_sure, string_to_array(x.value, '|') AS tags {_COUNTED})
SELECT coalesce(c.department_id, 0), l.label,
       count(*) FILTER (WHERE s.says), count(DISTINCT c.participant_id) FILTER (WHERE s.says),
       count(*) FILTER (WHERE NOT s.says), count(DISTINCT c.participant_id) FILTER (WHERE NOT s.says)
FROM counted c, unnest(CAST(:labels AS text[])) l(label),
     LATERAL (SELECT CASE WHEN l.label = '' THEN c.not_sure ELSE coalesce(l.label = ANY (c.tags), false) END AS says) s
GROUP BY 1, 2
"""  # noqa: S608
