"""The tables of assignments."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


KEEP_COUNT_OF_SLOTS = """
CREATE FUNCTION keep_count_of_slots() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.slot IS NOT NULL THEN
        UPDATE tasks SET taken = taken - 1 WHERE id = OLD.task_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.slot IS NOT NULL THEN
        UPDATE tasks SET taken = taken + 1 WHERE id = NEW.task_id AND (NEW.state <> 'live' OR state = 'open');
        IF NOT FOUND THEN
            RAISE EXCEPTION 'task % is not open', NEW.task_id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_assignments_settled_is_dealt_to_nobody';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER slots_taken AFTER INSERT OR DELETE ON assignments
    FOR EACH ROW EXECUTE FUNCTION keep_count_of_slots();
CREATE TRIGGER slots_moved AFTER UPDATE OF slot ON assignments
    FOR EACH ROW WHEN (OLD.slot IS DISTINCT FROM NEW.slot) EXECUTE FUNCTION keep_count_of_slots();
"""


def upgrade() -> None:
    """Build the tables, and let the database keep each task's count of held slots."""
    op.create_table(
        "sittings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("1 <= minutes AND minutes <= 120", name=op.f("ck_sittings_minutes_sensible")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_sittings_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sittings_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sittings")),
    )
    op.create_index(op.f("ix_sittings_person_id"), "sittings", ["person_id"], unique=False)
    op.create_index(
        "uq_sittings_open", "sittings", ["person_id"], unique=True, postgresql_where=sa.text("ended_at IS NULL")
    )
    op.create_table(
        "cursors",
        sa.Column("participant_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("begun_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fresh_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_cursors_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_cursors_stage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("participant_id", "stage_id", name=op.f("pk_cursors")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("sitting_id", sa.BigInteger(), nullable=True),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("participant_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("slot", sa.SmallInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="live", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("dealt_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'live' OR slot IS NOT NULL", name=op.f("ck_assignments_live_holds_a_slot")),
        sa.CheckConstraint(
            "state IN ('live', 'answered') OR slot IS NULL", name=op.f("ck_assignments_stub_holds_none")
        ),
        sa.CheckConstraint(
            "state IN ('live', 'answered', 'skipped', 'reported', 'expired', 'returned')",
            name=op.f("ck_assignments_state_legal"),
        ),
        sa.CheckConstraint("slot >= 1", name=op.f("ck_assignments_slot_from_1")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_assignments_participant_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sittings.id"], name=op.f("fk_assignments_sitting_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_assignments_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("participant_id", "task_id", name=op.f("uq_assignments_participant_id_task_id")),
        sa.UniqueConstraint("task_id", "slot", name=op.f("uq_assignments_task_id_slot")),
    )
    op.create_index(
        "ix_assignments_expires_at",
        "assignments",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_index(
        "ix_assignments_oldest",
        "assignments",
        ["stage_id", "dealt_at"],
        unique=False,
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_index("ix_assignments_sitting_id", "assignments", ["sitting_id"], unique=False)
    op.create_index(
        "ix_assignments_tray",
        "assignments",
        ["sitting_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'live'"),
    )
    op.execute(KEEP_COUNT_OF_SLOTS)
    # As for tasks: partial indexes that rows soon leave again.
    op.execute("ALTER TABLE assignments SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP TRIGGER slots_moved ON assignments")
    op.execute("DROP TRIGGER slots_taken ON assignments")
    op.execute("DROP FUNCTION keep_count_of_slots()")
    op.drop_index("ix_assignments_tray", table_name="assignments", postgresql_where=sa.text("state = 'live'"))
    op.drop_index("ix_assignments_sitting_id", table_name="assignments")
    op.drop_index("ix_assignments_oldest", table_name="assignments", postgresql_where=sa.text("state = 'live'"))
    op.drop_index("ix_assignments_expires_at", table_name="assignments", postgresql_where=sa.text("state = 'live'"))
    op.drop_table("assignments")
    op.drop_table("cursors")
    op.drop_index("uq_sittings_open", table_name="sittings", postgresql_where=sa.text("ended_at IS NULL"))
    op.drop_index(op.f("ix_sittings_person_id"), table_name="sittings")
    op.drop_table("sittings")
