"""A member's own page, decided from what is known of them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from cloud.members.desk import Own
from cloud.members.programme import ISSUES, standing
from cloud.phone.members.words import MemberWords
from cloud.store.members.ledger import HELD
from kiosk.payments.beijing import beijing_time


@dataclass(frozen=True, slots=True)
class CouponView:
    name: str
    until: str
    note: str


@dataclass(frozen=True, slots=True)
class EntryView:
    what: str
    time: str
    points: str
    is_plus: bool


@dataclass(frozen=True, slots=True)
class OwnView:
    """Finished text only."""

    name: str
    phone: str
    """Masked: a phone is looked at over one's shoulder, too."""
    level: str
    points: str
    percent: int
    way: str
    coupons: tuple[CouponView, ...]
    entries: tuple[EntryView, ...]
    given_name: str
    birthday: str


def own_view(own: Own, words: MemberWords) -> OwnView:
    stands = standing(own.facts.year_points)
    way = words.top_level
    if stands.next is not None:
        way = words.to_next.format(
            missing=stands.missing_points, level=stands.next.names.get(words.key, stands.next.id)
        )
    phone = own.person.phone
    return OwnView(
        name=own.person.name or own.person.masked,
        phone=f"{phone[:3]}****{phone[-4:]}",
        level=stands.level.names.get(words.key, stands.level.id),
        points=f"{own.facts.points:,}",
        percent=stands.percent,
        way=way,
        coupons=tuple(
            CouponView(
                ISSUES[piece.coupon].names.get(words.key, piece.coupon)
                if piece.coupon in ISSUES
                else piece.coupon,
                words.until.format(date=piece.until_date),
                "" if piece.state == HELD else words.held_now,
            )
            for piece in own.facts.pieces
        ),
        entries=tuple(
            EntryView(
                words.kinds.get(entry.kind, entry.kind),
                beijing_time(entry.at_s).strftime("%Y-%m-%d %H:%M"),
                f"{entry.points:+,}",
                entry.points > 0,
            )
            for entry in own.facts.booked
        ),
        given_name=own.person.name,
        birthday=own.person.birthday,
    )
