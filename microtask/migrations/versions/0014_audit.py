"""Who did what, never to be changed; and what retention needs to know of challenges and accounts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

# What the database refuses, whoever asks: a changed entry, a late one in a sealed month, a month deleted in part,
# before its time or without a trace.
_TRIGGERS = """
CREATE FUNCTION audit_entries_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_entry date := date_trunc('month', (CASE WHEN TG_OP = 'INSERT' THEN NEW.at ELSE OLD.at END) AT TIME ZONE 'UTC');
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM audit_segments WHERE month >= of_entry) THEN
            RAISE EXCEPTION 'the audit of % is sealed: nothing can be added to it', of_entry;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM audit_segments WHERE month = of_entry AND deleted_at IS NOT NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'an audit entry is never changed, and is deleted only with its whole month';
END $$;

CREATE FUNCTION audit_entries_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC') AS month FROM gone) m
        JOIN audit_entries e ON e.at >= m.month AT TIME ZONE 'UTC'
                            AND e.at < (m.month + interval '1 month') AT TIME ZONE 'UTC') THEN
        RAISE EXCEPTION 'a month of the audit is deleted as a whole or not at all';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_segments_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL
       AND (NEW.id, NEW.month, NEW.entries, NEW.content, NEW.previous, NEW.seal, NEW.sealed_at)
         = (OLD.id, OLD.month, OLD.entries, OLD.content, OLD.previous, OLD.seal, OLD.sealed_at)
       AND OLD.month + interval '7 months' <= now() THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a seal is never changed, and its month is kept for half a year at least';
END $$;

CREATE FUNCTION audit_is_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit is not emptied';
END $$;

CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON audit_entries
    FOR EACH ROW EXECUTE FUNCTION audit_entries_guard();
CREATE TRIGGER whole AFTER DELETE ON audit_entries
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_whole();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_not_emptied();
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON audit_segments
    FOR EACH ROW EXECUTE FUNCTION audit_segments_guard();
CREATE TRIGGER not_emptied BEFORE TRUNCATE ON audit_segments
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_not_emptied();
"""
_FUNCTIONS = ("audit_entries_guard", "audit_entries_whole", "audit_segments_guard", "audit_is_not_emptied")


def upgrade() -> None:
    """Build the tables and their guards. An account that is there counts as signed in today."""
    _create_entries()
    op.create_table(
        "audit_segments",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_segments")),
        sa.UniqueConstraint("month", name=op.f("uq_audit_segments_month")),
    )
    op.execute(_TRIGGERS)
    op.add_column("challenges", sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("challenges", sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "people",
        sa.Column("signed_in_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("people", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))


def _create_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("after", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("action ~ '^[a-z]+[.][a-z_]+$'", name=op.f("ck_audit_entries_action_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_actor_id_id", "audit_entries", ["actor_id", "id"])
    op.create_index("ix_audit_entries_department_id_id", "audit_entries", ["department_id", "id"])
    op.create_index("ix_audit_entries_object_kind_object_id", "audit_entries", ["object_kind", "object_id"])


def downgrade() -> None:
    """Take them away."""
    op.drop_column("people", "forgotten_at")
    op.drop_column("people", "signed_in_at")
    op.drop_column("challenges", "emptied_at")
    op.drop_column("challenges", "unlinked_at")
    op.drop_table("audit_segments")
    op.drop_table("audit_entries")
    for name in _FUNCTIONS:
        op.execute(f"DROP FUNCTION {name}()")
