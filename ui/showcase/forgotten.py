"""The states that a toy forgets (UI.md 3), each by the name it has there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kiosk.catalog.products import Shop
from kiosk.views import KioskView, LineFate, Mode, Outcome, Phase, RefundState, RefundView, SaleView, Trouble
from ui.showcase import states

LANES = 60
DAYS_AGO = "1120-0007"


def sixty_lanes(shop: Shop) -> Shop:
    """The goods of the shop twice, under names of their own, on sixty lanes."""
    more = [dataclasses.replace(product, sku=f"{product.sku}-2") for product in shop.products]
    products = (*shop.products, *more)[:LANES]
    lanes = tuple(
        dataclasses.replace(
            shop.lanes[0], label=f"{'ABCDEF'[at // 10]}{at % 10 + 1}", motor=at + 1, sku=each.sku
        )
        for at, each in enumerate(products)
    )
    return dataclasses.replace(shop, products=products, lanes=lanes)


def forgotten(view: KioskView, skus: list[str], now_ms: int) -> Iterator[states.State]:
    """Those that no other list has."""
    two = (skus[1], skus[9])
    base = states.sale(view, two, now_ms)

    def state(name: str, shown: SaleView, **changes: object) -> states.State:
        return states.State(name, dataclasses.replace(view, sale=shown, **changes))  # type: ignore[arg-type]  # its own fields

    def at(phase: Phase, *fates: LineFate, **changes: object) -> SaleView:
        lines = states.fated(base, *fates) if fates else base.lines
        return dataclasses.replace(base, phase=phase, lines=lines, **changes)  # type: ignore[arg-type]  # SaleView's own fields

    big = sixty_lanes(view.shop)
    yield states.State(
        "home-sixty-lanes", dataclasses.replace(view, shop=big, products=states.product_states(big))
    )
    cut = {"network_up": False, "mode": Mode.OFFLINE, "trouble": Trouble.NETWORK}
    yield state("pay-network-gone", base, **cut)
    yield state("pay-checking-network-gone", at(Phase.CHECKING, can_cancel=False), **cut)
    gone = at(Phase.RESULT, outcome=Outcome.CANCELLED, notice="item_gone")
    yield state("result-item-gone", gone)
    fell, unseen = LineFate.DELIVERED, LineFate.UNKNOWN
    yield state(
        "result-last-second", at(Phase.RESULT, fell, fell, outcome=Outcome.DELIVERED, notice="last_second")
    )
    yield state("result-drop-not-seen", at(Phase.RESULT, fell, unseen, outcome=Outcome.IN_DOUBT))
    lost = at(Phase.RESULT, fell, LineFate.NOT_DELIVERED, outcome=Outcome.PARTLY, number=DAYS_AGO)
    owed = RefundView(f"R{DAYS_AGO}-1", lost.lines[1].amount_fen, RefundState.WITH_STAFF, "wechat")
    late = dataclasses.replace(lost, refunds=(owed,))
    yield states.State("result-refund-for-days", dataclasses.replace(view, earlier=late))
