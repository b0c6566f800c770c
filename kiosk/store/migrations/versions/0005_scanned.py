"""An order says whether it charges a code of the customer's own that was read.

Every order stored so far is for a code on the screen, or of the till.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE payment_orders ADD COLUMN scanned INTEGER NOT NULL DEFAULT 0")


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
