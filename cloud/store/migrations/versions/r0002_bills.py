"""Wallets' days held against their bills, the bills themselves, and the leases of the job that does it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_leases",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job_leases"),
    )
    op.create_table(
        "bill_days",
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=80), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("method", "day", name="pk_bill_days"),
    )
    op.create_table(
        "bill_findings",
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("refund_number", sa.String(length=64), nullable=False),
        sa.Column("copy", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("found", sa.String(length=24), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("ours_fen", sa.BigInteger(), nullable=True),
        sa.Column("theirs_fen", sa.BigInteger(), nullable=True),
        sa.Column("deed", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=24), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("method", "day", "kind", "order_number", "refund_number", "copy"), name="pk_bill_findings"
        ),
    )
    op.create_index("ix_bill_findings_order_number", "bill_findings", ["order_number"], unique=False)
    op.create_index("ix_bill_findings_deed", "bill_findings", ["deed"], unique=False)
    op.create_table(
        "kept_bills",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_kept_bills"),
    )
    op.create_index("ix_payments_method_created_at_s", "payments", ["method", "created_at_s"], unique=False)
    op.create_index("ix_refunds_created_at_ms", "refunds", ["created_at_ms"], unique=False)
