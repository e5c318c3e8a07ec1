"""Stages as a reader of their results needs to know them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from microtask.errors import NotFound
from microtask.kinds import registry
from microtask.kinds.kind import Question


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
    of_several: bool

    @property
    def asked(self) -> Question:
        """The question as answers depend on it."""
        return registry.question(self.kind, options=self.options, scale=self.scale)


_STAGE = """
SELECT s.id, s.challenge_id, s.position, s.kind, s.question, s.options, s.scale, s.min_answers, s.max_answers,
       s.confidence, s.precision, s.min_departments, s.rule_version, s.median_seconds,
       coalesce(k.settled, 0), coalesce(k.undecided, 0), coalesce(k.answers, 0), coalesce(k.volunteers, 0), k.alpha,
       EXISTS (SELECT FROM stages o WHERE o.challenge_id = s.challenge_id AND o.id <> s.id)
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
