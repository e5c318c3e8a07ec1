"""The tables of results."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


FREEZE_READY_RELEASES = """
CREATE FUNCTION freeze_ready_release() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM releases WHERE id = OLD.release_id AND state = 'ready')
       AND (TG_OP = 'UPDATE' AND (NEW.sha256, NEW.bytes, NEW.rows) IS DISTINCT FROM (OLD.sha256, OLD.bytes, OLD.rows)
            OR TG_OP = 'DELETE') THEN
        RAISE EXCEPTION 'release % is frozen', OLD.release_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ck_release_files_frozen';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON release_files
    FOR EACH ROW EXECUTE FUNCTION freeze_ready_release();
"""


def upgrade() -> None:
    """Build the tables, and let the database keep a ready release as it is."""
    op.create_table(
        "releases",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="making", nullable=False),
        sa.Column("demonstration", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('making', 'ready', 'failed')", name=op.f("ck_releases_state_legal")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_releases_challenge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("challenge_id", "number", name=op.f("uq_releases_challenge_id_number")),
    )
    op.create_table(
        "release_files",
        sa.Column("release_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("blob_id", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["blob_id"], ["blobs.id"], name=op.f("fk_release_files_blob_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_files_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "name", name=op.f("pk_release_files")),
    )
    op.create_table(
        "stage_states",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("undecided", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("answers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("volunteers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fitted_answers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("fitted_pass", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("model", sa.LargeBinary(), nullable=True),
        sa.Column("alpha", sa.Float(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_stage_states_stage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", name=op.f("pk_stage_states")),
    )
    op.create_table(
        "results",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), server_default="crowd", nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("agreement", sa.Float(), nullable=True),
        sa.Column("answers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("not_sure", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tie", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("distribution", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("extras", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("applied_answer", sa.Text(), nullable=True),
        sa.Column("live", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("pass_number", sa.BigInteger(), nullable=False),
        sa.Column("rule_version", sa.SmallInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("route IN ('crowd', 'expert', 'gold')", name=op.f("ck_results_route_known")),
        sa.CheckConstraint(
            "state IN ('open', 'settled', 'undecided', 'adjudicated', 'withdrawn')", name=op.f("ck_results_state_legal")
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_results_confidence_is_a_probability")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_results_decided_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_results_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_results_stage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", "item_id", name=op.f("pk_results")),
    )
    op.create_index("ix_results_live", "results", ["stage_id"], unique=False, postgresql_where=sa.text("live"))
    op.execute(FREEZE_READY_RELEASES)


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP TRIGGER frozen ON release_files")
    op.execute("DROP FUNCTION freeze_ready_release()")
    op.drop_index("ix_results_live", table_name="results", postgresql_where=sa.text("live"))
    op.drop_table("results")
    op.drop_table("stage_states")
    op.drop_table("release_files")
    op.drop_table("releases")
