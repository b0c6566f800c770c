"""A lane says whether it is kept for members with priority. None was so far."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE lanes ADD COLUMN for_priority INTEGER NOT NULL DEFAULT 0")


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
