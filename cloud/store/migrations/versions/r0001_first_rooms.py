"""The first rooms: machines, payments, refunds, notices, events, order pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _machines()
    _payments()
    _evidence()


def _machines() -> None:
    op.create_table(
        "cloud_facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cloud_facts"),
    )
    op.create_table(
        "machines",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.String(length=100), nullable=False),
        sa.Column("site", sa.String(length=80), nullable=False),
        sa.Column("software", sa.String(length=40), nullable=False),
        sa.Column("enrolled_at_s", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("acked_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_machines"),
        sa.UniqueConstraint("public_key", name="uq_machines_public_key"),
    )
    op.create_table(
        "enrol_failures",
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("window_s", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("address", "window_s", name="pk_enrol_failures"),
    )
    op.create_table(
        "enrol_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=80), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_s", sa.BigInteger(), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_enrol_codes_machine_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_enrol_codes"),
    )


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("description", sa.String(length=127), nullable=False),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.Column("expires_at_s", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=512), nullable=True),
        sa.Column("paid_fen", sa.BigInteger(), nullable=True),
        sa.Column("gateway_reference", sa.String(length=64), nullable=False),
        sa.Column("paid_at_s", sa.BigInteger(), nullable=True),
        sa.Column("refunded", sa.Boolean(), nullable=False),
        sa.Column("problem_kind", sa.String(length=20), nullable=False),
        sa.Column("problem_text", sa.String(length=400), nullable=False),
        sa.Column("problem_code", sa.String(length=64), nullable=False),
        sa.Column("creating_until_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_payments_machine_id"),
        sa.PrimaryKeyConstraint("number", name="pk_payments"),
    )
    op.create_index("ix_payments_machine_id_sale", "payments", ["machine_id", "sale"], unique=False)
    op.create_table(
        "refunds",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("payment_number", sa.String(length=32), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent_to", sa.String(length=400), nullable=False),
        sa.Column("gateway_reference", sa.String(length=64), nullable=False),
        sa.Column("problem_kind", sa.String(length=20), nullable=False),
        sa.Column("problem_text", sa.String(length=400), nullable=False),
        sa.Column("problem_code", sa.String(length=64), nullable=False),
        sa.Column("created_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("changed_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["payment_number"], ["payments.number"], name="fk_refunds_payment_number"),
        sa.PrimaryKeyConstraint("number", name="pk_refunds"),
    )
    op.create_index("ix_refunds_payment_number", "refunds", ["payment_number"], unique=False)


def _evidence() -> None:
    op.create_table(
        "notices",
        sa.Column("gateway", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("refund_number", sa.String(length=64), nullable=False),
        sa.Column("processed", sa.Boolean(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "event_id", name="pk_notices"),
    )
    op.create_index("ix_notices_order_number", "notices", ["order_number"], unique=False)
    op.create_table(
        "machine_events",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("readable", sa.Boolean(), nullable=False),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_machine_events_machine_id"),
        sa.PrimaryKeyConstraint("machine_id", "seq", name="pk_machine_events"),
    )
    op.create_table(
        "order_truths",
        sa.Column("truth_token", sa.String(length=64), nullable=False),
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("sale", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_at_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["machine_id"], ["machines.id"], name="fk_order_truths_machine_id"),
        sa.PrimaryKeyConstraint("truth_token", name="pk_order_truths"),
    )
    op.create_table(
        "keyed_answers",
        sa.Column("machine_id", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at_s", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("machine_id", "path", "key", name="pk_keyed_answers"),
    )
    op.create_index("ix_keyed_answers_created_at_s", "keyed_answers", ["created_at_s"], unique=False)
