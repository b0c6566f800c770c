"""What the cloud remembers. All of its state is here; every process beside it is stateless.

Times end in their unit (``_s``, ``_ms``, UTC); amounts are whole fen. Column lengths are the limits of the
messages in ``kiosk/wire.py`` plus room; PostgreSQL enforces them, SQLite does not.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NUMBER_CHARS = 32
"""payments.md 8.2: payments, refunds and sales are numbered in at most 32 characters."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CloudFact(Base):
    """Few facts about this cloud as a whole, such as its id (the ``aud`` of every token)."""

    __tablename__ = "cloud_facts"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Machine(Base):
    """One enrolled machine, known by the public half of a key that never leaves it."""

    __tablename__ = "machines"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    public_key: Mapped[str] = mapped_column(String(100), unique=True)
    """Ed25519, 32 raw bytes in standard base64."""
    site: Mapped[str] = mapped_column(String(80))
    software: Mapped[str] = mapped_column(String(40))
    enrolled_at_s: Mapped[int] = mapped_column(BigInteger)
    revoked: Mapped[bool] = mapped_column(Boolean)
    acked_seq: Mapped[int] = mapped_column(BigInteger)
    """The highest event number held without a gap."""


class EnrolCode(Base):
    """A one-time code; only its hash is kept."""

    __tablename__ = "enrol_codes"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    site: Mapped[str] = mapped_column(String(80))
    created_at_s: Mapped[int] = mapped_column(BigInteger)
    expires_at_s: Mapped[int] = mapped_column(BigInteger)
    machine_id: Mapped[str | None] = mapped_column(ForeignKey("machines.id"))
    """Set by the one redemption."""


class EnrolFailure(Base):
    """How often one address gave a bad code in one window: guessing is slowed in every process at once."""

    __tablename__ = "enrol_failures"

    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    window_s: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class Payment(Base):
    """One attempt to be paid: stored before the gateway hears of it."""

    __tablename__ = "payments"
    __table_args__ = (
        Index("ix_payments_machine_id_sale", "machine_id", "sale"),
        Index("ix_payments_method_created_at_s", "method", "created_at_s"),
    )

    number: Mapped[str] = mapped_column(String(NUMBER_CHARS), primary_key=True)
    machine_id: Mapped[str] = mapped_column(ForeignKey("machines.id"))
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS))
    method: Mapped[str] = mapped_column(String(16))
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    description: Mapped[str] = mapped_column(String(127))
    created_at_s: Mapped[int] = mapped_column(BigInteger)
    expires_at_s: Mapped[int] = mapped_column(BigInteger)
    scanned: Mapped[bool] = mapped_column(Boolean, server_default=false())
    """It charges a code that the machine read; the code itself is stored nowhere."""

    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[int] = mapped_column(BigInteger)
    """Counts every change the machine can see, from 1."""
    code: Mapped[str | None] = mapped_column(String(512))
    paid_fen: Mapped[int | None] = mapped_column(BigInteger)
    gateway_reference: Mapped[str] = mapped_column(String(64))
    paid_at_s: Mapped[int | None] = mapped_column(BigInteger)
    refunded: Mapped[bool] = mapped_column(Boolean)
    problem_kind: Mapped[str] = mapped_column(String(20))
    problem_text: Mapped[str] = mapped_column(String(400))
    problem_code: Mapped[str] = mapped_column(String(64))
    creating_until_ms: Mapped[int] = mapped_column(BigInteger)
    """While now is before this, some process is asking the gateway for a code: nobody else does, because a
    second order under the same number kills the first one's code (payments.md 1.3). Or it is charging a code
    that was read: nobody reverses that before it is answered."""
    changed_at_ms: Mapped[int] = mapped_column(BigInteger)


class Refund(Base):
    """One refund, an entity of its own; its number is stored before the first call and never changes."""

    __tablename__ = "refunds"
    __table_args__ = (Index("ix_refunds_state_changed_at_ms", "state", "changed_at_ms"),)

    number: Mapped[str] = mapped_column(String(NUMBER_CHARS), primary_key=True)
    payment_number: Mapped[str] = mapped_column(ForeignKey("payments.number"), index=True)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(16))
    sent_to: Mapped[str] = mapped_column(String(400))
    gateway_reference: Mapped[str] = mapped_column(String(64))
    problem_kind: Mapped[str] = mapped_column(String(20))
    problem_text: Mapped[str] = mapped_column(String(400))
    problem_code: Mapped[str] = mapped_column(String(64))
    created_at_ms: Mapped[int] = mapped_column(BigInteger, index=True)
    changed_at_ms: Mapped[int] = mapped_column(BigInteger)


class JobLease(Base):
    """Who does a job that must not be done by two processes at once, and until when that counts."""

    __tablename__ = "job_leases"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))
    until_ms: Mapped[int] = mapped_column(BigInteger)


