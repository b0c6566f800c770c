"""Two pretended kiosks: one that stands still in a given state, one whose sale runs by itself on timers."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from PySide6.QtCore import QTimer

from kiosk.catalog.availability import Availability
from kiosk.catalog.search import search_index
from kiosk.finding.adviser import Adviser
from kiosk.finding.finder import Finder
from kiosk.help.desk import HelpDesk
from kiosk.views import (
    CartLine,
    CartView,
    KioskView,
    LineFate,
    Outcome,
    Phase,
    RefundState,
    RefundView,
    SaleLineView,
    SaleView,
)
from ui.showcase.game import StillGame
from ui.showcase.habits import MOMENT, RATED, showcase_habits
from ui.showcase.orders import StillOrders
from ui.showcase.pickups import ShownCodes
from ui.showcase.staff import StillStaff

PAY_SPAN_MS = 180_000
METHODS = ("wechat", "alipay", "unionpay")
_CODE_AFTER_MS = 350
_PAID_AFTER_MS = 6_000
_VEND_EACH_MS = 2_600
_UNITS_MAX = 6


def now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class StillMembers:
    """Writes down what was asked."""

    def __init__(self, asked: list[tuple[str, ...]]) -> None:
        self._asked = asked

    def sign_in(self) -> None:
        self._asked.append(("sign_in",))

    def leave(self) -> None:
        self._asked.append(("leave",))

    def sign_out(self) -> None:
        self._asked.append(("sign_out",))


class StillDeals:
    """Writes down what was asked about the price."""

    def __init__(self, asked: list[tuple[str, ...]]) -> None:
        self._asked = asked

    def choose_coupon(self, code: str | None) -> None:
        self._asked.append(("choose_coupon", code or ""))

    def spend_points(self, spend: bool) -> None:
        self._asked.append(("spend_points", str(spend)))


class StillShopping:
    """Shows one view and writes down what was asked."""

    def __init__(self, view: KioskView, clock: Callable[[], int] = now_ms) -> None:
        self._view = view
        self._clock = clock
        self._changed: list[Callable[[], None]] = []
        self.finder = Finder(Adviser(lambda: MOMENT))
        self.finder.adviser.habits = showcase_habits()
        self.finder.adviser.ratings = RATED
        self.pickup = ShownCodes(clock)
        self.asked: list[tuple[str, ...]] = []
        self.members = StillMembers(self.asked)
        self.deals = StillDeals(self.asked)
        self.staff = StillStaff(clock)
        self.orders = StillOrders(self.asked)
        self.help = HelpDesk()
        self.game = StillGame(self.asked)

    @property
    def view(self) -> KioskView:
        return self._view

    def show(self, view: KioskView) -> None:
        if not self.finder.ready or view.shop is not self._view.shop:
            self.finder.use(search_index(view.shop.products, view.shop.lanes))
        self._view = view
        for changed in self._changed:
            changed()

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._changed.append(changed)

    def monotonic_ms(self) -> int:
        return self._clock()

    def add(self, sku: str) -> None:
        self.asked.append(("add", sku))

    def remove(self, sku: str) -> None:
        self.asked.append(("remove", sku))

    def discard(self, sku: str) -> None:
        self.asked.append(("discard", sku))

    def clear_cart(self) -> None:
        self.asked.append(("clear_cart",))

    def buy_now(self, sku: str) -> None:
        self.asked.append(("buy_now", sku))

    def pay(self) -> None:
        self.asked.append(("pay",))

    def choose_method(self, method: str) -> None:
        self.asked.append(("choose_method", method))

    def cancel(self) -> None:
        self.asked.append(("cancel",))

    def more_time(self) -> None:
        self.asked.append(("more_time",))

    def done(self) -> None:
        self.asked.append(("done",))

    def redeem(self, code: str) -> None:
        self.asked.append(("redeem", code))
        self.pickup.redeem(code)

    def picture_broken(self, path: str, why: str) -> None:
        self.asked.append(("picture_broken", path, why))

    def reset_session(self) -> None:
        self.asked.append(("reset_session",))


def cart_of(view: KioskView, quantities: dict[str, int]) -> CartView:
    """The cart with these units in it, priced from the view."""
    count = sum(quantities.values())
    lines = tuple(
        CartLine(
            sku=sku,
            quantity=quantity,
            amount_fen=view.products[sku].price_fen * quantity,
            can_add=count < _UNITS_MAX and view.products[sku].stock > 0,
        )
        for sku, quantity in quantities.items()
    )
    listed = sum(
        ((view.products[sku].list_price_fen or view.products[sku].price_fen) - view.products[sku].price_fen)
        * quantity
        for sku, quantity in quantities.items()
    )
    return CartView(
        lines=lines,
        count=count,
        total_fen=sum(line.amount_fen for line in lines),
        savings_fen=listed,
        units_max=_UNITS_MAX,
        full=count >= _UNITS_MAX,
        can_pay=count > 0,
    )


class PlayedShopping(StillShopping):
    """A sale one can click through; every third unit jams, so that a refund is seen as well."""

    def __init__(self, view: KioskView) -> None:
        super().__init__(view)
        self._stock = {sku: state.stock for sku, state in view.products.items()}
        self._sales = 0

    def _cart(self) -> dict[str, int]:
        return {line.sku: line.quantity for line in self.view.cart.lines}

    def _put(self, quantities: dict[str, int]) -> None:
        products = dict(self.view.products)
        for sku, state in products.items():
            left = self._stock[sku] - quantities.get(sku, 0)
            gone = Availability.SOLD_OUT if self._stock[sku] <= 0 else Availability.RESERVED
            if left != state.stock:
                products[sku] = dataclasses.replace(
                    state, stock=left, availability=Availability.AVAILABLE if left > 0 else gone
                )
        view = dataclasses.replace(self.view, products=products)
        self.show(dataclasses.replace(view, cart=cart_of(view, quantities)))

    def add(self, sku: str) -> None:
        quantities = self._cart()
        state = self.view.products[sku]
        if state.availability is Availability.AVAILABLE and sum(quantities.values()) < _UNITS_MAX:
            quantities[sku] = quantities.get(sku, 0) + 1
            self._put(quantities)

    def remove(self, sku: str) -> None:
        quantities = self._cart()
        if quantities.get(sku, 0) > 1:
            quantities[sku] -= 1
            self._put(quantities)
        else:
            self.discard(sku)

    def discard(self, sku: str) -> None:
        quantities = self._cart()
        quantities.pop(sku, None)
        self._put(quantities)

    def clear_cart(self) -> None:
        self._put({})

    def reset_session(self) -> None:
        if self.view.sale is None:
            self._put({})

    def buy_now(self, sku: str) -> None:
        if sku not in self._cart():
            self.add(sku)
        self.pay()

    def pay(self) -> None:
        units = [sku for sku, quantity in self._cart().items() for _ in range(quantity)]
        if not units:
            return
        self._sales += 1
        lines = tuple(
            SaleLineView(
                index, sku, self.view.products[sku].lane, self.view.products[sku].price_fen, LineFate.WAITING
            )
            for index, sku in enumerate(units)
        )
        self._sale(
            SaleView(
                number=f"D{self._sales:04d}",
                stage="PAYING",
                phase=Phase.PREPARING,
                method=METHODS[0],
                methods=METHODS,
                code="",
                amount_fen=sum(line.amount_fen for line in lines),
                lines=lines,
                refunds=(),
                outcome=Outcome.OPEN,
                ends_at_ms=now_ms() + PAY_SPAN_MS,
                span_ms=PAY_SPAN_MS,
                can_cancel=True,
                can_extend=True,
                truth_url=f"http://127.0.0.1/o/D{self._sales:04d}",
            )
        )
        self._after(_CODE_AFTER_MS, self._coded)

    def _sale(self, sale: SaleView | None) -> None:
        self.show(dataclasses.replace(self.view, sale=sale))

    def _after(self, delay_ms: int, act: Callable[[SaleView], None]) -> None:
        number = self.view.sale.number if self.view.sale else ""

        def due() -> None:
            sale = self.view.sale
            if sale is not None and sale.number == number:
                act(sale)

        QTimer.singleShot(delay_ms, due)

    def _coded(self, sale: SaleView) -> None:
        code = f"weixin://wxpay/bizpayurl?pr={sale.number}-{sale.method}"
        self._sale(dataclasses.replace(sale, phase=Phase.CODE, code=code))
        self._after(_PAID_AFTER_MS, self._paid)

    def _paid(self, sale: SaleView) -> None:
        if sale.phase is Phase.CODE:
            self._sale(dataclasses.replace(sale, phase=Phase.PAID, can_cancel=False))
            self._after(900, self._vend)

    def _vend(self, sale: SaleView) -> None:
        lines = list(sale.lines)
        moving = next((line for line in lines if line.fate is LineFate.MOVING), None)
        if moving is not None:
            fell = (moving.index + 1) % 3 != 0
            fate = LineFate.DELIVERED if fell else LineFate.NOT_DELIVERED
            lines[moving.index] = dataclasses.replace(moving, fate=fate)
        waiting = next((line for line in lines if line.fate is LineFate.WAITING), None)
        if waiting is None:
            self._settle(dataclasses.replace(sale, lines=tuple(lines)))
            return
        lines[waiting.index] = dataclasses.replace(waiting, fate=LineFate.MOVING)
        self._sale(dataclasses.replace(sale, phase=Phase.VENDING, lines=tuple(lines)))
        self._after(_VEND_EACH_MS, self._vend)

    def _settle(self, sale: SaleView) -> None:
        for line in sale.lines:
            self._stock[line.sku] -= line.fate is LineFate.DELIVERED
        lost = sum(line.amount_fen for line in sale.lines if line.fate is LineFate.NOT_DELIVERED)
        got = any(line.fate is LineFate.DELIVERED for line in sale.lines)
        outcome = Outcome.DELIVERED if not lost else Outcome.PARTLY if got else Outcome.NOTHING
        refunds = (RefundView(f"R{sale.number}", lost, RefundState.ON_ITS_WAY),) if lost else ()
        self._put({})
        self._sale(dataclasses.replace(sale, phase=Phase.RESULT, outcome=outcome, refunds=refunds))

    def choose_method(self, method: str) -> None:
        sale = self.view.sale
        if sale is not None and sale.phase in (Phase.CODE, Phase.PREPARING) and method != sale.method:
            self._sale(dataclasses.replace(sale, phase=Phase.PREPARING, method=method, code=""))
            self._after(_CODE_AFTER_MS, self._coded)

    def cancel(self) -> None:
        if self.view.sale is not None:
            self._sale(dataclasses.replace(self.view.sale, phase=Phase.CHECKING, can_cancel=False))
            self._after(1_200, lambda _sale: self._sale(None))

    def more_time(self) -> None:
        if self.view.sale is not None:
            self._sale(
                dataclasses.replace(self.view.sale, ends_at_ms=now_ms() + PAY_SPAN_MS, can_extend=False)
            )

    def done(self) -> None:
        self.show(dataclasses.replace(self.view, sale=None, earlier=None))
