"""Sentences made from the kiosk's values, in the language of the moment. Chinese is the source language.

Called again after a change of language; nothing here keeps text.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import Texts, in_language
from kiosk.catalog.recommend import Reason
from kiosk.money import yuan_text
from kiosk.pickup.views import PickUpState
from kiosk.views import LineFate, Mode, Outcome, RefundState, RefundView, Trouble

translate = QCoreApplication.translate

CURRENCY_SIGN = "¥"
_MINUTE_S = 60


def money(fen: int) -> str:
    """``¥6.75`` in running text; the Price control raises the sign by itself and takes ``yuan_text``."""
    return f"{CURRENCY_SIGN}{yuan_text(fen)}"


def unavailable(reason: Availability) -> str:
    """What stands on the card of something that cannot be bought now."""
    return {
        Availability.AVAILABLE: "",
        Availability.SOLD_OUT: translate("Words", "补货中"),
        Availability.FAULTY: translate("Words", "暂停售卖"),
        Availability.PAUSED: translate("Words", "暂停售卖"),
        Availability.EXPIRED: translate("Words", "已过期，已下架"),
        Availability.TOO_WARM: translate("Words", "温度异常，暂停售卖"),
        Availability.RESERVED: translate("Words", "最后一件已被选走"),
        Availability.FOR_PRIORITY: translate("Words", "优先购会员专享"),
        Availability.HIDDEN: translate("Words", "暂停售卖"),
        Availability.CLOSED_HOURS: translate("Words", "不在售卖时间"),
        Availability.NO_PRICE: translate("Words", "暂未定价"),
        Availability.BOARD_AWAY: translate("Words", "暂停售卖"),
    }[reason]


def badge(kind: str) -> str:
    """A product's own badge; a kind without words shows nothing rather than a raw key."""
    return {
        "new": translate("Words", "新品"),
        "hot": translate("Words", "热卖"),
        "deal": translate("Words", "特惠"),
        "few": translate("Words", "仅剩 1 件"),
    }.get(kind, "")


def suggested(reason: Reason) -> str:
    """Why a product is shown first, in a few letters: what the machine's own books say, and nothing else."""
    return {
        Reason.OWN: translate("Words", "您常买"),
        Reason.TOGETHER: translate("Words", "常一起买"),
        Reason.SUITS: translate("Words", "搭配"),
        Reason.NEAR_DATE: translate("Words", "临期特惠"),
        Reason.HOT_DAY: translate("Words", "今天热"),
        Reason.COLD_DAY: translate("Words", "今天冷"),
        Reason.SEASON: translate("Words", "当季热卖"),
        Reason.HOUR: translate("Words", "这会儿热卖"),
        Reason.NEW: translate("Words", "新品"),
        Reason.POPULAR: translate("Words", "大家常买"),
    }[reason]


def method(name: str) -> str:
    return {
        "wechat": translate("Words", "微信支付"),
        "alipay": translate("Words", "支付宝"),
        "unionpay": translate("Words", "云闪付"),
        "cash": translate("Words", "现金"),
        "card": translate("Words", "刷卡"),
        "pickup": translate("Words", "取货码"),
    }.get(name, name)


def pay(first: str) -> str:
    """On the button that leads to paying, by the way that is offered first."""
    if first in ("cash", "card"):
        return translate("Words", "去付款")
    return translate("Words", "扫码支付")


def wallet(name: str) -> str:
    """The app that is opened to scan."""
    return {
        "wechat": translate("Words", "微信"),
        "alipay": translate("Words", "支付宝"),
        "unionpay": translate("Words", "云闪付"),
    }.get(name, name)


def own_code(names: Sequence[str]) -> str:
    """Whose codes may be held before the reader."""
    joined = translate("Words", "、").join(wallet(name) for name in names)
    return translate("Words", "打开%1的付款码，亮度调高一点").replace("%1", joined)


