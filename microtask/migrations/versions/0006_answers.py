"""The tables of answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "answers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=True),
        sa.Column("participant_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("not_sure", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("seconds", sa.SmallInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("revision", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("counted", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('web', 'api', 'elsewhere', 'simulated')", name=op.f("ck_answers_channel_known")
        ),
        sa.CheckConstraint("NOT (not_sure AND value IS NOT NULL)", name=op.f("ck_answers_not_sure_has_no_value")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_answers_assignment_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_answers_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_answers_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("assignment_id", name=op.f("uq_answers_assignment_id")),
        sa.UniqueConstraint("task_id", "participant_id", name=op.f("uq_answers_task_id_participant_id")),
    )
    op.create_index(
        "ix_answers_dirty",
        "answers",
        ["stage_id", "task_id"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_index("ix_answers_stage_id_id", "answers", ["stage_id", "id"], unique=False)
    op.create_index(
        "ix_answers_timed", "answers", ["stage_id"], unique=False, postgresql_where=sa.text("seconds IS NOT NULL")
    )
    # As for tasks: partial indexes that rows soon leave again.
    op.execute("ALTER TABLE answers SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_answers_timed", table_name="answers", postgresql_where=sa.text("seconds IS NOT NULL"))
    op.drop_index("ix_answers_stage_id_id", table_name="answers")
    op.drop_index("ix_answers_dirty", table_name="answers", postgresql_where=sa.text("decided_at IS NULL"))
    op.drop_table("answers")
