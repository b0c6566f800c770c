"""What customers say: ratings, and tickets with their answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sale_ratings",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("goods", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_sale_ratings_machine_id"),
        sa.PrimaryKeyConstraint("machine_id", "sale", name="pk_sale_ratings"),
    )
    op.create_table(
        "tickets",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("opened_at_s", sa.BigInteger(), nullable=False),
        sa.Column("due_at_s", sa.BigInteger(), nullable=False),
        sa.Column("reply", sa.String(length=400), nullable=False),
        sa.Column("replied_at_s", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_tickets_machine_id"),
        sa.PrimaryKeyConstraint("number", name="pk_tickets"),
    )
    op.create_index("ix_tickets_machine_id_revision", "tickets", ["machine_id", "revision"], unique=True)
    op.create_index("ix_tickets_machine_id_sale", "tickets", ["machine_id", "sale"], unique=False)
