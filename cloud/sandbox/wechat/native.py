"""The order call's body: every published field, typed and limited (payments.md 1.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cloud.sandbox.keys import APPID, MCHID
from cloud.sandbox.net.fields import FieldError, Fields
from cloud.sandbox.state import Order, TradeState
from cloud.sandbox.wechat.answers import Code, Refused

DESCRIPTION_MAX = 127
"""payments.md 1.2 leaves the unit open; bytes are the stricter reading, here and for attach."""
ATTACH_MAX = 128
NOTIFY_URL_MAX = 255
AUTH_CODE_PATTERN = r"1[0-5]\d{16}"
NUMBER_PATTERN = r"[0-9A-Za-z_\-|*]{6,32}"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class NativeRequest:
    """A checked order call."""

    out_trade_no: str
    fingerprint: str
    amount_fen: int
    description: str
    attach: str | None
    notify_url: str
    device_id: str | None
    expire_ms: int | None


def read_native(body: Fields) -> NativeRequest:
    """Every published field, typed and limited. Raises ``FieldError`` or ``Refused``."""
    appid, mchid = body.text("appid", 32), body.text("mchid", 32)
    description = body.text("description", DESCRIPTION_MAX)
    out_trade_no = body.text("out_trade_no", 32, NUMBER_PATTERN)
    notify_url = check_notify_url(body.text("notify_url", NOTIFY_URL_MAX))
    attach = body.maybe_text("attach", ATTACH_MAX)
    expire = body.maybe_text("time_expire", 64)
    body.maybe_text("goods_tag", 32)
    body.flag("support_fapiao")
    amount = body.part("amount")
    total = amount.whole("total", 1)
    amount.maybe_choice("currency", ["CNY"])
    device_id = _read_scene(body.maybe_part("scene_info"))
    _read_detail(body.maybe_part("detail"))
    settle = body.maybe_part("settle_info")
    if settle is not None:
        settle.flag("profit_sharing")
    body.end()
    if mchid != MCHID:
        raise Refused(Code.MCH_NOT_EXISTS, "商户号不存在: mchid")
    if appid != APPID:
        raise Refused(Code.APPID_MCHID_NOT_MATCH, "appid和mchid不匹配，请检查后再试")
    return NativeRequest(
        out_trade_no=out_trade_no,
        fingerprint=body.fingerprint(),
        amount_fen=total,
        description=description,
        attach=attach,
        notify_url=notify_url,
        device_id=device_id,
        expire_ms=None if expire is None else _read_instant(expire),
    )


@dataclass(frozen=True, slots=True)
class CodepayRequest:
    """A checked charge of a code that was read (payments.md 1.12)."""

    out_trade_no: str
    fingerprint: str
    auth_code: str
    amount_fen: int
    description: str
    attach: str | None

    def order(self, now_ms: int) -> Order:
        return Order(
            out_trade_no=self.out_trade_no,
            fingerprint=self.fingerprint,
            amount_fen=self.amount_fen,
            description=self.description,
            attach=self.attach,
            notify_url="",
            device_id=None,
            state=TradeState.NOTPAY,
            created_ms=now_ms,
            expire_ms=None,
        )


def read_codepay(body: Fields) -> CodepayRequest:
    """Raises ``FieldError`` or ``Refused``. What else this call knows, no published page tells."""
    appid, mchid = body.text("appid", 32), body.text("mchid", 32)
    description = body.text("description", DESCRIPTION_MAX)
    out_trade_no = body.text("out_trade_no", 32, NUMBER_PATTERN)
    attach = body.maybe_text("attach", ATTACH_MAX)
    amount, payer, scene = body.part("amount"), body.part("payer"), body.part("scene_info")
    total = amount.whole("total", 1)
    amount.maybe_choice("currency", ["CNY"])
    auth_code = payer.text("auth_code", 32, AUTH_CODE_PATTERN)
    scene.part("store_info").text("id", 32)
    body.end()
    if mchid != MCHID:
        raise Refused(Code.MCH_NOT_EXISTS, "商户号不存在: mchid")
    if appid != APPID:
        raise Refused(Code.APPID_MCHID_NOT_MATCH, "appid和mchid不匹配，请检查后再试")
    return CodepayRequest(out_trade_no, body.fingerprint(), auth_code, total, description, attach)


def check_notify_url(url: str) -> str:
    """Absolute, public, no query string (payments.md 1.2); relaxed for loopback http alone."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise FieldError("notify_url is not an address") from error
    if not host or "?" in url or parts.fragment or parts.username is not None:
        raise FieldError("notify_url must be an absolute address without a query string")
    if parts.scheme == "http" and host in LOOPBACK:
        return url
    inside = re.fullmatch(r"[0-9.]+|.*:.*", host) or "." not in host
    if parts.scheme not in ("http", "https") or inside:
        raise FieldError("notify_url must be a public address (or http on loopback, here alone)")
    return url


def _read_instant(text: str) -> int:
    try:
        if not _RFC3339.fullmatch(text):
            raise ValueError(text)
        return int(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError as error:
        raise FieldError(
            "time_expire must be RFC3339 with an offset, e.g. 2026-10-01T10:05:00+08:00"
        ) from error


def _read_scene(scene: Fields | None) -> str | None:
    if scene is None:
        return None
    scene.text("payer_client_ip", 45)
    device_id = scene.maybe_text("device_id", 32)
    store = scene.maybe_part("store_info")
    if store is not None:
        store.text("id", 32)
        for name, limit in (("name", 256), ("area_code", 32), ("address", 512)):
            store.maybe_text(name, limit)
    return device_id


def _read_detail(detail: Fields | None) -> None:
    if detail is None:
        return
    detail.maybe_whole("cost_price", 0)
    detail.maybe_text("invoice_id", 32)
    for goods in detail.parts("goods_detail"):
        goods.text("merchant_goods_id", 32)
        goods.maybe_text("wechatpay_goods_id", 32)
        goods.maybe_text("goods_name", 256)
        goods.whole("quantity", 1)
        goods.whole("unit_price", 1)
