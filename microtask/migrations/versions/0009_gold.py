"""Known answers are dealt now and then; a rule may change while colleagues answer; a long pass is stored in parts."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add what dealing, changing a rule and storing in parts remember."""
    op.add_column("cursors", sa.Column("gold_id", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("cursors", sa.Column("dealt", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("cursors", sa.Column("gold_at", sa.BigInteger(), server_default="10", nullable=False))
    op.add_column("stages", sa.Column("reconsider_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("stage_states", sa.Column("unstored_pass", sa.BigInteger(), nullable=True))
    op.create_table(
        "rule_changes",
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("min_answers", sa.SmallInteger(), nullable=False),
        sa.Column("max_answers", sa.SmallInteger(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("precision", sa.Float(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["stage_id"], ["stages.id"], name=op.f("fk_rule_changes_stage_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("stage_id", "version", name=op.f("pk_rule_changes")),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("rule_changes")
    op.drop_column("stage_states", "unstored_pass")
    op.drop_column("stages", "reconsider_since")
    op.drop_column("cursors", "gold_at")
    op.drop_column("cursors", "dealt")
    op.drop_column("cursors", "gold_id")
