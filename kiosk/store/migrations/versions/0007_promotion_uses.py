"""How often each promotion served: what its limits (a flash sale's stock, once a customer) are counted by.

Written with the sale that used it; a sale that comes to nothing adds a row that takes it back.
"""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE promotion_uses (
            id INTEGER NOT NULL PRIMARY KEY,
            sale TEXT NOT NULL REFERENCES sales (number),
            promotion TEXT NOT NULL,
            customer TEXT NOT NULL,
            uses INTEGER NOT NULL,
            is_back INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            CONSTRAINT uses_count CHECK (uses > 0)
        ) STRICT"""
    )
    op.execute("CREATE UNIQUE INDEX promotion_uses_once ON promotion_uses (sale, promotion, is_back)")
    op.execute("CREATE INDEX promotion_uses_customer ON promotion_uses (customer) WHERE customer <> ''")
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER promotion_uses_no_{change.lower()} BEFORE {change} ON promotion_uses "
            "BEGIN SELECT RAISE(ABORT, 'promotion_uses is append-only'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
