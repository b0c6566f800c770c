"""Pick-up codes: what was issued for which machine, and what it said became of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pickup_codes",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("made_at_s", sa.BigInteger(), nullable=False),
        sa.Column("until_s", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_revision", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pickup_codes"),
    )
    op.create_index("ix_pickup_codes_until_s", "pickup_codes", ["until_s"])
    op.create_index(
        "ix_pickup_codes_machine_id_withdrawn", "pickup_codes", ["machine_id", "withdrawn_revision"]
    )
    op.create_table(
        "pickup_news",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=8), nullable=False),
        sa.Column("units", sa.String(length=80), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("machine_id", "seq", name="pk_pickup_news"),
    )
    op.create_index("ix_pickup_news_code", "pickup_news", ["code"])
