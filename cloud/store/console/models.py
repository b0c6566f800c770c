"""Who may sign in to the console, who is signed in, and everything they changed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.store.models import Base

NAME_CHARS = 40
DEED_TEXT_CHARS = 400


class ConsolePerson(Base):
    """A named person; nobody shares a name, and nobody is ever deleted: the trail names them."""

    __tablename__ = "console_people"

    name: Mapped[str] = mapped_column(String(NAME_CHARS), primary_key=True)
    """What they sign in with, in lower case."""
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    """Argon2id, with its own salt and cost in it."""
    must_change: Mapped[bool] = mapped_column(Boolean)
    """The password was made by somebody else: until it is changed, nothing else can be done with it."""
    is_active: Mapped[bool] = mapped_column(Boolean)
    created_at_s: Mapped[int] = mapped_column(BigInteger)
    signed_in_at_s: Mapped[int | None] = mapped_column(BigInteger)


class ConsoleSession(Base):
    """One browser that is signed in; only the hash of its token is kept."""

    __tablename__ = "console_sessions"

    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("console_people.name"), index=True)
    expires_at_s: Mapped[int] = mapped_column(BigInteger, index=True)
    seen_at_s: Mapped[int] = mapped_column(BigInteger)


class ConsoleTry(Base):
    """Tries to sign in that have failed so far, counted before each is judged."""

    __tablename__ = "console_tries"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A hash of a name, an address or both: neither is anybody's to read."""
    count: Mapped[int] = mapped_column(Integer)
    locked_until_s: Mapped[int] = mapped_column(BigInteger)
    at_s: Mapped[int] = mapped_column(BigInteger, index=True)


class ConsoleDeed(Base):
    """The trail: one row for each thing that was changed, or refused. Append-only."""

    __tablename__ = "console_deeds"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at_ms: Mapped[int] = mapped_column(BigInteger, index=True)
    person: Mapped[str] = mapped_column(String(NAME_CHARS), index=True)
    deed: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(200))
    """What it was done to: a number, a name."""
    text: Mapped[str] = mapped_column(String(DEED_TEXT_CHARS))
    """Why, in the person's own words, and what came of it."""
    address: Mapped[str] = mapped_column(String(64))
