"""The owner's brief: the problem, sharing, guidance and glossary; what owners try out; what comes back for changes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add them. A challenge that has been published keeps what it said; nothing of it is asked for a second time."""
    for name in ("why", "benefits", "sponsor", "contact"):
        op.add_column("challenges", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("challenges", sa.Column("promise_by", sa.Date(), nullable=True))
    op.add_column("challenges", sa.Column("promise_most", sa.BigInteger(), nullable=True))
    op.add_column("challenges", sa.Column("sharing", postgresql.JSONB(), nullable=True))
    op.add_column("challenges", sa.Column("keep_until", sa.Date(), nullable=True))
    op.add_column("challenges", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("challenges", sa.Column("sections", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("stages", sa.Column("columns", postgresql.JSONB(), nullable=True))
    op.add_column("stages", sa.Column("guidance", sa.Text(), server_default="", nullable=False))
    op.add_column("stages", sa.Column("guidance_version", sa.SmallInteger(), server_default="1", nullable=False))
    op.add_column("stages", sa.Column("glossary", postgresql.JSONB(), server_default="[]", nullable=False))
    _create_tables()


def _create_tables() -> None:
    op.create_table(
        "guidance_changes",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["stage_id"], ["stages.id"], name=op.f("fk_guidance_changes_stage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("stage_id", "version", name=op.f("pk_guidance_changes")),
    )
    op.create_table(
        "trials",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("seconds", sa.SmallInteger(), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_trials_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_trials_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_trials_stage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", "item_id", "person_id", name=op.f("pk_trials")),
    )
    op.create_table(
        "send_backs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("comments", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_send_backs_challenge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_backs")),
    )
    op.create_index(op.f("ix_send_backs_challenge_id"), "send_backs", ["challenge_id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_send_backs_challenge_id"), table_name="send_backs")
    for table in ("send_backs", "trials", "guidance_changes"):
        op.drop_table(table)
    for name in ("glossary", "guidance_version", "guidance", "columns"):
        op.drop_column("stages", name)
    for name in (
        "sections", "asked_at", "keep_until", "sharing", "promise_most", "promise_by", "contact", "sponsor", "benefits",
        "why",
    ):  # fmt: skip
        op.drop_column("challenges", name)
