"""What a department permitted when, and when each role was last confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Build them. What is permitted today is the first version of it; a role was last looked at when it was given."""
    op.create_table(
        "department_permissions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("monthly_minutes", sa.SmallInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_department_permissions_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_permissions")),
    )
    op.create_index(op.f("ix_department_permissions_department_id"), "department_permissions", ["department_id"])
    op.execute(
        "INSERT INTO department_permissions (department_id, words, monthly_minutes)"
        " SELECT id, permission_text, monthly_minutes FROM departments"
        " WHERE permission_text <> '' OR monthly_minutes IS NOT NULL"
    )
    op.add_column(
        "roles",
        sa.Column("confirmed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
    )
    op.add_column("roles", sa.Column("confirmed_by", sa.BigInteger(), nullable=True))
    op.execute("UPDATE roles SET confirmed_at = created_at, confirmed_by = created_by")
    op.create_index(op.f("ix_roles_department_id"), "roles", ["department_id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_roles_department_id"), "roles")
    op.drop_column("roles", "confirmed_by")
    op.drop_column("roles", "confirmed_at")
    op.drop_table("department_permissions")