def confirming(name: str) -> str:
    """The code was read; the wallet may want a word on the phone."""
    return translate("Words", "已读到%1付款码。如果手机上要求，请输入密码。").replace("%1", wallet(name))


def time_left(seconds: int) -> str:
    minutes, rest = divmod(seconds, _MINUTE_S)
    if minutes:
        return translate("Words", "还有 %1 分 %2 秒").replace("%1", str(minutes)).replace("%2", str(rest))
    return translate("Words", "还有 %1 秒").replace("%1", str(rest))


def clock(utc_s: int) -> str:
    """Hours and minutes by the machine's own zone (``TZ`` of the process)."""
    return time.strftime("%H:%M", time.localtime(utc_s))


def hatch(hatches: Mapping[str, Texts], lane: str, language: str) -> str:
    """Where a lane's goods are taken, as the machine's profile names it; empty: it does not."""
    texts = hatches.get(lane)
    return in_language(texts, language) if texts else ""


def take_from(*named: str) -> str:
    """``named``: hatches; an empty name, or none at all, is the one below the screen."""
    below = translate("Words", "下方取货口")
    where = translate("Words", "、").join(name or below for name in named) or below
    return translate("Words", "请从%1取货").replace("%1", where)


def gift_fate(value: LineFate) -> str:
    """Of a gift: no money hangs on it."""
    if value is LineFate.NOT_DELIVERED:
        return translate("Words", "赠品未掉落，不影响退款")
    return translate("Words", "赠品 · %1").replace("%1", fate(value))


def fate(value: LineFate) -> str:
    return {
        LineFate.WAITING: translate("Words", "等待出货"),
        LineFate.MOVING: translate("Words", "正在出货"),
        LineFate.DELIVERED: translate("Words", "已出货"),
        LineFate.NOT_DELIVERED: translate("Words", "未能出货"),
        LineFate.UNKNOWN: translate("Words", "正在核实"),
    }[value]


def refund(item: RefundView) -> str:
    """ "Refunding" is never "refunded"."""
    if item.method == "pickup":
        return _back_on_code(item.state)
    asked = translate("Words", "正在退币") if item.method == "cash" else translate("Words", "正在申请退款")
    return {
        RefundState.DUE: asked,
        RefundState.ON_ITS_WAY: translate("Words", "退款已受理，等待到账"),
        RefundState.DONE: translate("Words", "已退款"),
        RefundState.WITH_STAFF: translate("Words", "工作人员正在处理退款"),
    }[item.state]


def _back_on_code(state: RefundState) -> str:
    """What did not fall goes back to the code it was taken for."""
    if state is RefundState.DONE:
        return translate("Words", "没出的商品已放回取货码")
    if state is RefundState.WITH_STAFF:
        return translate("Words", "工作人员正在处理")
    return translate("Words", "没出的商品正在放回取货码")


def pick_up(state: PickUpState) -> str:
    """How a typed pick-up code fares."""
    return {
        PickUpState.CHECKING: translate("Words", "正在核对取货码"),
        PickUpState.UNKNOWN: translate("Words", "这台机器没有这个取货码"),
        PickUpState.USED: translate("Words", "这个取货码已经用过了"),
        PickUpState.OVER: translate("Words", "这个取货码过期了"),
        PickUpState.NOT_ENOUGH: translate("Words", "现在拿不齐您的商品"),
        PickUpState.TOO_MANY_TRIES: translate("Words", "输错太多次了，请等一等"),
        PickUpState.CANNOT_NOW: translate("Words", "机器现在不能出货"),
    }.get(state, "")


