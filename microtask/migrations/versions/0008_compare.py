"""Comparisons: the order in which a pair is shown, and the pairs of an item."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add them."""
    op.add_column("assignments", sa.Column("swapped", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_index(
        "ix_tasks_other_item_id",
        "tasks",
        ["other_item_id"],
        unique=False,
        postgresql_where=sa.text("other_item_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_tasks_other_item_id", table_name="tasks", postgresql_where=sa.text("other_item_id IS NOT NULL"))
    op.drop_column("assignments", "swapped")
