"""What a member's coupons, points and days are worth now, by the published rules. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk.members.member import customer_of
from kiosk.members.views import HeldPiece, MemberView, PerkView, PieceView
from kiosk.pricing.moment import Moment, day_at, day_of
from kiosk.pricing.occasion import Customer
from kiosk.pricing.rulebook import Rulebook
from kiosk.pricing.rules import Promotion, Who
from kiosk.promotions.views import CouponView

AHEAD_MAX_DAYS = 62
"""A members' day further away is not told of: each month's day of the month lies nearer."""
PERKS_MAX = 6


def told(view: MemberView, book: Rulebook, moment: Moment, judged: Iterable[CouponView]) -> MemberView:
    """``view`` with what the rules say of it; ``judged``: the coupons as the cart's quote found them."""
    member = view.member
    if member is None:
        return view
    customer, by_code = customer_of(member), {one.code: one for one in judged}
    pieces = [_piece(held, by_code.get(held.code), book, customer, moment) for held in member.coupons]
    worth_fen = 0
    if book.points is not None:
        worth_fen = member.points // book.points.spend_points * book.points.spend_worth_fen
    return replace(
        view,
        pieces=tuple(sorted(pieces, key=lambda piece: not piece.is_usable)),
        perks=_perks(book, customer, moment),
        points_worth_fen=worth_fen,
    )


def _piece(
    held: HeldPiece, judged: CouponView | None, book: Rulebook, customer: Customer, moment: Moment
) -> PieceView:
    coupon = book.coupons.get(held.coupon)
    names = {} if coupon is None else coupon.names
    if judged is not None:
        return PieceView(
            held.code, names, held.until_date, judged.fate, judged.saving_fen, judged.missing_fen
        )
    fate = ""
    if coupon is None:
        fate = "unknown"
    elif coupon.window.is_over(moment) or _is_past(held.until_date, moment):
        fate = "expired"
    elif not coupon.window.holds(moment):
        fate = "not_now"
    elif not coupon.audience.fits(customer, moment):
        fate = "not_for_you"
    return PieceView(held.code, names, held.until_date, fate)


def _is_past(until_date: str, moment: Moment) -> bool:
    """A date that is none was told by a cloud that reckons otherwise: such a coupon serves nobody."""
    try:
        return bool(until_date) and moment.day.number > day_of(until_date).number
    except ValueError:
        return True


def _perks(book: Rulebook, customer: Customer, moment: Moment) -> tuple[PerkView, ...]:
    """Promotions for members only: those that hold now, then those of the days to come, the nearest first."""
    own = [promotion for promotion in book.promotions if _is_for_members(promotion) and promotion.names]
    found = []
    for promotion in sorted(own, key=lambda promotion: (-promotion.priority, promotion.id)):
        day = _next_day(promotion, customer, moment)
        if day is not None:
            found.append(PerkView(promotion.id, promotion.names, day))
    return tuple(sorted(found, key=lambda perk: perk.day)[:PERKS_MAX])


def _is_for_members(promotion: Promotion) -> bool:
    audience = promotion.audience
    return audience.who is Who.MEMBERS or bool(audience.levels or audience.newcomer or audience.birthday)


def _next_day(promotion: Promotion, customer: Customer, moment: Moment) -> str | None:
    """Empty: now. None: not within the days looked at, or not for this member."""
    if promotion.window.holds(moment) and promotion.audience.fits(customer, moment):
        return ""
    for ahead in range(1, AHEAD_MAX_DAYS):
        then = _days_later(moment, ahead)
        if promotion.window.holds(then) and promotion.audience.fits(customer, then):
            return then.date
    return None


def _days_later(moment: Moment, days: int) -> Moment:
    day = day_at(moment.day.number + days)
    return Moment(f"{day.year:04}-{day.month:02}-{day.month_day:02}", moment.minute)