def pick_up_advice(state: PickUpState) -> str:
    """What to do about it."""
    stays = translate("Words", "取货码仍然有效，请稍后再试")
    return {
        PickUpState.CHECKING: translate("Words", "马上就好"),
        PickUpState.UNKNOWN: translate("Words", "请核对 8 位数字，并确认是这台机器的码"),
        PickUpState.USED: translate("Words", "如果商品没有出来，请点右上角的帮助"),
        PickUpState.OVER: translate("Words", "请联系商家退款或换一个新码"),
        PickUpState.NOT_ENOUGH: stays,
        PickUpState.TOO_MANY_TRIES: translate("Words", "时间到了就能再输"),
        PickUpState.CANNOT_NOW: stays,
    }.get(state, "")


def refund_way(item: RefundView) -> str:
    """Where the money goes, and the number to ask by."""
    return (
        {
            "cash": translate("Words", "从退币口退出 · 退款单 %1"),
            "card": translate("Words", "退回您的卡 · 退款单 %1"),
            "pickup": translate("Words", "再输入同一个取货码就能领取 · 单号 %1"),
        }.get(item.method, translate("Words", "原路退回%2 · 退款单 %1"))
        .replace("%1", item.number)
        .replace("%2", method(item.method))
    )


def face(fen: int) -> str:
    """What is written on a coin or bill."""
    yuan, rest = divmod(fen, 100)
    if not rest:
        return translate("Words", "%1 元").replace("%1", str(yuan))
    return translate("Words", "%1 角").replace("%1", str(rest // 10))


@dataclass(frozen=True, slots=True)
class Told:
    """A headline, a sentence, and the colour family they are said in."""

    tone: str
    """``good``, ``sorry``, ``doubt`` or ``plain``."""
    title: str
    text: str


def outcome(value: Outcome, number: str) -> Told:
    """How the sale ended, first in three words, then what happens with the money."""
    doubt = translate("Words", "正在核实订单 %1。您的钱不会丢：核实后没有出货的部分自动退回。").replace(
        "%1", number
    )
    return {
        Outcome.OPEN: Told("doubt", translate("Words", "请稍候"), translate("Words", "正在结算。")),
        Outcome.DELIVERED: Told(
            "good", translate("Words", "请取走商品"), translate("Words", "全部出货完成，谢谢惠顾。")
        ),
        Outcome.PARTLY: Told(
            "sorry",
            translate("Words", "有商品没能出货"),
            translate("Words", "抱歉。没出货的部分自动原路退回，不用您做任何事。"),
        ),
        Outcome.NOTHING: Told(
            "sorry",
            translate("Words", "没能出货，款项退回"),
            translate("Words", "抱歉。您付的钱会全部自动原路退回，不用您做任何事。"),
        ),
        Outcome.IN_DOUBT: Told("doubt", translate("Words", "正在核实"), doubt),
        Outcome.GIFT_MISSED: Told(
            "good",
            translate("Words", "请取走商品"),
            translate("Words", "买的都已出货。抱歉，赠品未掉落，不影响退款。"),
        ),
        Outcome.CANCELLED: Told("plain", translate("Words", "已取消"), translate("Words", "没有扣款。")),
        Outcome.EXPIRED: Told(
            "plain",
            translate("Words", "付款时间已过"),
            translate("Words", "没有扣款。如果刚刚付了款，会自动原路退回。"),
        ),
        Outcome.REFUSED: Told(
            "sorry",
            translate("Words", "暂时不能付款"),
            translate("Words", "支付渠道没有接受这笔订单，没有扣款。请换一种支付方式再试。"),
        ),
        Outcome.CHECKING: Told("doubt", translate("Words", "正在核实付款"), doubt),
    }[value]


def no_card() -> Told:
    """The time is over, and the reader took no card."""
    return Told(
        "plain",
        translate("Words", "没有刷成"),
        translate("Words", "没有扣款。可以换一张卡，或换一种付款方式再试。"),
    )


def trouble(value: Trouble) -> Told:
    """Why the machine is not selling, for somebody who came to buy."""
    return {
        Trouble.NONE: Told("plain", translate("Words", "暂停服务"), translate("Words", "请稍后再来。")),
        Trouble.NETWORK: Told(
            "doubt",
            translate("Words", "网络中断"),
            translate("Words", "现在收不了款。可以先看看有什么，网络恢复后马上能买。"),
        ),
        Trouble.PAYMENT_SETUP: Told(
            "doubt",
            translate("Words", "暂时不能付款"),
            translate("Words", "这台机器的收款还没有准备好，已通知工作人员。"),
        ),
        Trouble.BOARD: Told(
            "sorry",
            translate("Words", "暂停服务"),
            translate("Words", "出货装置没有应答，已通知工作人员。"),
        ),
        Trouble.DOOR: Told(
            "plain", translate("Words", "门开着"), translate("Words", "关好柜门后自动恢复售卖。")
        ),
        Trouble.TEMPERATURE: Told(
            "sorry",
            translate("Words", "暂停售卖"),
            translate("Words", "柜内温度超出范围，为了食品安全先停售，已通知工作人员。"),
        ),
        Trouble.DROP_SENSOR: Told(
            "sorry",
            translate("Words", "暂停售卖"),
            translate("Words", "出货口的检测被挡住了，看不到商品是否掉下，所以先停售，已通知工作人员。"),
        ),
        Trouble.STORAGE: Told(
            "sorry",
            translate("Words", "暂停服务"),
            translate("Words", "机器暂时记不了账，所以不收款，已通知工作人员。"),
        ),
        Trouble.NOT_ENROLLED: Told(
            "plain", translate("Words", "尚未启用"), translate("Words", "这台机器还没有开始营业。")
        ),
        Trouble.SERVICE: Told(
            "plain",
            translate("Words", "正在补货维护"),
            translate("Words", "工作人员正在打理，稍等一会儿就好。"),
        ),
    }[value]


def neighbour(name: str, distance_m: int) -> str:
    """Where else one can buy."""
    if not name:
        return ""
    if not distance_m:
        return translate("Words", "最近的另一台机器：%1").replace("%1", name)
    text = translate("Words", "最近的另一台机器：%1，约 %2 米")
    return text.replace("%1", name).replace("%2", str(distance_m))


def still_works(mode: Mode) -> tuple[tuple[bool, str], ...]:
    """What can be done at a machine that does not sell, and what cannot."""
    if mode is Mode.OFFLINE:
        return (
            (True, translate("Words", "看商品和价格")),
            (True, translate("Words", "查帮助、打电话")),
            (False, translate("Words", "付款和出货")),
        )
    return (
        (True, translate("Words", "查帮助、打电话")),
        (True, translate("Words", "已付的钱自动处理")),
        (False, translate("Words", "购买")),
    )


def notice(key: str) -> str:
    """A remark on the sale; a key without words is left out rather than shown raw."""
    return {
        "price_changed": translate("Words", "价格刚刚有变，请看清新的总价。"),
        "points_away": translate("Words", "积分和优惠券暂时用不了，已按其他优惠计价，请看清总价。"),
        "last_second": translate("Words", "最后一刻收到了付款，照常出货。"),
        "paid_twice": translate("Words", "收到了两次付款，多付的一次会自动原路退回。"),
        "item_gone": translate("Words", "有商品现在买不到了。"),
        "machine_gone": translate("Words", "机器现在不能出货。"),
        "cancelled_watched": translate("Words", "已取消，没有扣款。万一刚才付了款，会自动原路退回。"),
        "network_gone": translate("Words", "网络断了。先别付；如果已经付了，会照常出货或自动退回。"),
        "code_not_pay": translate("Words", "这不是付款码，请打开钱包里的“付款码”再试。"),
        "code_other_wallet": translate("Words", "这个钱包的付款码这里用不了，请扫屏幕上的码。"),
        "code_refused": translate("Words", "付款码没有付成，没有扣款。请扫屏幕上的码，或再出示一次。"),
        "refunded_late": translate("Words", "付款到得太晚，会自动原路退回。"),
    }.get(key, "")
