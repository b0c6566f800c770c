"""What the gateway can say: a node and the signature over its very text, or a refusal without one."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from enum import Enum

from cloud.sandbox.keys import Keys
from kiosk.money import yuan_text


class Reason(Enum):
    """``code``, its words, ``sub_code`` and its words (payments.md 2.5)."""

    NO_APP = ("40002", "Invalid Arguments", "isv.invalid-app-id", "无效的AppID参数")
    NO_SIGNATURE = ("40001", "Missing Required Arguments", "isv.missing-signature", "缺少签名参数")
    BAD_SIGNATURE = (
        "40002",
        "Invalid Arguments",
        "isv.invalid-signature",
        "验签出错，请检查密钥",
    )
    BAD_TIME = ("40002", "Invalid Arguments", "isv.invalid-timestamp", "非法的时间戳参数")
    NO_METHOD = ("40002", "Invalid Arguments", "isv.invalid-method", "不存在的方法名")
    BAD_CALL = ("40002", "Invalid Arguments", "isv.invalid-parameter", "参数无效")
    NO_RIGHT = (
        "40006",
        "Insufficient Permissions",
        "isv.insufficient-isv-permissions",
        "ISV权限不足，建议在开发者中心检查签约是否已经生效",
    )
    QUOTA = ("40004", "Business Failed", "ACQ.BEYOND_PAY_RESTRICTION", "商户收款额度超限")
    BUSY = ("40005", "Call Limited", "isv.app-call-limited", "应用调用次数超限")
    UNAVAILABLE = ("20000", "Service Currently Unavailable", "isp.unknow-error", "系统繁忙")
    BAD_PAY_CODE = ("40004", "Business Failed", "ACQ.PAYMENT_AUTH_CODE_INVALID", "支付授权码无效")
    POOR = ("40004", "Business Failed", "ACQ.BUYER_BALANCE_NOT_ENOUGH", "买家余额不足")
    NO_TRADE = ("40004", "Business Failed", "ACQ.TRADE_NOT_EXIST", "交易不存在")
    WRONG_STATE = ("40004", "Business Failed", "ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    ALREADY_PAID = ("40004", "Business Failed", "ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
    ALREADY_CLOSED = ("40004", "Business Failed", "ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
    OTHER_CONTENT = ("40004", "Business Failed", "ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
    WRONG_PARAMETER = ("40004", "Business Failed", "ACQ.INVALID_PARAMETER", "参数无效")
    NO_BALANCE = ("40004", "Business Failed", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足")
    TOO_MUCH = ("40004", "Business Failed", "ACQ.REASON_TRADE_REFUND_FEE_ERR", "退款金额无效")
    FINISHED = ("40004", "Business Failed", "ACQ.TRADE_HAS_FINISHED", "交易已完结")
    OTHER_REFUND = ("40004", "Business Failed", "ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求")
    NO_BILL = ("40004", "Business Failed", "isp.bill_not_exist", "账单不存在")


class Refused(Exception):
    """Not done, and why."""

    def __init__(self, reason: Reason, words: str = "") -> None:
        super().__init__(words or reason.value[3])
        self.reason = reason
        self.words = words or reason.value[3]


@dataclass(frozen=True, slots=True)
class Said:
    """One answer before it is written down."""

    node: str
    content: dict[str, object] = field(default_factory=dict)
    signed: bool = True

    @property
    def word(self) -> str:
        """For the record: what was answered, in short."""
        return str(self.content.get("sub_code", self.content.get("code", "")))


def done(node: str, content: dict[str, object]) -> Said:
    return Said(node, {"code": "10000", "msg": "Success"} | content)


def refused(node: str, reason: Reason, words: str, signed: bool) -> Said:
    code, message, sub_code, _ = reason.value
    return Said(node, {"code": code, "msg": message, "sub_code": sub_code, "sub_msg": words}, signed)


def told_wrongly(said: Said, fault_name: str) -> Said:
    """One fen more (``wrong_amount``), or about something else (``wrong_mchid``): then rightly signed."""
    content = dict(said.content)
    if fault_name == "wrong_mchid":
        content["out_trade_no"] = "SOMEBODYELSES1"
    for name in ("total_amount", "refund_fee", "refund_amount") if fault_name == "wrong_amount" else ():
        if name in content:
            content[name] = one_fen_more(str(content[name]))
    return replace(said, content=content)


def one_fen_more(yuan: str) -> str:
    whole, _, part = yuan.partition(".")
    return yuan_text(int(whole) * 100 + int(part) + 1)


def written(said: Said, keys: Keys, break_signature: bool = False) -> bytes:
    """As it travels: slashes escaped, signed over the node's text."""
    text = json.dumps(said.content, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
    if not said.signed:
        return f'{{"{said.node}":{text}}}'.encode()
    signature = keys.sign((text + " " if break_signature else text).encode())
    return f'{{"{said.node}":{text},"sign":"{signature}"}}'.encode()
