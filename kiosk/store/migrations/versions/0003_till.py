"""The journal of the till: each coin, each decision, each pay-out, each card, in the order they happened.

A payment attempt is decided once (taken or closed) and a pay-out begun once for each turn: the database
itself refuses the second.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE till_entries (
            id INTEGER PRIMARY KEY NOT NULL,
            what TEXT NOT NULL,
            attempt TEXT REFERENCES payment_orders (number),
            key TEXT NOT NULL,
            turn INTEGER NOT NULL,
            amount_fen INTEGER NOT NULL,
            word TEXT NOT NULL,
            levels TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT"""
    )
    op.execute("CREATE INDEX till_entries_attempt ON till_entries (attempt)")
    op.execute(
        "CREATE UNIQUE INDEX till_decided_once ON till_entries (attempt) WHERE what IN ('taken', 'closed')"
    )
    op.execute("CREATE UNIQUE INDEX till_done_once ON till_entries (what, key, turn) WHERE key <> ''")
    op.execute(
        "CREATE UNIQUE INDEX till_card_once ON till_entries (what, attempt, turn) WHERE what LIKE 'card%'"
    )
    for deed in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER till_entries_no_{deed.lower()} BEFORE {deed} ON till_entries "
            "BEGIN SELECT RAISE(ABORT, 'till_entries is append-only'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
