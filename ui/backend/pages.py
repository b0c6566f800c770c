"""Which screen is shown. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.views import KioskView, Mode, Phase

OVER_SALE = ("help", "access", "orders", "order", "feedback")
"""Pages that may also be opened over the code, the result and the notice of an earlier sale."""
SHEETS = (*OVER_SALE, "product", "cart", "coupons", "search", "member", "game")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was touched last, as far as it decides."""

    page: str
    over_sale: bool
    """``page`` was opened over a sale."""
    asleep: bool
    browsing: bool
    """The goods are looked at although nothing can be paid for."""
    staff: str
    """The staff's screen, if they are there."""


def screen(view: KioskView, wish: Wish) -> str:
    """One for each state; money in flight goes before everything."""
    if view.sale is not None:
        over = wish.over_sale and view.sale.phase in (Phase.CODE, Phase.RESULT)
        return wish.page if over else _of_sale(view.sale.phase)
    if wish.staff:
        return wish.staff
    if view.earlier is not None:
        return wish.page if wish.over_sale else "result"
    if view.mode is Mode.OUT_OF_SERVICE:
        return wish.page if wish.page in OVER_SALE else "out_of_service"
    if wish.asleep:
        return "attract"
    if wish.page in SHEETS:
        return wish.page
    if view.mode is Mode.OFFLINE and not wish.browsing:
        return "offline"
    return "home"


def _of_sale(phase: Phase) -> str:
    if phase in (Phase.VENDING, Phase.SETTLING):
        return "vending"
    return "result" if phase is Phase.RESULT else "pay"
