"""What machines are told: documents by revision, and what each machine said it works with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counter = op.create_table(
        "document_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("forgotten", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document_counter"),
    )
    op.bulk_insert(counter, [{"id": 1, "revision": 0, "forgotten": 0}])
    op.create_table(
        "documents",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("machine_id", "kind", "key", name="pk_documents"),
    )
    op.create_index("ix_documents_revision", "documents", ["revision"], unique=True)
    op.create_index("ix_documents_machine_id_revision", "documents", ["machine_id", "revision"])
    op.create_index("ix_documents_changed_at_ms", "documents", ["changed_at_ms"])
    op.create_table(
        "machine_documents",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("machine_id", name="pk_machine_documents"),
    )
