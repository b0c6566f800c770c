"""Who works at this machine: named people, their role, their PIN's hash, and the wrong PINs against them.

One name is one living person: whoever left stays by name, so that the trail can be read.
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE people (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL,
            pin_hash TEXT NOT NULL,
            must_change INTEGER NOT NULL,
            active INTEGER NOT NULL,
            origin TEXT NOT NULL,
            failures INTEGER NOT NULL,
            locked_until_ms INTEGER NOT NULL,
            changed_at_ms INTEGER NOT NULL
        ) STRICT"""
    )
    op.execute("CREATE UNIQUE INDEX people_name_once ON people (name) WHERE active = 1")
    op.execute("CREATE INDEX trail_at ON trail (at_ms)")


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
