"""Members: people sealed, phones, sessions at machines, the points' ledger, coupons, what they bought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _sessions()
    _belongings()


def _people() -> None:
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("consented_at_s", sa.BigInteger(), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.Column("seen_at_s", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("has_bought", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("phone_hash", name="uq_members_phone_hash"),
    )
    op.create_index("ix_members_seen_at_s", "members", ["seen_at_s"], unique=False)
    op.create_table(
        "member_devices",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=24), nullable=False),
        sa.Column("seen_at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_devices_member_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_member_devices"),
    )
    op.create_index("ix_member_devices_member_id", "member_devices", ["member_id"], unique=False)
    op.create_index("ix_member_devices_seen_at_s", "member_devices", ["seen_at_s"], unique=False)
    op.create_table(
        "member_codes",
        sa.Column("phone_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("sent_at_s", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_s", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", name="pk_member_codes"),
    )
    op.create_table(
        "member_limits",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("window_s", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "window_s", name="pk_member_limits"),
    )


def _sessions() -> None:
    op.create_table(
        "member_sessions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.String(length=24), nullable=True),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_member_sessions_machine_id"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_sessions_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_member_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_member_sessions_token_hash"),
    )
    op.create_index("ix_member_sessions_member_id", "member_sessions", ["member_id"], unique=False)
    op.create_index("ix_member_sessions_created_at_s", "member_sessions", ["created_at_s"], unique=False)


def _belongings() -> None:
    op.create_table(
        "member_sales",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("member_id", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.Column("skus", sa.Text(), nullable=False),
        sa.Column("uses", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_sales_member_id"),
        sa.PrimaryKeyConstraint("machine_id", "sale", name="pk_member_sales"),
    )
    op.create_index("ix_member_sales_member_id", "member_sales", ["member_id"], unique=False)
    op.create_index("ix_member_sales_at_s", "member_sales", ["at_s"], unique=False)
    op.create_table(
        "point_entries",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("member_id", sa.String(length=24), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_point_entries_member_id"),
        sa.PrimaryKeyConstraint("machine_id", "sale", "line", "kind", name="pk_point_entries"),
    )
    op.create_index("ix_point_entries_member_id_at_s", "point_entries", ["member_id", "at_s"], unique=False)
    op.create_table(
        "member_coupons",
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("member_id", sa.String(length=24), nullable=False),
        sa.Column("coupon", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("until_date", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("issued_at_s", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_coupons_member_id"),
        sa.PrimaryKeyConstraint("code", name="pk_member_coupons"),
    )
    op.create_index("uq_member_coupons_member_id_why", "member_coupons", ["member_id", "why"], unique=True)
    op.create_index("ix_member_coupons_sale", "member_coupons", ["sale"], unique=False)
