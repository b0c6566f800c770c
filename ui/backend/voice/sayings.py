"""The sentences of the voice mode, in the language of the moment: one for each stage of a purchase.

Each has a key that does not depend on the language: a recorded clip goes by it. What a sighted person sees
at a glance (which code, where the hatch is, that money comes back) is said here in full.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.catalog.products import in_language
from kiosk.views import KioskView, LineFate, Outcome, Phase, RefundState, SaleLineView, SaleView
from ui.backend import words
from ui.backend.voice.lanes import Offer
from ui.backend.voice.order import Spot

translate = words.translate


@dataclass(frozen=True, slots=True)
class Saying:
    key: str
    """Names the sentence, not its figures: ``code``, ``paid``, ``moving`` ..."""
    text: str
    urgent: bool = True
    """Cuts off what is being said; the others wait their turn."""


NOTHING = Saying("", "")


def _joined(*parts: str) -> str:
    """Short things one after the other, with a pause between."""
    return translate("Voice", "，").join(part for part in parts if part)


def offer(item: Offer) -> Saying:
    return Saying("lane", _joined(item.lane, item.name, item.spec, words.money(item.price_fen)))


def spot(item: Spot) -> Saying:
    state = ""
    if item.is_choice:
        state = translate("Voice", "已选中") if item.is_chosen else translate("Voice", "未选中")
    off = "" if item.is_enabled else translate("Voice", "现在不能用")
    return Saying("spot", _joined(item.name, state, off))


def typed(text: str, found: int) -> Saying:
    """After a key of the keypad that does not name one lane yet."""
    if not text:
        return Saying("no_lane", translate("Voice", "没有这个货道，请重新输入。"))
    more = translate("Voice", "%1 个货道，按下一个逐个听。").replace("%1", str(found))
    return Saying("typed", _joined(text, more))


def nothing_chosen() -> Saying:
    return Saying("nothing_chosen", translate("Voice", "还没有选中任何东西。先按下一个。"))


def welcome(view: KioskView, language: str) -> Saying:
    text = translate(
        "Voice",
        "这里是%1。左下角的大键是下一个，右下角的是选择。按下一个，逐个听商品和价格；按选择，就买刚听到的。"
        "也可以输入货道号。",
    )
    return Saying("welcome", text.replace("%1", in_language(view.shop.names, language)))


def _code(sale: SaleView, *, lying: bool) -> Saying:
    text = translate(
        "Voice",
        "请付 %1。付款码在屏幕%3。打开%2扫一扫，把手机背面对着屏幕，离屏幕大约一臂，慢慢移近，"
        "手机识别后会响一声，再在手机上确认付款。不想付，按下一个找到取消。",
    )
    text = text.replace("%1", words.money(sale.amount_fen)).replace("%2", words.wallet(sale.method))
    half = translate("Voice", "左半部分") if lying else translate("Voice", "上半部分")
    text = text.replace("%3", half)
    if sale.own_codes:
        text += translate("Voice", "也可以打开手机的付款码，屏幕朝下，对准屏幕下面的扫码窗口。")
    return Saying("code", text)


def _by_till(sale: SaleView) -> Saying:
    due = words.money(sale.till.missing_fen or sale.amount_fen)
    if sale.till.shows == "money":
        text = translate("Voice", "还差 %1。请投币或塞入纸币，投够就出货；取消会全部退回。")
        return Saying("money", text.replace("%1", due))
    text = translate("Voice", "请付 %1。把银行卡贴近读卡器，听到响声就好。")
    return Saying("reader", text.replace("%1", due))


def _paying(sale: SaleView, *, lying: bool) -> Saying:
    if sale.phase is Phase.CODE and sale.till.shows:
        return _by_till(sale)
    if sale.phase is Phase.CODE:
        return _code(sale, lying=lying) if sale.code else NOTHING
    return {
        Phase.PREPARING: Saying("preparing", translate("Voice", "正在准备付款，请稍等。")),
        Phase.CONFIRM: Saying("confirm", words.confirming(sale.method)),
        Phase.CHECKING: Saying(
            "checking", translate("Voice", "正在核实付款，请稍等。如果已经付款，会照常出货或自动退回。")
        ),
        Phase.PAID: Saying("paid", translate("Voice", "已收到付款，马上出货。")),
    }.get(sale.phase, NOTHING)


def _line_name(view: KioskView, line: SaleLineView, language: str) -> str:
    product = view.shop.product(line.sku)
    return in_language(product.names, language) if product else line.sku


def _told_of(view: KioskView, line: SaleLineView, language: str) -> str:
    name = _line_name(view, line, language)
    sentence = {
        LineFate.WAITING: "",
        LineFate.MOVING: translate("Voice", "正在出货：%1。"),
        LineFate.DELIVERED: translate("Voice", "%1，已出货，%2。"),
        LineFate.NOT_DELIVERED: translate("Voice", "抱歉，%1 没有出来，钱会自动退回。"),
        LineFate.UNKNOWN: translate("Voice", "%1，正在核实是否出货。"),
    }[line.fate]
    where = words.take_from(words.hatch(view.hatches, line.lane, language))
    return sentence.replace("%2", where).replace("%1", name)


def _vending(view: KioskView, sale: SaleView, language: str) -> Saying:
    """What became of the last one, then which one moves now."""
    ended = [line for line in sale.lines if line.fate not in (LineFate.WAITING, LineFate.MOVING)]
    moving = [line for line in sale.lines if line.fate is LineFate.MOVING]
    parts = [_told_of(view, line, language) for line in (*ended[-1:], *moving[:1])]
    return Saying("vending", "".join(parts) or translate("Voice", "请稍候。"))


def _result(view: KioskView, sale: SaleView, language: str) -> Saying:
    told = words.outcome(sale.outcome, sale.number)
    parts = [words.notice(sale.notice), told.title + translate("Voice", "。"), told.text]
    if sale.outcome in (Outcome.DELIVERED, Outcome.PARTLY):
        parts.append(_where_it_lies(view, sale, language))
    for refund in sale.refunds:
        done = refund.state is RefundState.DONE
        sentence = translate("Voice", "已退 %1。") if done else translate("Voice", "退款 %1 正在路上。")
        parts.append(sentence.replace("%1", words.money(refund.amount_fen)))
    return Saying(f"result_{sale.outcome.value}", "".join(parts))


def _where_it_lies(view: KioskView, sale: SaleView, language: str) -> str:
    """All the hatches that something fell into, each once."""
    lanes = [line.lane for line in sale.lines if line.fate is LineFate.DELIVERED]
    named = dict.fromkeys(words.hatch(view.hatches, lane, language) for lane in lanes)
    if any(named):
        return words.take_from(*named) + translate("Voice", "。")
    return translate("Voice", "取货口在屏幕下方，请把手伸进去取。")


def idle_warning(seconds: int) -> Saying:
    text = translate("Voice", "还在吗？再过 %1 秒会重新开始。碰一下屏幕任何地方就能继续。")
    return Saying("idle", text.replace("%1", str(seconds)))


def product(view: KioskView, sku: str, language: str) -> Saying:
    """The one whose page is open."""
    found, state = view.shop.product(sku), view.products.get(sku)
    if found is None or state is None:
        return NOTHING
    price, away = words.money(state.price_fen), words.unavailable(state.availability)
    told = in_language(found.names, language), found.spec, price, away
    return Saying("product", _joined(*told, translate("Voice", "按下一个逐个听")))


def cart(view: KioskView) -> Saying:
    total = translate("Voice", "购物车里有 %1 件，一共 %2")
    total = total.replace("%1", str(view.cart.count)).replace("%2", words.money(view.cart.total_fen))
    return Saying("cart", _joined(total, translate("Voice", "按下一个逐个听")))


@dataclass(frozen=True, slots=True)
class Where:
    """What is open in front of the customer."""

    screen: str
    sku: str = ""
    """Of the product whose page was opened last."""
    title: str = ""
    """The largest words of a sheet that has no sentence of its own."""
    lying: bool = False
    """The screen is wider than high: the code stands on the left."""


def stage(view: KioskView, where: Where, language: str) -> Saying:
    """What is said when the customer comes to where they are now."""
    screen = where.screen
    if view.sale is not None and screen == "pay":
        return _paying(view.sale, lying=where.lying)
    if view.sale is not None and screen == "vending":
        return _vending(view, view.sale, language)
    if screen == "result":
        sale = view.sale or view.earlier
        return _result(view, sale, language) if sale else NOTHING
    if screen in ("offline", "out_of_service"):
        told = words.trouble(view.trouble)
        return Saying(screen, told.title + translate("Voice", "。") + told.text)
    if screen == "product":
        return product(view, where.sku, language)
    if screen == "cart":
        return cart(view)
    if screen == "home":
        return welcome(view, language)
    hint = translate("Voice", "按下一个逐个听")
    return Saying(screen, _joined(where.title, hint)) if where.title else NOTHING
