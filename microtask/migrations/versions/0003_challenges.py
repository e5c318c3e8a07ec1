"""The tables of challenges."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "challenges",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("promise", sa.Text(), server_default="", nullable=False),
        sa.Column("marking", sa.Text(), server_default="OFFICIAL", nullable=False),
        sa.Column("licence", sa.Text(), server_default="internal", nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("licence IN ('internal', 'OGL-UK-3.0')", name=op.f("ck_challenges_licence_known")),
        sa.CheckConstraint("marking IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')", name=op.f("ck_challenges_marking_known")),
        sa.CheckConstraint("state = 'draft' OR promise <> ''", name=op.f("ck_challenges_promise_made")),
        sa.CheckConstraint(
            "state IN ('draft', 'awaiting_approval', 'splitting', 'open', 'paused', 'closing', 'closed')",
            name=op.f("ck_challenges_state_legal"),
        ),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_challenges_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenges")),
    )
    op.create_index(op.f("ix_challenges_department_id"), "challenges", ["department_id"], unique=False)
    op.create_index("ix_challenges_state", "challenges", ["state"], unique=False)
    op.create_table(
        "challenge_owners",
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_challenge_owners_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_challenge_owners_person_id")),
        sa.PrimaryKeyConstraint("challenge_id", "person_id", name=op.f("pk_challenge_owners")),
    )
    op.create_index(op.f("ix_challenge_owners_person_id"), "challenge_owners", ["person_id"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("blob_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), server_default="receiving", nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("filename", sa.Text(), server_default="", nullable=False),
        sa.Column("key_column", sa.Text(), nullable=True),
        sa.Column("rows", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("accepted", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rejected", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done_row", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("progressed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('receiving', 'queued', 'running', 'done', 'failed')", name=op.f("ck_imports_state_legal")
        ),
        sa.ForeignKeyConstraint(["blob_id"], ["blobs.id"], name=op.f("fk_imports_blob_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_imports_challenge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index(op.f("ix_imports_challenge_id"), "imports", ["challenge_id"], unique=False)
    op.create_table(
        "participants",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("name_digest", sa.LargeBinary(), nullable=True),
        sa.Column("pseudonym", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_participants_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_participants_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
        sa.UniqueConstraint("challenge_id", "name_digest", name=op.f("uq_participants_challenge_id_name_digest")),
        sa.UniqueConstraint("challenge_id", "person_id", name=op.f("uq_participants_challenge_id_person_id")),
        sa.UniqueConstraint("challenge_id", "pseudonym", name=op.f("uq_participants_challenge_id_pseudonym")),
    )
    op.create_index(op.f("ix_participants_person_id"), "participants", ["person_id"], unique=False)
    op.create_table(
        "stages",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("scale", postgresql.JSONB(), nullable=True),
        sa.Column("min_answers", sa.SmallInteger(), nullable=False),
        sa.Column("max_answers", sa.SmallInteger(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("precision", sa.Float(), nullable=True),
        sa.Column("department_ids", sa.ARRAY(sa.BigInteger()), nullable=True),
        sa.Column("exclude_own", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("min_departments", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("effect", postgresql.JSONB(), nullable=True),
        sa.Column("rule_version", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("median_seconds", sa.Float(), nullable=False),
        sa.Column("timed_answers", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("pass_number", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("split_item_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("split_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("advanced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "1 <= min_answers AND min_answers <= max_answers AND max_answers <= 100", name=op.f("ck_stages_bounds")
        ),
        sa.CheckConstraint(
            "1 <= min_departments AND min_departments <= max_answers", name=op.f("ck_stages_spread_possible")
        ),
        sa.CheckConstraint("confidence > 0.5 AND confidence < 1", name=op.f("ck_stages_confidence_range")),
        sa.CheckConstraint("precision > 0", name=op.f("ck_stages_precision_positive")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_stages_challenge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stages")),
        sa.UniqueConstraint("challenge_id", "position", name=op.f("uq_stages_challenge_id_position")),
    )
    op.create_table(
        "import_rejections",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_rejections_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_import_rejections")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("origin", sa.Text(), server_default="imported", nullable=False),
        sa.Column("state", sa.Text(), server_default="live", nullable=False),
        sa.Column("reached", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drop_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("origin IN ('imported', 'contributed')", name=op.f("ck_items_origin_known")),
        sa.CheckConstraint("state IN ('live', 'hidden', 'withdrawn')", name=op.f("ck_items_state_legal")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_items_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_items_import_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("challenge_id", "key", name=op.f("uq_items_challenge_id_key")),
    )
    op.create_index("ix_items_challenge_id_id", "items", ["challenge_id", "id"], unique=False)
    op.create_table(
        "gold",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_gold_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_gold_stage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", "item_id", name=op.f("pk_gold")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("gold")
    op.drop_index("ix_items_challenge_id_id", table_name="items")
    op.drop_table("items")
    op.drop_table("import_rejections")
    op.drop_table("stages")
    op.drop_index(op.f("ix_participants_person_id"), table_name="participants")
    op.drop_table("participants")
    op.drop_index(op.f("ix_imports_challenge_id"), table_name="imports")
    op.drop_table("imports")
    op.drop_index(op.f("ix_challenge_owners_person_id"), table_name="challenge_owners")
    op.drop_table("challenge_owners")
    op.drop_index("ix_challenges_state", table_name="challenges")
    op.drop_index(op.f("ix_challenges_department_id"), table_name="challenges")
    op.drop_table("challenges")
