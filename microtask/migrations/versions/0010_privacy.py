"""Private data: what the scan of an import finds and what its owner decides; reports of items, and the decisions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add them. Items of a challenge that has been published are tasks already; drafts are scanned yet."""
    _add_scan()
    op.create_table(
        "import_findings",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("items", sa.BigInteger(), nullable=False),
        sa.Column("examples", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_findings_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "kind", name=op.f("pk_import_findings")),
    )
    op.create_table(
        "item_findings",
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_findings_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "kind", name=op.f("pk_item_findings")),
    )
    _add_reports()


def _add_scan() -> None:
    for column in (
        sa.Column("scanned_item_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flagged", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("findings_decision", sa.Text(), nullable=True),
        sa.Column("findings_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("findings_decided_by", sa.BigInteger(), nullable=True),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("imports", column)
    op.create_check_constraint(
        op.f("ck_imports_findings_decision_legal"), "imports", "findings_decision IN ('keep', 'leave_out')"
    )
    op.execute(
        "UPDATE imports f SET cleared_at = coalesce(f.finished_at, now()) FROM challenges c"
        " WHERE c.id = f.challenge_id AND c.published_at IS NOT NULL AND f.state IN ('done', 'failed')"
    )


def _add_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("challenge_id", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("decision IN ('restore', 'redact', 'remove')", name=op.f("ck_reports_decision_legal")),
        sa.CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name=op.f("ck_reports_decided_whole")),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_reports_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_reports_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_item_id"), "reports", ["item_id"], unique=False)
    op.create_index(op.f("ix_reports_challenge_id"), "reports", ["challenge_id"], unique=False)
    op.execute(
        "INSERT INTO reports (challenge_id, item_id, reason, reported_at)"
        " SELECT i.challenge_id, i.id, coalesce(a.reason, 'other'), coalesce(a.ended_at, now())"
        " FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN items i ON i.id IN (t.item_id, t.other_item_id)"
        " WHERE a.state = 'reported' AND i.state = 'hidden' ORDER BY a.id"
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index(op.f("ix_reports_challenge_id"), table_name="reports")
    op.drop_index(op.f("ix_reports_item_id"), table_name="reports")
    op.drop_table("reports")
    op.drop_table("item_findings")
    op.drop_table("import_findings")
    op.drop_constraint(op.f("ck_imports_findings_decision_legal"), "imports", type_="check")
    for column in (
        "cleared_at", "findings_decided_by", "findings_decided_at", "findings_decision", "flagged", "scanned_at",
        "scanned_item_id",
    ):  # fmt: skip
        op.drop_column("imports", column)
