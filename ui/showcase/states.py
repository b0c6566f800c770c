"""Every state a customer can come to, as the kiosk would tell it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import Product, Shop, Texts
from kiosk.views import (
    CartView,
    KioskView,
    LineFate,
    Mode,
    MoneyBack,
    Outcome,
    Phase,
    ProductState,
    RefundState,
    RefundView,
    SaleLineView,
    SaleView,
    TillView,
    Trouble,
)
from ui.showcase import care
from ui.showcase.game import game_states
from ui.showcase.members import member_states
from ui.showcase.shop import demo_shop
from ui.showcase.shopping import METHODS, PAY_SPAN_MS, cart_of
from ui.showcase.staff import staff_states
from ui.showcase.state import State

__all__ = ["State", "all_states"]

SINCE_S = 1_790_000_000
CODE = "weixin://wxpay/bizpayurl?pr=0Ab3dEf9Zz"
TRUTH = "https://example.invalid/o/20261123-0042-7QK2"
NUMBER = "1123-0042"
_CODE_LEFT_MS = 138_000


def product_states(shop: Shop) -> dict[str, ProductState]:
    states = {}
    for product in shop.products:
        lanes = [lane for lane in shop.lanes if lane.sku == product.sku]
        stock = sum(lane.stock for lane in lanes)
        kept = bool(lanes) and all(lane.for_priority for lane in lanes)
        reason = Availability.FOR_PRIORITY if kept else Availability.AVAILABLE
        states[product.sku] = ProductState(
            sku=product.sku,
            availability=reason if stock else Availability.SOLD_OUT,
            stock=stock,
            lane=lanes[0].label if lanes else "",
            price_fen=product.price_fen,
            list_price_fen=product.list_price_fen,
            best_before="2027-03-18",
        )
    return states


def selling(shop: Shop | None = None) -> KioskView:
    """An ordinary day: everything up, nobody there."""
    shop = shop or demo_shop()
    return KioskView(
        shop=shop,
        mode=Mode.SELLING,
        trouble=Trouble.NONE,
        since_s=SINCE_S,
        network_up=True,
        board_up=True,
        test_money=False,
        temperature_c=4,
        products=product_states(shop),
        cart=CartView(),
        sale=None,
        methods=METHODS,
    )


def with_cart(view: KioskView, quantities: dict[str, int]) -> KioskView:
    return dataclasses.replace(view, cart=cart_of(view, quantities))


def sale(view: KioskView, skus: tuple[str, ...], now_ms: int, **changes: object) -> SaleView:
    lines = tuple(
        SaleLineView(at, sku, view.products[sku].lane, view.products[sku].price_fen, LineFate.WAITING)
        for at, sku in enumerate(skus)
    )
    base = SaleView(
        number=NUMBER,
        stage="PAYING",
        phase=Phase.CODE,
        method="wechat",
        methods=METHODS,
        code=CODE,
        amount_fen=sum(line.amount_fen for line in lines),
        lines=lines,
        refunds=(),
        outcome=Outcome.OPEN,
        ends_at_ms=now_ms + _CODE_LEFT_MS,
        span_ms=PAY_SPAN_MS,
        can_cancel=True,
        can_extend=True,
        truth_url=TRUTH,
    )
    return dataclasses.replace(base, **changes)  # type: ignore[arg-type]  # the caller names SaleView's own fields


def fated(of: SaleView, *fates: LineFate) -> tuple[SaleLineView, ...]:
    return tuple(dataclasses.replace(line, fate=fate) for line, fate in zip(of.lines, fates, strict=True))


def _shopping(view: KioskView, skus: list[str]) -> Iterator[State]:
    two = with_cart(view, {skus[1]: 1, skus[4]: 2})
    yield State("home", view)
    yield State("home-cart", two)
    yield State("home-category", view, (("chooseCategory", "tea"),))
    yield State("home-sorted", view, (("chooseSort", "price"),))
    yield State("home-test-money", dataclasses.replace(two, test_money=True))
    yield State("home-starting", dataclasses.replace(view, mode=Mode.STARTING))
    yield State("home-low-reach", two, comfort=("toggleLowReach",))
    yield State("home-all-sold-out", all_sold_out(view))
    yield State("home-long-names", long_names(view))
    yield State("home-few-lanes", few_lanes(view))
    yield State("product", view, (("openProduct", skus[1]),))
    sold = next(sku for sku in skus if view.products[sku].availability is not Availability.AVAILABLE)
    yield State("product-sold-out", view, (("openProduct", sold),))
    kept = next(sku for sku in skus if view.products[sku].availability is Availability.FOR_PRIORITY)
    yield State("product-for-priority", view, (("openProduct", kept),))
    yield State(
        "cart-for-priority", cart_problem(with_cart(view, {skus[0]: 1, kept: 1}), kept), (("openCart",),)
    )
    yield State("product-test-money", dataclasses.replace(view, test_money=True), (("openProduct", skus[9]),))
    yield State("cart", two, (("openCart",),))
    full = with_cart(view, {skus[0]: 2, skus[5]: 1, skus[12]: 2, skus[33]: 1})
    yield State("cart-full", full, (("openCart",),))
    yield State("cart-problem", cart_problem(full), (("openCart",),))
    yield State("access", view, (("openAccess",),), ("toggleLargePrint",))
    yield State("help", view, (("openHelp",),))


def _selling(view: KioskView, skus: list[str], now_ms: int) -> Iterator[State]:
    chosen = (skus[1], skus[9], skus[33])
    base = sale(view, chosen, now_ms)
    one = sale(view, chosen[:1], now_ms)

    def state(name: str, shown: SaleView) -> State:
        return State(name, dataclasses.replace(view, sale=shown))

    def at(phase: Phase, **changes: object) -> SaleView:
        return dataclasses.replace(base, phase=phase, **changes)  # type: ignore[arg-type]  # SaleView's own fields

    yield state("pay", base)
    yield state("pay-one-alipay", dataclasses.replace(one, method="alipay"))
    yield state("pay-six-lines", sale(view, (*chosen, *skus[14:17]), now_ms))
    yield state("pay-one-method", dataclasses.replace(one, methods=("wechat",)))
    yield state("pay-preparing", at(Phase.PREPARING, code=""))
    yield state("pay-last-seconds", at(Phase.CODE, ends_at_ms=now_ms + 9_000, can_extend=False))
    yield from _own_codes(view, base)
    yield from _at_the_till(view, skus, now_ms)
    yield state("pay-price-changed", at(Phase.CODE, notice="price_changed"))
    yield state("pay-checking", at(Phase.CHECKING, can_cancel=False, can_extend=False))
    yield state("pay-paid", at(Phase.PAID, can_cancel=False))
    yield State("pay-test-money", dataclasses.replace(view, sale=base, test_money=True))
    moving = fated(base, LineFate.DELIVERED, LineFate.MOVING, LineFate.WAITING)
    jam = fated(base, LineFate.NOT_DELIVERED, LineFate.DELIVERED, LineFate.MOVING)
    yield state("vending", at(Phase.VENDING, lines=moving))
    yield state(
        "vending-one", dataclasses.replace(one, phase=Phase.VENDING, lines=fated(one, LineFate.MOVING))
    )
    yield State(
        "vending-two-hatches",
        dataclasses.replace(view, sale=at(Phase.VENDING, lines=moving), hatches=hatches(view)),
    )
    yield state("vending-jam", at(Phase.VENDING, lines=jam))
    ended = fated(base, LineFate.DELIVERED, LineFate.NOT_DELIVERED, LineFate.DELIVERED)
    yield state("vending-settling", at(Phase.SETTLING, lines=ended))


def _own_codes(view: KioskView, base: SaleView) -> Iterator[State]:
    """The customer's own code, held before the reader."""
    offered = dataclasses.replace(base, own_codes=("alipay", "unionpay"))
    alipay = dataclasses.replace(offered, method="alipay")
    hold = (("holdOwnCode",),)
    yield State("pay-reader-choice", dataclasses.replace(view, sale=offered))
    yield State("pay-reader-asked", dataclasses.replace(view, sale=offered), hold)
    odd = dataclasses.replace(offered, notice="code_not_pay")
    yield State("pay-reader-not-a-pay-code", dataclasses.replace(view, sale=odd), hold)
    other = dataclasses.replace(offered, notice="code_other_wallet")
    yield State("pay-reader-other-wallet", dataclasses.replace(view, sale=other))
    confirm = dataclasses.replace(alipay, phase=Phase.CONFIRM, code="", own_codes=(), can_extend=False)
    yield State("pay-reader-confirm", dataclasses.replace(view, sale=confirm))
    refused = dataclasses.replace(alipay, notice="code_refused")
    yield State("pay-reader-refused", dataclasses.replace(view, sale=refused))
    yield State("home-cancelled", dataclasses.replace(view, aside="cancelled_watched"))


