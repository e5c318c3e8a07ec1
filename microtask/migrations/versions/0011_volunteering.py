"""What volunteers meet: the charter they have read, what their department permits, the ideas they send in."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add them. Whoever is there already reads the charter at their next visit."""
    op.add_column("people", sa.Column("charter_version", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("people", sa.Column("charter_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("departments", sa.Column("permission_text", sa.Text(), server_default="", nullable=False))
    op.add_column("departments", sa.Column("monthly_minutes", sa.SmallInteger(), nullable=True))
    op.create_check_constraint(op.f("ck_departments_minutes_sensible"), "departments", "monthly_minutes > 0")
    op.add_column(
        "challenges", sa.Column("takes_contributions", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("challenges", sa.Column("drop_ins", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "contributions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("participant_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("credit IN ('name', 'department', 'nobody')", name=op.f("ck_contributions_credit_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'declined', 'withdrawn')", name=op.f("ck_contributions_state_legal")
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_contributions_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_contributions_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_contributions_participant_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
    )
    op.create_index(op.f("ix_contributions_item_id"), "contributions", ["item_id"], unique=False)
    op.create_index(op.f("ix_contributions_participant_id"), "contributions", ["participant_id"], unique=False)
    op.create_index("ix_contributions_challenge_id_id", "contributions", ["challenge_id", "id"], unique=False)


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_contributions_challenge_id_id", table_name="contributions")
    op.drop_index(op.f("ix_contributions_participant_id"), table_name="contributions")
    op.drop_index(op.f("ix_contributions_item_id"), table_name="contributions")
    op.drop_table("contributions")
    op.drop_column("challenges", "drop_ins")
    op.drop_column("challenges", "takes_contributions")
    op.drop_constraint(op.f("ck_departments_minutes_sensible"), "departments", type_="check")
    op.drop_column("departments", "monthly_minutes")
    op.drop_column("departments", "permission_text")
    op.drop_column("people", "charter_at")
    op.drop_column("people", "charter_version")
