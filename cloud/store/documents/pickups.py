"""Pick-up codes as their issuer keeps them: never the code itself; what of it was taken, and what is owed.

A machine redeems its codes alone, perhaps without a network. So what a code still owes is certain only when
the machine has confirmed that it knows the code no more: its outbox is in order, so everything it redeemed
before was heard before. Until then nothing is given for it elsewhere, or it would be given twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import BigInteger, Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cloud.errors import Refusal
from cloud.store import machines
from cloud.store.documents import rows
from cloud.store.documents.rows import Change
from cloud.store.models import Base
from cloud.store.once import insert_once
from kiosk.wire import PickUpDocument, PickUpReport

KIND = "pickup"
OVER_MAX = 200
"""Codes withdrawn in one round of the housekeeping."""


class PickUpCode(Base):
    """One code. Its digest lies in its document."""

    __tablename__ = "pickup_codes"
    __table_args__ = (Index("ix_pickup_codes_machine_id_withdrawn", "machine_id", "withdrawn_revision"),)

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    machine: Mapped[str] = mapped_column("machine_id", String(16))
    units: Mapped[str] = mapped_column(Text)
    """JSON, as in the document."""
    reference: Mapped[str] = mapped_column(String(64))
    """The merchant's own name for what was paid: an order, a receipt."""
    made_at_s: Mapped[int] = mapped_column(BigInteger)
    until_s: Mapped[int] = mapped_column(BigInteger, index=True)
    withdrawn_revision: Mapped[int] = mapped_column(BigInteger)
    """0: its machine may still redeem it."""
    settled: Mapped[str] = mapped_column(String(80))
    """How what was owed was given: ``reissued P1234`` or the merchant's words; empty so far."""


class PickUpNews(Base):
    """What a machine said about a code, append-only, in the order of its events."""

    __tablename__ = "pickup_news"
    __table_args__ = (Index("ix_pickup_news_code", "code"),)

    machine: Mapped[str] = mapped_column("machine_id", String(16), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(8))
    units: Mapped[str] = mapped_column(String(80))
    amount_fen: Mapped[int] = mapped_column(Integer)
    sale: Mapped[str] = mapped_column(String(32))
    at_ms: Mapped[int] = mapped_column(BigInteger)


class Standing(StrEnum):
    """Where a code stands."""

    OPEN = "open"
    """Its machine may redeem it, or what is left of it."""
    LEAVING = "leaving"
    """Taken back; the machine has not confirmed that yet, and may have redeemed it meanwhile."""
    OWED = "owed"
    """Some of it was never given out and never will be by this code: give the money back, or another code."""
    DONE = "done"
    """Given out, or settled."""


_NOT_OWED = {
    Standing.OPEN: "its machine may still redeem it; withdraw it first",
    Standing.LEAVING: "its machine has not confirmed yet that it forgot it, and may have redeemed it",
}


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code for its merchant; ``left_fen`` is what was not given out so far."""

    id: str
    machine: str
    reference: str
    until_s: int
    standing: Standing
    left: tuple[int, ...]
    left_fen: int
    units: tuple[tuple[str, int], ...]
    """(sku, amount_fen)"""
    settled: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A code about to be issued: everything but the code itself."""

    id: str
    machine: str
    document: PickUpDocument
    reference: str
    made_at_s: int


def issue(session: Session, draft: Draft, open_max: int) -> bool:
    """Remember it and tell its machine. False: another open code of this machine is the same digits.

    Raises ``Refusal`` 404, and 409 when the machine has ``open_max`` open ones.
    """
    if machines.find(session, draft.machine) is None:
        raise Refusal(404, "pickup.machine", "No such machine is enrolled here.")
    if session.get(PickUpCode, draft.id) is not None:
        raise Refusal(
            409, "pickup.exists", f"The code {draft.id} was issued before; its digits are told once."
        )
    rows.hold(session)  # two processes must not give out the same digits
    taken = _digests(session, draft.machine)
    if len(taken) >= open_max:
        raise Refusal(409, "pickup.too_many", f"This machine has {open_max} open codes; withdraw some first.")
    if draft.document.digest in taken:
        return False
    content = draft.document.model_dump()
    session.add(
        PickUpCode(
            id=draft.id,
            machine=draft.machine,
            units=json.dumps(content["units"]),
            reference=draft.reference,
            made_at_s=draft.made_at_s,
            until_s=draft.document.until_s,
            withdrawn_revision=0,
            settled="",
        )
    )
    session.flush()
    body = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    rows.put(session, Change(draft.machine, KIND, draft.id, body), draft.made_at_s * 1000)
    return True


