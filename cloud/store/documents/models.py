"""What machines are told, and what they said they work with."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.store.models import Base

EVERY_MACHINE = ""
"""In place of a machine's id: the document is for all of them."""


class DocumentCounter(Base):
    """One row. Its lock is held until a change is committed: so revisions become visible in their order, and
    a machine that has read up to one has read all below it."""

    __tablename__ = "document_counter"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(BigInteger)
    """The newest one given."""
    forgotten: Mapped[int] = mapped_column(BigInteger)
    """Up to here deletions are no longer remembered: who knows less begins anew."""


class StoredDocument(Base):
    """One document as it stands. A machine's own one hides the one for all under the same name."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_revision", "revision", unique=True),
        Index("ix_documents_machine_id_revision", "machine_id", "revision"),
    )

    machine: Mapped[str] = mapped_column("machine_id", String(16), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str | None] = mapped_column(Text)
    """JSON; None: deleted."""
    changed_at_ms: Mapped[int] = mapped_column(BigInteger, index=True)


class MachineDocuments(Base):
    """What a machine said it works with (``kiosk.wire.DocumentsReport``), the newest word."""

    __tablename__ = "machine_documents"

    machine: Mapped[str] = mapped_column("machine_id", String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    """Of the event that said so."""
    report: Mapped[str] = mapped_column(Text)
    at_ms: Mapped[int] = mapped_column(BigInteger)
