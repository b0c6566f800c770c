"""What each wallet's day came to when it was held against its bill.

Unlike the books these rows are worked out again when a day is done again, so nothing forbids to change them.
Two indexes find a day's orders and refunds without reading all there ever were.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE bill_days (
            method TEXT NOT NULL,
            day TEXT NOT NULL,
            source TEXT NOT NULL,
            file_name TEXT NOT NULL,
            file_sha256 TEXT NOT NULL,
            is_done INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (method, day)
        ) STRICT"""
    )
    op.execute(
        """CREATE TABLE bill_findings (
            method TEXT NOT NULL,
            day TEXT NOT NULL,
            kind TEXT NOT NULL,
            order_number TEXT NOT NULL,
            refund_number TEXT NOT NULL,
            copy INTEGER NOT NULL,
            found TEXT NOT NULL,
            sale TEXT NOT NULL,
            machine TEXT NOT NULL,
            ours_fen INTEGER,
            theirs_fen INTEGER,
            deed TEXT NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (method, day, kind, order_number, refund_number, copy)
        ) STRICT"""
    )
    op.execute("CREATE INDEX bill_findings_number ON bill_findings (order_number)")
    op.execute(
        "CREATE INDEX bill_findings_open ON bill_findings (method) "
        "WHERE deed IN ('to_ask', 'waits', 'person')"
    )
    op.execute("CREATE INDEX payment_orders_made ON payment_orders (method, created_at_s)")
    op.execute("CREATE INDEX refund_orders_made ON refund_orders (at_ms)")


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
