"""What customers say of a sale: ratings, and tickets about what went wrong, with the answer they got.

A rating is put right by a second touch and a ticket is answered later: nothing forbids to change these rows.
Orders are looked up by the end of their number and by time: the newest day of them has an index.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE ratings (
            sale TEXT NOT NULL REFERENCES sales (number),
            subject TEXT NOT NULL,
            value INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (sale, subject)
        ) STRICT"""
    )
    op.execute(
        """CREATE TABLE tickets (
            number TEXT NOT NULL PRIMARY KEY,
            sale TEXT REFERENCES sales (number),
            kind TEXT NOT NULL,
            evidence TEXT NOT NULL,
            reply TEXT NOT NULL,
            opened_at_ms INTEGER NOT NULL,
            due_at_ms INTEGER NOT NULL,
            replied_at_ms INTEGER NOT NULL
        ) STRICT"""
    )
    op.execute("CREATE INDEX tickets_sale ON tickets (sale)")
    op.execute("CREATE INDEX sales_opened ON sales (opened_at_ms)")


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
