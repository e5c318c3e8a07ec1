"""The audit as a table, for a file."""

from typing import Any

from microtask.audit.rules import ACTIONS
from microtask.tables.columns import Column, ColumnType, Values

ENTRIES = [
    Column("id", ColumnType.INTEGER),
    Column("at"),
    Column("action"),
    Column("meaning"),
    Column("object"),
    Column("object_id", ColumnType.INTEGER),
    Column("actor_id", ColumnType.INTEGER),
    Column("department_id", ColumnType.INTEGER),
    Column("reason"),
    Column("detail", ColumnType.JSON),
    Column("before"),
    Column("after"),
]


def cells(row: Any) -> Values:
    """The cells of one entry; a hash as hexadecimal digits, people and things by their numbers."""
    return (
        row.id, row.at.isoformat(), row.action, ACTIONS.get(row.action, row.action), row.object_kind, row.object_id,
        row.actor_id, row.department_id, row.reason, row.detail, _hex(row.before), _hex(row.after),
    )  # fmt: skip


def _hex(value: bytes | None) -> str | None:
    return None if value is None else bytes(value).hex()
