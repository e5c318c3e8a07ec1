"""The second move of deciding: the answers of a pass, as columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text

from microtask.results.actions.begin_pass import Pass
from microtask.results.rules import LIVE_TASKS
from microtask.unit_of_work import UnitOfWork

Ids = NDArray[np.int64]

_COLUMNS = """
SELECT x.task_id, x.participant_id, coalesce(x.department_id, 0), x.value, x.decided_at IS NULL, x.id, x.revision
"""
_FULL = f"""{_COLUMNS}
FROM answers x JOIN tasks t ON t.id = x.task_id
WHERE x.stage_id = %(stage)s AND NOT t.hidden AND x.withdrawn_at IS NULL
"""
_LIVE = f"""
WITH news AS MATERIALIZED (
    SELECT DISTINCT x.task_id FROM answers x JOIN tasks t ON t.id = x.task_id
    WHERE x.stage_id = %(stage)s AND x.decided_at IS NULL AND NOT t.hidden LIMIT %(limit)s)
{_COLUMNS}
FROM news JOIN answers x ON x.task_id = news.task_id
WHERE x.withdrawn_at IS NULL
"""  # noqa: S608 (the columns are a constant of this module)


@dataclass(frozen=True)
class Snapshot:
    """The answers that a pass reads, as columns.

    `tasks` has one entry a task; `task_of` (an index into it), `participants`, `departments` (0: unknown) and
    `values` (None: not sure) one an answer; `dirty` and `revisions` one an answer that no pass has decided with, which
    `is_dirty` says of each answer.
    """

    tasks: Ids
    task_of: Ids
    participants: Ids
    departments: Ids
    values: list[str | None]
    dirty: Ids
    revisions: Ids
    gold: dict[int, str]
    more: bool

    @property
    def news(self) -> NDArray[np.bool_]:
        """Which tasks have an answer that no pass has decided with, (tasks,)."""
        news = np.zeros(len(self.tasks), bool)
        news[self.task_of[self.is_dirty]] = True
        return news

    is_dirty: NDArray[np.bool_]


def read(unit: UnitOfWork, this: Pass) -> Snapshot:
    """The answers that this pass decides with: those that are neither withdrawn nor on a hidden item."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("task", "participant", "department", "value", "dirty", "answer", "revision")
    }
    texts: dict[str, str] = {}
    rows = unit.connection.exec_driver_sql(
        _FULL if this.full else _LIVE,
        {"stage": this.stage_id, "limit": LIVE_TASKS},
        execution_options={"stream_results": this.full, "max_row_buffer": 5000},
    )
    for part in rows.partitions(5000):
        task, participant, department, value, dirty, answer, revision = zip(*part, strict=True)
        columns["task"].append(np.array(task, np.int64))
        columns["participant"].append(np.array(participant, np.int64))
        columns["department"].append(np.array(department, np.int64))
        columns["value"] += [None if v is None else texts.setdefault(v, v) for v in value]
        is_dirty = np.array(dirty, bool)
        columns["dirty"].append(is_dirty)
        columns["answer"].append(np.array(answer, np.int64)[is_dirty])
        columns["revision"].append(np.array(revision, np.int64)[is_dirty])

    def joined(name: str, kind: type) -> NDArray[Any]:
        return np.concatenate(columns[name]) if columns[name] else np.zeros(0, kind)

    tasks, task_of = np.unique(joined("task", np.int64), return_inverse=True)
    return Snapshot(
        tasks=tasks,
        task_of=task_of.astype(np.int64),
        participants=joined("participant", np.int64),
        departments=joined("department", np.int64),
        values=columns["value"],
        dirty=joined("answer", np.int64),
        revisions=joined("revision", np.int64),
        gold=_read_gold(unit, this.stage_id),
        more=not this.full and len(tasks) == LIVE_TASKS,
        is_dirty=joined("dirty", bool),
    )


def _read_gold(unit: UnitOfWork, stage_id: int) -> dict[int, str]:
    rows = unit.session.execute(
        text(
            "SELECT t.id, g.answer FROM gold g JOIN tasks t ON t.stage_id = g.stage_id AND t.item_id = g.item_id"
            " WHERE g.stage_id = :stage"
        ),
        {"stage": stage_id},
    )
    return {task_id: answer for task_id, answer in rows}  # noqa: C416 (dict() takes a result for a mapping)
