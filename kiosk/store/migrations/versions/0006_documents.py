"""What the cloud tells this machine, document by document, and how far it has listened.

Unlike the books nothing here is the machine's own: all of it can be asked for again.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """CREATE TABLE documents (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT,
            unread TEXT,
            round INTEGER NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT"""
    )


def downgrade() -> None:
    raise NotImplementedError("the books are never taken back to an older schema")
