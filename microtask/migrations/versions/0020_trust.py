"""Trust: named people as an audience, re-identification by two, what releases tell of departments, items by number."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Build them. A release of before has no digest, so that no later one of its challenge tells departments apart."""
    op.add_column("stages", sa.Column("people", sa.ARRAY(sa.Text()), nullable=True))
    op.add_column("releases", sa.Column("answers_digest", sa.LargeBinary(), nullable=True))
    op.create_table(
        "reidentifications",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("participant_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('safeguarding', 'security_incident', 'legal_duty')",
            name=op.f("ck_reidentifications_reason_known"),
        ),
        sa.CheckConstraint("decision IN ('agreed', 'refused')", name=op.f("ck_reidentifications_decision_known")),
        sa.CheckConstraint("asked_by <> decided_by", name=op.f("ck_reidentifications_two_people")),
        sa.CheckConstraint("person_id IS NULL OR is_told", name=op.f("ck_reidentifications_kept_to_tell")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_reidentifications_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name=op.f("fk_reidentifications_participant_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reidentifications_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reidentifications")),
    )  # fmt: skip
    for column in ("challenge_id", "participant_id", "person_id"):
        op.create_index(op.f(f"ix_reidentifications_{column}"), "reidentifications", [column])
    for table in ("results", "gold", "trials"):
        op.create_index(op.f(f"ix_{table}_item_id"), table, ["item_id"])


def downgrade() -> None:
    """Drop them."""
    for table in ("results", "gold", "trials"):
        op.drop_index(op.f(f"ix_{table}_item_id"), table)
    op.drop_table("reidentifications")
    op.drop_column("releases", "answers_digest")
    op.drop_column("stages", "people")
