"""What the order page says, in the customer's language. Adding a language is adding one entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Mood = Literal[
    "unpaid",
    "lapsed",
    "not_taken",
    "coming",
    "checking",
    "delivered",
    "refunding",
    "staff",
    "refunded",
    "part_refunded",
]


@dataclass(frozen=True, slots=True)
class Words:
    code: str
    """BCP 47, for the page's ``lang``."""
    names: tuple[str, ...]
    """Keys to look for in a product's names, best first."""
    other: str
    """The code of the language the toggle leads to, and how it is called there."""
    other_name: str
    title: str
    test: str
    moods: Mapping[Mood, tuple[str, str]]
    """Headline and one sentence; ``{amount}`` is money."""
    fates: Mapping[str, str]
    refund_states: Mapping[str, str]
    goods: str
    refunds: str
    paid: str
    number: str
    method: str
    time: str
    lane: str
    methods: Mapping[str, str]
    at_the_machine: Mapping[str, Mapping[Mood, tuple[str, str]]]
    """By method: what is said otherwise of money that never was on a phone."""
    help_title: str
    help_text: str
    help_phone: str
    help_no_phone: str
    live: str
    lost: str
    missing: tuple[str, str]


ZH = Words(
    code="zh-CN",
    names=("zh_CN", "zh-CN", "zh"),
    other="en",
    other_name="English",
    title="订单详情",
    test="测试环境，不收取真实货款",
    moods={
        "unpaid": ("等待付款", "请在售货机屏幕上扫码付款。"),
        "lapsed": ("没有收到付款", "付款码已失效。如果您刚刚付了款，货款会自动原路退回。"),
        "not_taken": ("未付款", "这笔订单没有收款，您的钱没有被扣。"),
        "coming": ("正在出货", "已付款 {amount}，请在取货口等一等。"),
        "checking": ("正在核对", "有商品是否掉落还不确定，我们正在核对。您的钱不会丢。"),
        "delivered": ("已全部出货", "请取走商品，欢迎再来。"),
        "refunding": ("正在退款", "{amount} 正在原路退回，到账前请保留本页。"),
        "staff": ("退款需要人工处理", "{amount} 还没有退成，工作人员正在处理。您的钱不会丢。"),
        "refunded": ("已退款", "{amount} 已退回您的付款账户。"),
        "part_refunded": ("部分商品已退款", "{amount} 已退回您的付款账户，其余商品已出货。"),
    },
    fates={
        "waiting": "即将出货",
        "moving": "正在出货",
        "delivered": "已出货",
        "not_delivered": "未出货",
        "unknown": "正在核对",
        "unpaid": "未付款",
    },
    refund_states={
        "due": "即将退款",
        "sending": "正在申请退款",
        "accepted": "退款处理中，尚未到账",
        "done": "已退款",
        "stuck": "工作人员正在处理",
    },
    goods="商品",
    refunds="退款",
    paid="实付",
    number="订单号",
    method="付款方式",
    time="下单时间",
    lane="货道",
    methods={
        "wechat": "微信支付",
        "alipay": "支付宝",
        "unionpay": "云闪付",
        "cash": "现金",
        "card": "刷卡",
        "pickup": "取货码",
    },
    at_the_machine={
        "cash": {
            "unpaid": ("等待付款", "请在售货机上投币或塞入纸币。"),
            "lapsed": ("没有收到付款", "投进去的钱会从退币口全部退出。"),
            "not_taken": ("未付款", "这笔订单没有收款，投进去的钱从退币口退回。"),
            "refunding": ("正在退币", "{amount} 正从售货机的退币口退出。"),
            "staff": ("退币需要人工处理", "{amount} 没有退全，工作人员会补给您。"),
            "refunded": ("已退款", "{amount} 已从退币口退出。"),
            "part_refunded": ("部分商品已退款", "{amount} 已从退币口退出，其余商品已出货。"),
        },
        "card": {
            "unpaid": ("等待付款", "请在售货机的读卡器上刷卡。"),
            "lapsed": ("没有收到付款", "这张卡没有扣款；如果扣了，会退回您的卡。"),
            "refunding": ("正在退款", "{amount} 正在退回您的卡。"),
            "refunded": ("已退款", "{amount} 没有从您的卡上扣走。"),
        },
        "pickup": {
            "unpaid": ("正在核对取货码", "请看售货机的屏幕。"),
            "lapsed": ("没有取货", "取货码没有用掉。"),
            "not_taken": ("没有取货", "取货码没有用掉。"),
            "refunding": ("商品正在放回取货码", "价值 {amount} 的商品没有掉落，正在放回取货码。"),
            "staff": ("需要人工处理", "价值 {amount} 的商品没有掉落，工作人员会处理。"),
            "refunded": ("取货码仍可使用", "价值 {amount} 的商品没有掉落，再输入同一个取货码就能领取。"),
            "part_refunded": (
                "部分商品仍在取货码上",
                "价值 {amount} 的商品没有掉落，再输入同一个取货码就能领取；其余已出货。",
            ),
        },
    },
    help_title="没有拿到商品？",
    help_text=(
        "先看看取货口。没有掉落的商品会自动原路退款，不用申请：零钱一般几分钟到账，银行卡 1–3 个工作日。"
    ),
    help_phone="还有问题，请打电话并报订单号",
    help_no_phone="还有问题，请拨打售货机上的客服电话，并报上面的订单号。",
    live="本页会自动更新",
    lost="暂时连不上，正在重试…",
    missing=("找不到这个订单", "请重新扫描售货机屏幕上的二维码。刚付完款的话，稍等几秒再试。"),
)

