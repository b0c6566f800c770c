"""From what the cloud says of a member to values of ours, and to the customer prices are made for. Pure."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiosk.members.views import HeldPiece, Member

if TYPE_CHECKING:
    from kiosk.pricing.occasion import Customer
    from kiosk.wire import MemberSnapshot

log = logging.getLogger(__name__)


def member_of(session: str, said: MemberSnapshot) -> Member:
    """``session``: of the code by which they signed in."""
    codes = {piece.code: piece for piece in said.coupons}  # a code is one piece, whatever is sent
    return Member(
        session=session,
        name="".join(char for char in said.name if char.isprintable()),
        level=said.level,
        level_names=dict(said.level_names),
        next_level_names=dict(said.next_level_names),
        level_percent=said.level_percent,
        missing_points=said.missing_points,
        points=said.points,
        birthday=said.birthday,
        is_newcomer=said.is_newcomer,
        has_priority=said.has_priority,
        coupons=tuple(HeldPiece(one.code, one.coupon, one.until_date) for one in codes.values()),
        history=tuple(dict.fromkeys(said.history)),
        orders=tuple(dict.fromkeys(said.orders)),
        uses={promotion: uses for promotion, uses in said.uses.items() if uses > 0},
    )


def customer_of(member: Member, *, can_spend: bool = True) -> Customer:
    """Whom prices are made for. Without ``can_spend`` (the cloud cannot hold points and coupons) a member
    without either; what makes no sense to the rules is left out, with a word in the log, never a wrong price.
    """
    from kiosk.pricing.occasion import Customer, HeldCoupon  # loads the price rules' values

    held: list[HeldCoupon] = []
    for piece in member.coupons if can_spend else ():
        try:
            held.append(HeldCoupon(piece.code, piece.coupon, piece.until_date))
        except ValueError as error:
            log.warning("a member's coupon is left out: %s", error)
    points = member.points if can_spend else 0
    try:
        return Customer(
            is_member=True,
            level=member.level,
            points=points,
            birthday=member.birthday,
            is_newcomer=member.is_newcomer,
            coupons=tuple(held),
        )
    except ValueError as error:
        log.warning("a member is served without birthday and coupons: %s", error)
        return Customer(is_member=True, level=member.level, points=points, is_newcomer=member.is_newcomer)


def has_birthday(birthday: str, today: str) -> bool:
    """``MM-DD`` on ``today`` (ISO); who was born on 29 February has it on the 28th in other years."""
    if not birthday:
        return False
    year, month_day = int(today[:4]), today[5:]
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return month_day == ("02-28" if birthday == "02-29" and not is_leap else birthday)