COINS_FEN, BILLS_FEN = (10, 50, 100), (100, 500, 1_000, 2_000)
ALL_METHODS = (*METHODS, "cash", "card")


def _at_the_till(view: KioskView, skus: list[str], now_ms: int) -> Iterator[State]:
    one = sale(view, (skus[9],), now_ms, methods=ALL_METHODS, code="")
    due_fen = one.amount_fen

    def state(name: str, method: str, till: TillView, **changes: object) -> State:
        shown = dataclasses.replace(one, method=method, till=till, **changes)  # type: ignore[arg-type]  # its own fields
        return State(name, dataclasses.replace(view, sale=shown, methods=ALL_METHODS))

    empty = TillView("money", missing_fen=due_fen, coins_fen=COINS_FEN, bills_fen=BILLS_FEN)
    begun = dataclasses.replace(empty, inserted_fen=250, missing_fen=due_fen - 250)
    yield state("pay-cash", "cash", empty)
    yield state("pay-cash-begun", "cash", begun)
    yield state(
        "pay-cash-exact", "cash", dataclasses.replace(begun, coins_fen=COINS_FEN, bills_fen=(), exact=True)
    )
    yield state("pay-cash-away", "cash", dataclasses.replace(begun, coins_fen=(), bills_fen=(), is_up=False))
    coming = dataclasses.replace(empty, coins_fen=(), bills_fen=(), back=MoneyBack.COMING, back_fen=150)
    yield state("pay-cash-returning", "cash", coming)
    yield state("pay-card", "card", TillView("reader"))
    yield state("pay-card-denied", "card", TillView("reader", denied=True))
    yield state("pay-five-methods", "wechat", TillView(), code=CODE)
    fell = fated(one, LineFate.DELIVERED)
    change = TillView(inserted_fen=1_000, back_fen=1_000 - due_fen, is_change=True)
    for back, given_fen in (
        (MoneyBack.COMING, 100),
        (MoneyBack.GIVEN, 1_000 - due_fen),
        (MoneyBack.WITH_STAFF, 100),
        (MoneyBack.CHECKING, 0),
    ):
        till = dataclasses.replace(change, back=back, given_fen=given_fen)
        ended = {"phase": Phase.RESULT, "outcome": Outcome.DELIVERED, "lines": fell}
        yield state(f"result-change-{back.value}", "cash", till, **ended)
    returned = TillView(inserted_fen=150, back=MoneyBack.GIVEN, back_fen=150, given_fen=150)
    yield state("result-cash-cancelled", "cash", returned, phase=Phase.RESULT, outcome=Outcome.CANCELLED)
    refused = TillView(denied=True)
    yield state("result-card-refused", "card", refused, phase=Phase.RESULT, outcome=Outcome.EXPIRED)
    owed = (RefundView(f"{NUMBER}R0", due_fen, RefundState.DUE, "cash"),)
    lost = fated(one, LineFate.NOT_DELIVERED)
    yield state(
        *("result-cash-jam", "cash", TillView(inserted_fen=due_fen)),
        phase=Phase.RESULT,
        outcome=Outcome.NOTHING,
        lines=lost,
        refunds=owed,
    )


