"""Each step bears the version of the sale's table that took it: the audit replays only what it can judge.

Every step stored so far was taken by version 1.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE sale_steps ADD COLUMN rules INTEGER NOT NULL DEFAULT 1")


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
