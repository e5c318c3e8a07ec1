"""What departments are called and were called, whose domains and groups are whose, and their months' figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"

# Whoever is put into a department while it becomes part of another waits for that, and is put into the other.
FOLLOW = """
CREATE FUNCTION follow_department() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.department_id := coalesce(
        (SELECT coalesce(successor_id, id) FROM departments WHERE id = NEW.department_id FOR KEY SHARE),
        NEW.department_id);
    RETURN NEW;
END $$;
CREATE FUNCTION follow_departments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM departments WHERE id = ANY (NEW.department_ids) ORDER BY id FOR KEY SHARE;
    NEW.department_ids := ARRAY(
        SELECT coalesce(d.successor_id, d.id) FROM unnest(NEW.department_ids) WITH ORDINALITY u(id, place)
        JOIN departments d ON d.id = u.id GROUP BY 1 ORDER BY min(u.place));
    RETURN NEW;
END $$;
CREATE TRIGGER follows BEFORE INSERT OR UPDATE OF department_id ON people
    FOR EACH ROW EXECUTE FUNCTION follow_department();
CREATE TRIGGER follows BEFORE INSERT OR UPDATE OF department_id ON roles
    FOR EACH ROW EXECUTE FUNCTION follow_department();
CREATE TRIGGER follows BEFORE INSERT OR UPDATE OF department_id ON challenges
    FOR EACH ROW EXECUTE FUNCTION follow_department();
CREATE TRIGGER follows BEFORE INSERT OR UPDATE OF department_ids ON stages
    FOR EACH ROW WHEN (NEW.department_ids IS NOT NULL) EXECUTE FUNCTION follow_departments();
"""


def upgrade() -> None:
    """Build them."""
    op.add_column("departments", sa.Column("name_cy", sa.Text(), server_default="", nullable=False))
    op.create_index(op.f("ix_departments_successor_id"), "departments", ["successor_id"])
    op.create_table(
        "department_changes",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_before", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('renamed', 'merged', 'split')", name=op.f("ck_department_changes_kind_known")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_changes_department_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["departments.id"], name=op.f("fk_department_changes_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_changes")),
    )
    op.create_index(op.f("ix_department_changes_department_id"), "department_changes", ["department_id"])
    op.create_table(
        "department_domains",
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_domains_department_id")
        ),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_department_domains")),
    )
    op.create_table(
        "department_groups",
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_department_groups_department_id")),
        sa.PrimaryKeyConstraint("provider", "name", name=op.f("pk_department_groups")),
    )
    op.create_table(
        "department_months",
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["departments.id"], name=op.f("fk_department_months_department_id")),
        sa.PrimaryKeyConstraint("department_id", "month", name=op.f("pk_department_months")),
    )
    op.execute(FOLLOW)


def downgrade() -> None:
    """Drop them."""
    for table in ("stages", "challenges", "roles", "people"):
        op.execute(f"DROP TRIGGER follows ON {table}")
    op.execute("DROP FUNCTION follow_departments()")
    op.execute("DROP FUNCTION follow_department()")
    for table in ("department_months", "department_groups", "department_domains", "department_changes"):
        op.drop_table(table)
    op.drop_index(op.f("ix_departments_successor_id"), "departments")
    op.drop_column("departments", "name_cy")