def _results(view: KioskView, skus: list[str], now_ms: int) -> Iterator[State]:
    base = dataclasses.replace(sale(view, (skus[1], skus[9], skus[33]), now_ms), phase=Phase.RESULT)
    fell, not_, unknown = LineFate.DELIVERED, LineFate.NOT_DELIVERED, LineFate.UNKNOWN
    fates = {
        Outcome.DELIVERED: (fell, fell, fell),
        Outcome.PARTLY: (fell, not_, fell),
        Outcome.NOTHING: (not_, not_, not_),
        Outcome.IN_DOUBT: (fell, unknown, fell),
    }

    def result(outcome: Outcome, **changes: object) -> SaleView:
        lines = fated(base, *fates.get(outcome, (LineFate.WAITING,) * 3))
        owed = sum(line.amount_fen for line in lines if line.fate is not_)
        refunds = (RefundView("R1123-0042-1", owed, RefundState.ON_ITS_WAY, "wechat"),) if owed else ()
        made = dataclasses.replace(base, outcome=outcome, lines=lines, refunds=refunds)
        return dataclasses.replace(made, **changes)  # type: ignore[arg-type]  # SaleView's own fields

    for outcome in Outcome:
        if outcome is Outcome.GIFT_MISSED:  # needs a gift: result-gift-jam
            continue
        yield State(f"result-{outcome.value}", dataclasses.replace(view, sale=result(outcome)))
    for refund in RefundState:
        shown = result(Outcome.PARTLY)
        shown = dataclasses.replace(shown, refunds=(dataclasses.replace(shown.refunds[0], state=refund),))
        yield State(f"result-refund-{refund.value}", dataclasses.replace(view, sale=shown))
    twice = result(Outcome.DELIVERED, notice="paid_twice")
    yield State("result-paid-twice", dataclasses.replace(view, sale=twice))
    yield from care.results(view, result(Outcome.DELIVERED), result(Outcome.IN_DOUBT))
    yield from game_states(view, dataclasses.replace(view, sale=result(Outcome.DELIVERED)))
    yield State("result-earlier", dataclasses.replace(view, earlier=result(Outcome.IN_DOUBT)))


