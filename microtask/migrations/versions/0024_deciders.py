"""Whether an owner or an expert decided about an item."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Add the column. Of what was decided before, whoever owns the challenge today decided as its owner."""
    op.add_column("results", sa.Column("decided_as", sa.Text(), nullable=True))
    op.execute(
        """
        UPDATE results r SET decided_as = CASE WHEN EXISTS (
            SELECT FROM stages s JOIN challenge_owners o ON o.challenge_id = s.challenge_id
            WHERE s.id = r.stage_id AND o.person_id = r.decided_by) THEN 'owner' ELSE 'expert' END
        WHERE r.route = 'expert'
        """
    )
    op.create_check_constraint(
        op.f("ck_results_decider_known"), "results", "(route = 'expert') = (decided_as IS NOT NULL)"
        " AND decided_as IN ('owner', 'expert')"
    )  # fmt: skip


def downgrade() -> None:
    """Drop it."""
    op.drop_column("results", "decided_as")