def reissue(session: Session, code_id: str, draft: Draft, open_max: int) -> bool:
    """``draft`` is for all that ``code_id`` still owes, which is settled by it. False as with ``issue``.

    Raises ``Refusal`` 409 when that is not owed (any more).
    """
    if not issue(session, draft, open_max):
        return False
    settle(session, code_id, f"reissued {draft.id}")
    return True


def _digests(session: Session, machine: str) -> frozenset[str]:
    """Of the codes its machine may redeem now."""
    open_codes = select(PickUpCode.id).where(
        PickUpCode.machine == machine, PickUpCode.withdrawn_revision == 0
    )
    bodies = [rows.find(session, machine, KIND, one) for one in session.execute(open_codes).scalars()]
    return frozenset(str(json.loads(body)["digest"]) for body in bodies if body is not None)


def heard(session: Session, machine: str, seq: int, report: PickUpReport, at_ms: int) -> None:
    """An event of its machine; told again it changes nothing."""
    insert_once(
        session,
        PickUpNews,
        {
            "machine_id": machine,
            "seq": seq,
            "code": report.code,
            "what": report.what,
            "units": json.dumps(report.units),
            "amount_fen": report.amount_fen,
            "sale": report.sale,
            "at_ms": at_ms,
        },
    )


def withdraw(session: Session, code_id: str, now_ms: int) -> bool:
    """Its machine is told to forget it. False: unknown, or told before."""
    code = session.get(PickUpCode, code_id, with_for_update=True, populate_existing=True)
    if code is None or code.withdrawn_revision:
        return False
    code.withdrawn_revision = rows.put(session, Change(code.machine, KIND, code_id, None), now_ms)
    return True


def over(session: Session, before_s: int) -> list[str]:
    """Codes whose time ended before ``before_s`` and that their machines still know."""
    statement = (
        select(PickUpCode.id)
        .where(PickUpCode.until_s < before_s, PickUpCode.withdrawn_revision == 0)
        .order_by(PickUpCode.until_s)
        .limit(OVER_MAX)
    )
    return list(session.execute(statement).scalars())


def settle(session: Session, code_id: str, how: str) -> None:
    """What it owed was given. Raises ``Refusal`` 404, and 409 when it owes nothing now, or not certainly."""
    code = session.get(PickUpCode, code_id, with_for_update=True, populate_existing=True)
    found = view(session, code_id)
    if code is None or found is None:
        raise Refusal(404, "pickup.unknown", "There is no such pick-up code.")
    if found.standing is not Standing.OWED:
        why = _NOT_OWED.get(found.standing, "nothing of it is owed")
        raise Refusal(409, "pickup.not_owed", f"Nothing can be given for {code_id} now: {why}.")
    code.settled = how
    session.flush()


def view(session: Session, code_id: str) -> CodeView | None:
    code = session.get(PickUpCode, code_id)
    return None if code is None else next(_views(session, [code]))


def listed(session: Session, standing: Standing | None = None, limit: int = 500) -> list[CodeView]:
    """The newest ``limit``, newest first; with ``standing`` only those."""
    statement = select(PickUpCode).order_by(PickUpCode.made_at_s.desc(), PickUpCode.id).limit(limit)
    found = _views(session, session.execute(statement).scalars())
    return [one for one in found if standing is None or one.standing is standing]


def _views(session: Session, codes: Iterable[PickUpCode]) -> Iterator[CodeView]:
    heard_to: dict[str, int] = {}
    for code in codes:
        if code.machine not in heard_to:
            report = rows.confirmed(session, code.machine)
            heard_to[code.machine] = report.revision if report is not None else 0
        yield _view(session, code, heard_to[code.machine])


def _view(session: Session, code: PickUpCode, heard_to: int) -> CodeView:
    units = [(str(unit["sku"]), int(unit["amount_fen"])) for unit in json.loads(code.units)]
    out: set[int] = set()
    news = select(PickUpNews).where(PickUpNews.code == code.id, PickUpNews.machine == code.machine)
    for one in session.execute(news.order_by(PickUpNews.seq)).scalars():
        if one.what == "taken":
            out.update(json.loads(one.units))
        else:
            out.difference_update(json.loads(one.units))
    left = tuple(index for index in range(len(units)) if index not in out)
    return CodeView(
        id=code.id,
        machine=code.machine,
        reference=code.reference,
        until_s=code.until_s,
        standing=_standing(code, bool(left), heard_to),
        left=left,
        left_fen=sum(units[index][1] for index in left),
        units=tuple(units),
        settled=code.settled,
    )


def _standing(code: PickUpCode, is_left: bool, heard_to: int) -> Standing:
    if not code.withdrawn_revision:
        return Standing.OPEN if is_left else Standing.DONE
    if heard_to < code.withdrawn_revision:
        return Standing.LEAVING
    return Standing.OWED if is_left and not code.settled else Standing.DONE
