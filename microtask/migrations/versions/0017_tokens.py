"""Tokens that only read, when one was last used (a day), and no two by one name that a person keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add them. A token that is there keeps all that its person may do."""
    op.add_column("tokens", sa.Column("scope", sa.Text(), server_default="everything", nullable=False))
    op.add_column("tokens", sa.Column("last_used_on", sa.Date(), nullable=True))
    op.create_check_constraint(op.f("ck_tokens_scope_known"), "tokens", "scope IN ('everything', 'read')")
    op.create_index(
        "uq_tokens_person_id_name",
        "tokens",
        ["person_id", "name"],
        unique=True,
        postgresql_where=sa.text("created_by = person_id AND revoked_at IS NULL"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("uq_tokens_person_id_name", "tokens")
    op.drop_column("tokens", "last_used_on")
    op.drop_column("tokens", "scope")
