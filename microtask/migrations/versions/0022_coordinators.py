"""Coordinators: who prints a challenge's packs and types the answers in, without owning it."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Build the table."""
    op.create_table(
        "challenge_coordinators",
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_challenge_coordinators_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_challenge_coordinators_person_id")),
        sa.PrimaryKeyConstraint("challenge_id", "person_id", name=op.f("pk_challenge_coordinators")),
    )
    op.create_index(op.f("ix_challenge_coordinators_person_id"), "challenge_coordinators", ["person_id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("challenge_coordinators")
