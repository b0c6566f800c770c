"""What the order page says about ratings and tickets. Adding a language is adding one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SaidWords:
    rate_title: str
    rate_done: str
    stars: str
    """``{count}`` of five."""
    tags: Mapping[str, str]
    wrong_title: str
    wrong_text: str
    kinds: Mapping[str, str]
    more: str
    """Above the field for the customer's own words."""
    more_hint: str
    send: str
    again: str
    """It could not be sent."""
    ticket: str
    """``{number}``."""
    waiting: str
    """``{until}``."""
    answered: str
    faq_title: str
    faq_hint: str
    faq_none: str
    steps_title: str
    steps: Mapping[str, str]
    """``{name}`` of the product, ``{amount}`` is money."""


ZH = SaidWords(
    rate_title="这次买得还顺利吗？",
    rate_done="谢谢您的评价",
    stars="{count} 星",
    tags={
        "fast": "出货快",
        "clean": "干净",
        "good_goods": "商品好",
        "good_price": "价格好",
        "slow": "太慢",
        "jammed": "卡货",
        "damaged_pack": "包装破损",
        "dirty": "不干净",
    },
    wrong_title="有问题？告诉我们",
    wrong_text="点一下发生了什么，订单、货道和机器记录会自动附上。",
    kinds={
        "nothing_fell": "没有掉下来",
        "wrong_thing": "掉的不对",
        "damaged": "商品破损",
        "expired": "商品过期",
        "paid_no_order": "付了款没有订单",
        "screen": "屏幕有问题",
        "other": "其他问题",
    },
    more="想补充的话（可以不填）",
    more_hint="请不要写电话、姓名等个人信息",
    send="提交",
    again="没有发出去，请再试一次。",
    ticket="工单 {number}",
    waiting="已收到，{until} 前答复。答复会显示在这里。",
    answered="答复",
    faq_title="先问问看",
    faq_hint="例如：退款什么时候到",
    faq_none="没有找到答案，请在下面告诉我们。",
    steps_title="经过",
    steps={
        "ordered": "下单",
        "paid": "已付款 {amount}",
        "delivered": "{name} 已出货",
        "not_delivered": "{name} 未出货",
        "unknown": "{name} 正在核对",
        "sending": "申请退款 {amount}",
        "accepted": "退款 {amount} 已受理，尚未到账",
        "done": "已退款 {amount}",
        "stuck": "退款 {amount} 由工作人员处理",
    },
)

EN = SaidWords(
    rate_title="How did it go?",
    rate_done="Thank you for rating",
    stars="{count} stars",
    tags={
        "fast": "Fast",
        "clean": "Clean",
        "good_goods": "Good products",
        "good_price": "Good prices",
        "slow": "Slow",
        "jammed": "Jammed",
        "damaged_pack": "Damaged pack",
        "dirty": "Not clean",
    },
    wrong_title="Something wrong? Tell us",
    wrong_text="One tap on what happened; the order, the lane and the machine's record go with it.",
    kinds={
        "nothing_fell": "Nothing came out",
        "wrong_thing": "Wrong product",
        "damaged": "It is damaged",
        "expired": "Past its date",
        "paid_no_order": "Paid, but no order",
        "screen": "Trouble with the screen",
        "other": "Something else",
    },
    more="Anything to add? (optional)",
    more_hint="Please leave out phone numbers and names",
    send="Send",
    again="It could not be sent. Please try again.",
    ticket="Ticket {number}",
    waiting="We have it and answer before {until}. The answer appears here.",
    answered="Our answer",
    faq_title="Ask first",
    faq_hint="e.g. when does the refund arrive",
    faq_none="No answer found; please tell us below.",
    steps_title="What happened when",
    steps={
        "ordered": "Ordered",
        "paid": "Paid {amount}",
        "delivered": "{name}: delivered",
        "not_delivered": "{name}: not delivered",
        "unknown": "{name}: being checked",
        "sending": "Refund of {amount} asked for",
        "accepted": "Refund of {amount} on its way",
        "done": "Refunded {amount}",
        "stuck": "Our staff see to the refund of {amount}",
    },
)

_BY_CODE: Mapping[str, SaidWords] = {"zh-CN": ZH, "en": EN}


def said_words(code: str) -> SaidWords:
    """``code``: of the page's language."""
    return _BY_CODE.get(code, ZH)