EN = Words(
    code="en",
    names=("en", "en_US", "en-US"),
    other="zh",
    other_name="中文",
    title="Your order",
    test="Test system, no real money is taken",
    moods={
        "unpaid": ("Waiting for payment", "Please scan the code on the machine's screen."),
        "lapsed": (
            "No payment seen",
            "The code is no longer valid. If you have just paid, it goes back by itself.",
        ),
        "not_taken": ("Not paid", "No money was taken for this order."),
        "coming": ("On its way", "{amount} paid. Please wait at the hatch."),
        "checking": (
            "We are checking",
            "We are not yet sure whether everything came out. You will not lose money.",
        ),
        "delivered": ("All delivered", "Please take your goods. See you again!"),
        "refunding": (
            "Refund on its way",
            "{amount} is going back to where it came from. It is not there yet.",
        ),
        "staff": (
            "Our staff are on your refund",
            "{amount} could not be sent back yet. You will not lose money.",
        ),
        "refunded": ("Refunded", "{amount} is back on the account you paid with."),
        "part_refunded": ("Partly refunded", "{amount} is back on your account; the rest was delivered."),
    },
    fates={
        "waiting": "Coming",
        "moving": "Coming out now",
        "delivered": "Delivered",
        "not_delivered": "Not delivered",
        "unknown": "Being checked",
        "unpaid": "Not paid",
    },
    refund_states={
        "due": "To be refunded",
        "sending": "Asking for the refund",
        "accepted": "On its way, not there yet",
        "done": "Refunded",
        "stuck": "Our staff are on it",
    },
    goods="Goods",
    refunds="Refund",
    paid="Paid",
    number="Order number",
    method="Paid with",
    time="Time",
    lane="Lane",
    methods={
        "wechat": "WeChat Pay",
        "alipay": "Alipay",
        "unionpay": "UnionPay",
        "cash": "Cash",
        "card": "Card",
        "pickup": "Pick-up code",
    },
    at_the_machine={
        "cash": {
            "unpaid": ("Waiting for payment", "Please insert coins or bills at the machine."),
            "lapsed": ("No payment seen", "All you put in comes back at the coin return."),
            "not_taken": ("Not paid", "Nothing was taken; what you put in goes back at the coin return."),
            "refunding": ("Coins are coming back", "{amount} is coming out at the coin return."),
            "staff": ("Our staff are on it", "Not all of {amount} came out. Staff will give you the rest."),
            "refunded": ("Refunded", "{amount} came out at the coin return."),
            "part_refunded": (
                "Partly refunded",
                "{amount} came out at the coin return; the rest was delivered.",
            ),
        },
        "card": {
            "unpaid": ("Waiting for payment", "Please tap or insert your card at the machine."),
            "lapsed": ("No payment seen", "The card was not charged; if it was, it goes back to the card."),
            "refunding": ("Refund on its way", "{amount} is going back to your card."),
            "refunded": ("Refunded", "{amount} was not charged to your card."),
        },
        "pickup": {
            "unpaid": ("Checking the pick-up code", "Please look at the machine's screen."),
            "lapsed": ("Nothing was picked up", "The pick-up code was not used."),
            "not_taken": ("Nothing was picked up", "The pick-up code was not used."),
            "refunding": (
                "Going back to your pick-up code",
                "Goods worth {amount} did not fall and are going back to your code.",
            ),
            "staff": ("Our staff are on it", "Goods worth {amount} did not fall. Staff will settle it."),
            "refunded": (
                "Your pick-up code is still good",
                "Goods worth {amount} did not fall: type the same code again to get them.",
            ),
            "part_refunded": (
                "Some goods are still on your code",
                "Goods worth {amount} did not fall: type the same code again. The rest was delivered.",
            ),
        },
    },
    help_title="Something missing?",
    help_text=(
        "Please look into the hatch first. What did not come out is refunded by itself: within minutes to a "
        "wallet, within 1–3 working days to a bank card."
    ),
    help_phone="Still not right? Call us with the order number",
    help_no_phone="Still not right? Call the number on the machine and give the order number above.",
    live="This page updates by itself",
    lost="No connection at the moment, trying again…",
    missing=(
        "We cannot find this order",
        "Please scan the code on the machine's screen again. If you have just paid, wait a few seconds.",
    ),
)

_BY_CODE: Mapping[str, Words] = {"zh": ZH, "en": EN}


def words_for(chosen: str | None, accept_language: str) -> Words:
    """The toggle's choice, else the first language of the phone we have, else Chinese."""
    if chosen is not None and chosen in _BY_CODE:
        return _BY_CODE[chosen]
    for part in accept_language.split(",")[:20]:
        found = _BY_CODE.get(part.split(";")[0].strip().lower().split("-")[0])
        if found is not None:
            return found
    return ZH
