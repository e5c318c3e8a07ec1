"""Skills of experts and of audiences, the highest marking of a department, and what an approval was given for."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add them. No stage asks for a skill, and no department takes more than OFFICIAL, until somebody says so."""
    op.add_column("roles", sa.Column("skills", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("stages", sa.Column("skills", sa.ARRAY(sa.Text()), nullable=True))
    op.add_column("departments", sa.Column("ceiling", sa.Text(), server_default="OFFICIAL", nullable=False))
    op.create_check_constraint(
        op.f("ck_departments_ceiling_known"), "departments", "ceiling IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')"
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("checks", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_approvals_challenge_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index(op.f("ix_approvals_challenge_id"), "approvals", ["challenge_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("approvals")
    op.drop_column("departments", "ceiling")
    op.drop_column("stages", "skills")
    op.drop_column("roles", "skills")
