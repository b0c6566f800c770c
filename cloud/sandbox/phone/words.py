"""What the wallet's pages say, in the phone's own language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language. ``refusals`` is by the code of ``PhoneRefused``: (headline, what it means for you)."""

    tag: str
    test: str
    merchant: str
    pay_to: str
    goods: str
    order: str
    time_left: str
    confirm: str
    cancel: str
    paid: str
    paid_text: str
    cancelled: str
    cancelled_text: str
    pay_again: str
    all_codes: str
    home_title: str
    home_text: str
    empty: str
    empty_text: str
    just_now: str
    seconds_ago: str
    minutes_ago: str
    refusals: dict[str, tuple[str, str]]


ZH = Words(
    tag="zh-CN",
    test="测试环境 · 不会真的扣款",
    merchant="自助售货机（模拟商户）",
    pay_to="付款给",
    goods="商品",
    order="订单号",
    time_left="剩余时间",
    confirm="确认支付",
    cancel="取消",
    paid="支付成功",
    paid_text="请看机器屏幕，商品马上就好",
    cancelled="已取消",
    cancelled_text="没有扣款。机器上的付款码到期前仍可支付",
    pay_again="继续支付",
    all_codes="所有待付款",
    home_title="待付款",
    home_text="机器屏幕上的付款码会出现在这里，点一下就像扫码一样",
    empty="还没有等待付款的订单",
    empty_text="在机器上选一件商品，点“扫码支付”",
    just_now="刚刚",
    seconds_ago="{} 秒前",
    minutes_ago="{} 分钟前",
    refusals={
        "paid": ("已经付过了", "这笔订单已支付，不会重复扣款"),
        "closed": ("订单已关闭", "商户已关闭这笔订单。没有扣款，请在机器上重新选购"),
        "replaced": ("付款码已更换", "机器上有一个更新的付款码，请重新扫码。没有扣款"),
        "expired": ("付款时间已过", "这笔订单已超时。没有扣款，请在机器上重新选购"),
        "code_expired": ("付款码已失效", "付款码超过两小时。没有扣款，请在机器上重新选购"),
        "other_payer": ("商家订单信息有误", "另一个账号已扫过这个付款码。没有扣款，请在机器上重新选购"),
        "unknown_code": ("没有这个付款码", "请扫描机器屏幕上的付款码"),
    },
)
EN = Words(
    tag="en",
    test="TEST · no money is taken",
    merchant="Vending machine (emulated merchant)",
    pay_to="Pay to",
    goods="Goods",
    order="Order",
    time_left="Time left",
    confirm="Confirm payment",
    cancel="Cancel",
    paid="Paid",
    paid_text="Look at the machine: your goods are on their way",
    cancelled="Cancelled",
    cancelled_text="Nothing was charged. The code on the machine can still be paid until it expires",
    pay_again="Continue to payment",
    all_codes="All waiting codes",
    home_title="Waiting for payment",
    home_text="Codes on the machine's screen appear here; a tap is like scanning them",
    empty="Nothing is waiting for payment",
    empty_text="Choose something on the machine and touch “scan to pay”",
    just_now="just now",
    seconds_ago="{} s ago",
    minutes_ago="{} min ago",
    refusals={
        "paid": ("Already paid", "This order has been paid and is never charged twice"),
        "closed": (
            "Order closed",
            "The merchant closed this order. Nothing was charged; please choose again",
        ),
        "replaced": (
            "A newer code exists",
            "The machine shows a newer code: scan that one. Nothing was charged",
        ),
        "expired": (
            "Too late to pay",
            "The time for this order is over. Nothing was charged; please choose again",
        ),
        "code_expired": ("Code too old", "This code is over two hours old. Nothing was charged"),
        "other_payer": (
            "Scanned by someone else",
            "Another account has scanned this code. Nothing was charged",
        ),
        "unknown_code": ("No such code", "Please scan the code on the machine's screen"),
    },
)


def words_for(accept_language: str) -> Words:
    """The first language the phone names that we have; Chinese when it names none."""
    for item in accept_language.lower().split(","):
        tag = item.split(";", 1)[0].strip()
        if tag.startswith("zh"):
            return ZH
        if tag.startswith("en"):
            return EN
    return ZH
