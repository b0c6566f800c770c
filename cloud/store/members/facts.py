"""All that is known of one member, as one value: for the machine's screen and for the member's own page."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.store.members import ledger
from cloud.store.members.ledger import HeldPiece
from cloud.store.members.models import Member, MemberSale

SALES_MAX = 200
"""Looked at for history and uses; older ones count no more (``docs/members.md``)."""
HISTORY_MAX = 12
"""Products on the screen's "again" row."""
ORDERS_MAX = 12
"""Sales at one machine that open there by themselves; older ones by their number."""
PIECES_MAX = 50
"""As many coupons as a customer may hold (``kiosk.pricing.occasion.COUPONS_MAX``)."""
BOOKED_MAX = 40
"""Lines of the ledger on the member's page."""


@dataclass(frozen=True, slots=True)
class Booked:
    """One line of the ledger."""

    kind: str
    points: int
    at_s: int
    sale: str


@dataclass(frozen=True, slots=True)
class Facts:
    id: str
    person: bytes
    consent: str
    points: int
    year_points: int
    has_bought: bool
    pieces: tuple[HeldPiece, ...]
    history: tuple[str, ...]
    """SKUs, the latest first."""
    sales: tuple[tuple[str, str], ...]
    """Machine and number of each sale, the latest first."""
    uses: dict[str, int]
    booked: tuple[Booked, ...]


def orders_at(facts: Facts, machine_id: str) -> list[str]:
    """Numbers of what was bought, or begun, at this machine; the latest first."""
    return [number for machine, number in facts.sales if machine == machine_id][:ORDERS_MAX]


def facts(session: Session, member_id: str, year_ago_s: int) -> Facts | None:
    member = session.get(Member, member_id)
    if member is None:
        return None
    sales = list(
        session.execute(
            select(MemberSale)
            .where(MemberSale.member_id == member_id)
            .order_by(MemberSale.at_s.desc(), MemberSale.sale.desc())
            .limit(SALES_MAX)
        ).scalars()
    )
    skus = dict.fromkeys(sku for sale in sales for sku in json.loads(sale.skus))
    uses: Counter[str] = Counter()
    for sale in sales:
        uses.update(json.loads(sale.uses))
    booked = ledger.latest(session, member_id, BOOKED_MAX)
    return Facts(
        id=member.id,
        person=member.person,
        consent=member.consent,
        points=member.points,
        year_points=ledger.earned_since(session, member_id, year_ago_s),
        has_bought=member.has_bought,
        pieces=tuple(ledger.pieces(session, member_id, PIECES_MAX)),
        history=tuple(skus)[:HISTORY_MAX],
        sales=tuple((sale.machine_id, sale.sale) for sale in sales),
        uses=dict(uses),
        booked=tuple(Booked(row.kind, row.points, row.at_s, row.sale) for row in booked),
    )
