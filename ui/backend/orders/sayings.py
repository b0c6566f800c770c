"""Sentences about orders, ratings and tickets, in the language of the moment. Nothing here keeps text."""

from __future__ import annotations

import time

from PySide6.QtCore import QCoreApplication

from kiosk.orders.views import Mishap, Step, StepView, Tag, TicketView
from ui.backend import words

translate = QCoreApplication.translate

TAIL_SHOWN = 4
_STEP_TONES = {
    Step.ORDERED: "info",
    Step.PAID: "good",
    Step.DELIVERED: "good",
    Step.NOT_DELIVERED: "sorry",
    Step.UNKNOWN: "doubt",
    Step.REFUND_ASKED: "doubt",
    Step.REFUND_ACCEPTED: "doubt",
    Step.REFUNDED: "good",
    Step.WITH_STAFF: "doubt",
    Step.PAID_BACK_LATE: "doubt",
    Step.NOT_PAID: "info",
}
_STEP_ICONS = {
    Step.ORDERED: "cart",
    Step.PAID: "check",
    Step.DELIVERED: "hatch",
    Step.NOT_DELIVERED: "close",
    Step.UNKNOWN: "clock",
    Step.REFUND_ASKED: "refund",
    Step.REFUND_ACCEPTED: "refund",
    Step.REFUNDED: "refund",
    Step.WITH_STAFF: "warning",
    Step.PAID_BACK_LATE: "refund",
    Step.NOT_PAID: "close",
}
MISHAP_ICONS = {
    Mishap.NOTHING_FELL: "hatch",
    Mishap.WRONG_THING: "sort",
    Mishap.DAMAGED: "warning",
    Mishap.EXPIRED: "clock",
    Mishap.PAID_NO_ORDER: "receipt",
    Mishap.SCREEN: "contrast",
    Mishap.OTHER: "help",
}


def step_tone(step: Step) -> str:
    return _STEP_TONES[step]


def step_icon(step: Step) -> str:
    return _STEP_ICONS[step]


def step(one: StepView, name: str) -> str:
    """``name`` of the product the step is about."""
    said = {
        Step.ORDERED: translate("Orders", "下单"),
        Step.PAID: translate("Orders", "已付款 %2"),
        Step.DELIVERED: translate("Orders", "%1 已出货"),
        Step.NOT_DELIVERED: translate("Orders", "%1 未能出货"),
        Step.UNKNOWN: translate("Orders", "%1 正在核实"),
        Step.REFUND_ASKED: translate("Orders", "申请退款 %2"),
        Step.REFUND_ACCEPTED: translate("Orders", "退款 %2 已受理，等待到账"),
        Step.REFUNDED: translate("Orders", "已退款 %2"),
        Step.WITH_STAFF: translate("Orders", "退款 %2 由工作人员处理"),
        Step.PAID_BACK_LATE: translate("Orders", "收到迟来的付款 %2，自动退回"),
        Step.NOT_PAID: translate("Orders", "没有付款，订单结束"),
    }[one.step]
    return said.replace("%1", name).replace("%2", words.money(one.amount_fen))


def moment(at_ms: int) -> str:
    """Time of day by the machine's own zone."""
    return time.strftime("%H:%M", time.localtime(at_ms // 1000))


def day(at_ms: int) -> str:
    """Month and day, with the time."""
    return time.strftime("%m-%d %H:%M", time.localtime(at_ms // 1000))


def units(count: int) -> str:
    return translate("Orders", "%1 件").replace("%1", str(count))


def mishap(kind: Mishap) -> str:
    return {
        Mishap.NOTHING_FELL: translate("Orders", "没有掉下来"),
        Mishap.WRONG_THING: translate("Orders", "掉的不对"),
        Mishap.DAMAGED: translate("Orders", "商品破损"),
        Mishap.EXPIRED: translate("Orders", "商品过期"),
        Mishap.PAID_NO_ORDER: translate("Orders", "付了款没有订单"),
        Mishap.SCREEN: translate("Orders", "屏幕有问题"),
        Mishap.OTHER: translate("Orders", "其他问题"),
    }[kind]


def tag(one: Tag) -> str:
    return {
        Tag.FAST: translate("Orders", "出货快"),
        Tag.CLEAN: translate("Orders", "干净"),
        Tag.GOOD_GOODS: translate("Orders", "商品好"),
        Tag.GOOD_PRICE: translate("Orders", "价格好"),
        Tag.SLOW: translate("Orders", "太慢"),
        Tag.JAMMED: translate("Orders", "卡货"),
        Tag.DAMAGED_PACK: translate("Orders", "包装破损"),
        Tag.DIRTY: translate("Orders", "不干净"),
    }[one]


def ticket_title(ticket: TicketView) -> str:
    return translate("Orders", "工单 %1 · %2").replace("%1", ticket.number).replace("%2", mishap(ticket.kind))


def ticket_text(ticket: TicketView) -> str:
    """What happens next and by when, or the answer."""
    if ticket.reply:
        return translate("Orders", "答复：%1").replace("%1", ticket.reply)
    until = day(ticket.due_at_ms)
    return translate("Orders", "我们会在 %1 前答复，显示在这里和手机订单页上。").replace("%1", until)


def tail(number: str) -> str:
    """What is enough to find the order again at this machine."""
    return number[-TAIL_SHOWN:]


def unpaid_title() -> str:
    return translate("Orders", "等待付款")


def unpaid_text() -> str:
    return translate("Orders", "付款码还在等待付款。可以取消，或改一改再付。")


def phone_on_machine() -> str:
    """Where nobody entered a number."""
    return translate("Orders", "机身上的服务电话")
