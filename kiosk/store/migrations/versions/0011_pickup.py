"""The journal of pick-up codes: what left a code for a sale, and what came back to it.

A payment attempt is decided once (taken or closed) and a refund comes back once: the database itself refuses
the second.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE pickup_entries (
            id INTEGER PRIMARY KEY NOT NULL,
            what TEXT NOT NULL,
            code TEXT NOT NULL,
            attempt TEXT NOT NULL REFERENCES payment_orders (number),
            refund TEXT NOT NULL,
            units TEXT NOT NULL,
            amount_fen INTEGER NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT"""
    )
    op.execute("CREATE INDEX pickup_entries_code ON pickup_entries (code)")
    op.execute(
        "CREATE UNIQUE INDEX pickup_decided_once ON pickup_entries (attempt) "
        "WHERE what IN ('taken', 'closed')"
    )
    op.execute("CREATE UNIQUE INDEX pickup_back_once ON pickup_entries (refund) WHERE refund <> ''")
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER pickup_entries_no_{deed.lower()} BEFORE {deed} ON pickup_entries "
            "BEGIN SELECT RAISE(ABORT, 'pickup_entries is append-only'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