class BillDay(Base):
    """One wallet's day that was held against its bill."""

    __tablename__ = "bill_days"

    method: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    """ISO date in Beijing."""
    source: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(80))
    file_sha256: Mapped[str] = mapped_column(String(64))
    is_done: Mapped[bool] = mapped_column(Boolean)
    at_ms: Mapped[int] = mapped_column(BigInteger)


class BillFinding(Base):
    """What was found about one number on one day (``kiosk.payments.reconcile.cases.Finding``)."""

    __tablename__ = "bill_findings"

    method: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    order_number: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    """Also of other systems under the same merchant: gateways allow them up to 64 characters."""
    refund_number: Mapped[str] = mapped_column(String(64), primary_key=True)
    copy: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    found: Mapped[str] = mapped_column(String(24))
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS))
    machine: Mapped[str] = mapped_column("machine_id", String(16))
    ours_fen: Mapped[int | None] = mapped_column(BigInteger)
    theirs_fen: Mapped[int | None] = mapped_column(BigInteger)
    deed: Mapped[str] = mapped_column(String(16), index=True)
    note: Mapped[str] = mapped_column(String(24))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    """When it was found first."""


class KeptBill(Base):
    """A bill as it came, byte for byte: evidence. Here, because processes keep nothing of their own."""

    __tablename__ = "kept_bills"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at_ms: Mapped[int] = mapped_column(BigInteger)


class Notice(Base):
    """A verified message from a gateway as it came, kept as evidence; one row per event id."""

    __tablename__ = "notices"

    gateway: Mapped[str] = mapped_column(String(16), primary_key=True)
    event_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    headers: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    """No customer's identity lies here in the clear: WeChat Pay encrypts it with the merchant's APIv3 key,
    the others' are sealed with the merchant's private key before they are stored."""
    order_number: Mapped[str] = mapped_column(String(64), index=True)
    refund_number: Mapped[str] = mapped_column(String(64))
    processed: Mapped[bool] = mapped_column(Boolean)
    received_at_ms: Mapped[int] = mapped_column(BigInteger)


class MachineEvent(Base):
    """One thing that happened on a machine, append-only."""

    __tablename__ = "machine_events"

    machine_id: Mapped[str] = mapped_column(ForeignKey("machines.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    at_ms: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)
    readable: Mapped[bool] = mapped_column(Boolean)
    received_at_ms: Mapped[int] = mapped_column(BigInteger)


class OrderTruth(Base):
    """The newest report of one sale, for the customer's phone."""

    __tablename__ = "order_truths"

    truth_token: Mapped[str] = mapped_column(String(64), primary_key=True)
    machine_id: Mapped[str] = mapped_column(ForeignKey("machines.id"))
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS))
    seq: Mapped[int] = mapped_column(BigInteger)
    report: Mapped[str] = mapped_column(Text)
    reported_at_ms: Mapped[int] = mapped_column(BigInteger)


class SaleRating(Base):
    """What a customer says of one sale, at the machine or on the phone; the newest word counts."""

    __tablename__ = "sale_ratings"

    machine_id: Mapped[str] = mapped_column(ForeignKey("machines.id"), primary_key=True)
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS), primary_key=True)
    stars: Mapped[int] = mapped_column(Integer)
    tags: Mapped[str] = mapped_column(Text)
    """JSON: a list."""
    goods: Mapped[str] = mapped_column(Text)
    """JSON: stars by SKU."""
    at_ms: Mapped[int] = mapped_column(BigInteger)


class Ticket(Base):
    """A customer says that something went wrong, and what we answered."""

    __tablename__ = "tickets"
    __table_args__ = (
        Index("ix_tickets_machine_id_revision", "machine_id", "revision", unique=True),
        Index("ix_tickets_machine_id_sale", "machine_id", "sale"),
    )

    number: Mapped[str] = mapped_column(String(NUMBER_CHARS), primary_key=True)
    machine_id: Mapped[str] = mapped_column(ForeignKey("machines.id"))
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS))
    """Empty: about no order."""
    kind: Mapped[str] = mapped_column(String(24))
    evidence: Mapped[str] = mapped_column(Text)
    """JSON: what the machine knew."""
    words: Mapped[str] = mapped_column(String(400))
    """What the customer wrote on the phone."""
    opened_at_s: Mapped[int] = mapped_column(BigInteger)
    due_at_s: Mapped[int] = mapped_column(BigInteger)
    reply: Mapped[str] = mapped_column(String(400))
    replied_at_s: Mapped[int] = mapped_column(BigInteger)
    """0: not answered yet."""
    revision: Mapped[int] = mapped_column(BigInteger)
    """Counts the changes to one machine's tickets: it asks for what is newer than it knows."""


class KeyedAnswer(Base):
    """What was answered under an Idempotency-Key; no answer yet while it may still become another one."""

    __tablename__ = "keyed_answers"

    machine_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    body_sha256: Mapped[str] = mapped_column(String(64))
    answer: Mapped[str | None] = mapped_column(Text)
    created_at_s: Mapped[int] = mapped_column(BigInteger, index=True)
