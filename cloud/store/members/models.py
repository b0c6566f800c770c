"""What the cloud remembers of members: who they are only sealed, what they have only by a random id.

Erasing a member takes every row of theirs away: the ledger is append-only for the merchant, not against the
member's own right (``docs/members.md``). Times end in their unit, UTC.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.store.models import NUMBER_CHARS, Base

MEMBER_CHARS = 24


class Member(Base):
    """``person`` is sealed (``cloud.members.sealing``); the phone number is found by its keyed hash only."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(String(MEMBER_CHARS), primary_key=True)
    phone_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person: Mapped[bytes] = mapped_column(LargeBinary)
    consent: Mapped[str] = mapped_column(String(16))
    """The version of the text that was agreed to."""
    consented_at_s: Mapped[int] = mapped_column(BigInteger)
    created_at_s: Mapped[int] = mapped_column(BigInteger)
    seen_at_s: Mapped[int] = mapped_column(BigInteger, index=True)
    points: Mapped[int] = mapped_column(BigInteger)
    """The sum of the ledger, kept in the same transactions; never negative."""
    has_bought: Mapped[bool] = mapped_column(Boolean)


class MemberDevice(Base):
    """A phone that need not ask for a code again; only the hash of its cookie is kept."""

    __tablename__ = "member_devices"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    seen_at_s: Mapped[int] = mapped_column(BigInteger, index=True)


class MemberCode(Base):
    """The code last sent to a phone; only hashes are kept."""

    __tablename__ = "member_codes"

    phone_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    sent_at_s: Mapped[int] = mapped_column(BigInteger)
    expires_at_s: Mapped[int] = mapped_column(BigInteger)
    tries: Mapped[int] = mapped_column(Integer)


class MemberLimit(Base):
    """How often one phone or one address asked for a code in one window."""

    __tablename__ = "member_limits"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    window_s: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class MemberSession(Base):
    """One code on one machine's screen, and who signed in by it."""

    __tablename__ = "member_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    machine_id: Mapped[str] = mapped_column(ForeignKey("machines.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    until_ms: Mapped[int] = mapped_column(BigInteger)
    """Nothing can be done with it from then on in this state."""
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id"), index=True)
    created_at_s: Mapped[int] = mapped_column(BigInteger, index=True)


class MemberSale(Base):
    """What one sale has to do with a member: history, uses of promotions, coupons taken."""

    __tablename__ = "member_sales"

    machine_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    at_s: Mapped[int] = mapped_column(BigInteger, index=True)
    skus: Mapped[str] = mapped_column(Text)
    """JSON list: what fell."""
    uses: Mapped[str] = mapped_column(Text)
    """JSON object: how often each promotion served, while that counts."""


class PointEntry(Base):
    """One line of the points' ledger; its key is its own idempotency."""

    __tablename__ = "point_entries"
    __table_args__ = (Index("ix_point_entries_member_id_at_s", "member_id", "at_s"),)

    machine_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS), primary_key=True)
    line: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    points: Mapped[int] = mapped_column(BigInteger)
    at_s: Mapped[int] = mapped_column(BigInteger)


class MemberCoupon(Base):
    """One issued piece. ``why`` makes an issue single: one welcome, one birthday a year."""

    __tablename__ = "member_coupons"
    __table_args__ = (Index("uq_member_coupons_member_id_why", "member_id", "why", unique=True),)

    code: Mapped[str] = mapped_column(String(24), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id"))
    coupon: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(String(40))
    until_date: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(16))
    machine_id: Mapped[str] = mapped_column(String(16))
    sale: Mapped[str] = mapped_column(String(NUMBER_CHARS), index=True)
    """Who has it now; empty while it is held."""
    issued_at_s: Mapped[int] = mapped_column(BigInteger)