def _closed(view: KioskView) -> Iterator[State]:
    offline = dataclasses.replace(view, mode=Mode.OFFLINE, trouble=Trouble.NETWORK, network_up=False)
    yield State("offline", offline)
    yield State("offline-browsing", offline, (("home",),))
    for trouble in Trouble:
        closed = dataclasses.replace(view, mode=Mode.OUT_OF_SERVICE, trouble=trouble)
        yield State(f"out-of-service-{trouble.value}", closed)
    yield State("attract", view, (("session_over",),))
    yield State("idle-warning", with_cart(view, {next(iter(view.products)): 1}), later_s=52)


def all_sold_out(view: KioskView) -> KioskView:
    gone = {
        sku: dataclasses.replace(state, availability=Availability.SOLD_OUT, stock=0)
        for sku, state in view.products.items()
    }
    return dataclasses.replace(view, products=gone)


def _renamed(product: Product) -> Product:
    names = {
        "zh_CN": f"{product.names['zh_CN']}限量联名家庭分享装礼盒版",
        "en": f"{product.names['en']}, Limited Family Sharing Edition",
    }
    return dataclasses.replace(product, names=names, price_fen=128_800)


def long_names(view: KioskView) -> KioskView:
    shop = dataclasses.replace(view.shop, products=tuple(map(_renamed, view.shop.products)))
    return dataclasses.replace(view, shop=shop, products=product_states(shop))


def hatches(view: KioskView) -> dict[str, Texts]:
    """As on a machine of two cabinets: the even lanes are on the right."""
    left = {"zh_CN": "左边的取货口", "en": "the hatch on the left"}
    right = {"zh_CN": "右边的取货口", "en": "the hatch on the right"}
    return {lane.label: right if at % 2 else left for at, lane in enumerate(view.shop.lanes)}


def few_lanes(view: KioskView) -> KioskView:
    shop = dataclasses.replace(
        view.shop, products=view.shop.products[:3], categories=view.shop.categories[:1], banners=()
    )
    return dataclasses.replace(view, shop=shop, products=product_states(shop))


def cart_problem(view: KioskView, kept: str = "") -> KioskView:
    """``kept``: the product that a member with priority had put in before signing out."""
    lines = list(view.cart.lines)
    reason = Availability.FOR_PRIORITY if kept else Availability.FAULTY
    lines[1] = dataclasses.replace(lines[1], problem=reason, can_add=False)
    return dataclasses.replace(view, cart=dataclasses.replace(view.cart, lines=tuple(lines), can_pay=False))


def all_states(now_ms: int) -> list[State]:
    """``now_ms``: the clock the countdowns are measured by."""
    from ui.showcase.deals import deal_states  # it is made of the states here
    from ui.showcase.finding import finding_states  # its states are made of this file's
    from ui.showcase.forgotten import forgotten  # which makes its states of what is here

    view = selling()
    skus = [product.sku for product in view.shop.products]
    return [
        *_shopping(view, skus),
        *finding_states(view),
        *_selling(view, skus, now_ms),
        *_results(view, skus, now_ms),
        *_closed(view),
        *member_states(view, skus, now_ms),
        *deal_states(view, now_ms),
        *(State(name, view, touches, staff=seen) for name, seen, touches in staff_states(view.shop, now_ms)),
        *care.pages(view, sale(view, (skus[1], skus[9], skus[33]), now_ms)),
        *forgotten(view, skus, now_ms),
    ]
