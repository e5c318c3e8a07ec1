"""The tables of storage."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Build the tables."""
    op.create_table(
        "blobs",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blobs")),
    )
    op.create_table(
        "chunks",
        sa.Column("blob_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("octet_length(data) <= 1000000", name=op.f("ck_chunks_at_most_1_mb")),
        sa.ForeignKeyConstraint(["blob_id"], ["blobs.id"], name=op.f("fk_chunks_blob_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("blob_id", "number", name=op.f("pk_chunks")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("chunks")
    op.drop_table("blobs")
