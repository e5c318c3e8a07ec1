"""What is told to people and programs: events, webhooks and their calls, and which mails somebody wants."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

_NOW = sa.text("now()")


def upgrade() -> None:
    """Build them. Whoever has chosen nothing gets outcomes, and no digest."""
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("content", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("reached", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("busy_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint("cardinality(events) > 0", name=op.f("ck_webhooks_events_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_person_id"), "webhooks", ["person_id"])
    _create_calls()
    op.create_table(
        "mail_choices",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("outcomes", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("challenges", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("digest_day", sa.SmallInteger(), nullable=True),
        sa.Column("digest_hour", sa.SmallInteger(), server_default="10", nullable=False),
        sa.Column("digest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint("digest_day BETWEEN 1 AND 5", name=op.f("ck_mail_choices_on_a_working_day")),
        sa.CheckConstraint("digest_hour BETWEEN 9 AND 16", name=op.f("ck_mail_choices_in_working_hours")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mail_choices_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_choices")),
    )


def _create_calls() -> None:
    op.create_table(
        "webhook_calls",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.CheckConstraint(
            "(body IS NULL) = (delivered_at IS NOT NULL OR given_up_at IS NOT NULL)",
            name=op.f("ck_webhook_calls_emptied_when_done"),
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_calls_webhook_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_calls")),
    )
    op.create_index(op.f("ix_webhook_calls_created_at"), "webhook_calls", ["created_at"])
    op.create_index("ix_webhook_calls_webhook_id_id", "webhook_calls", ["webhook_id", "id"])
    op.create_index(
        "ix_webhook_calls_waiting", "webhook_calls", ["webhook_id", "id"], postgresql_where=sa.text("body IS NOT NULL")
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("mail_choices", "webhook_calls", "webhooks", "events"):
        op.drop_table(table)
