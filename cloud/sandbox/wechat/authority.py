"""Who is calling: the ``Authorization`` header, parsed strictly and verified over the bytes as sent.

payments.md 1.5. Nothing here is repaired for the caller: the real gateway repairs nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cloud.sandbox.keys import MCHID, Keys
from cloud.sandbox.wechat.answers import SIGNATURE_TYPE, Code, Refused

TIMESTAMP_WINDOW_S = 300
"""payments.md 1.5: more than five minutes apart is refused."""
ITEMS = frozenset({"mchid", "nonce_str", "signature", "timestamp", "serial_no"})
_ITEM = re.compile(r'([a-z_]+)="([^"\\]*)"')


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came over the wire."""

    method: str
    target: bytes
    """Path and query exactly as sent, still percent-encoded."""
    headers: Mapping[str, str]
    body: bytes


def parse_authorization(header: str) -> dict[str, str]:
    """The five items. Raises ``Refused`` for another scheme, a missing, doubled or unknown item."""
    scheme, _, rest = header.partition(" ")
    if scheme != SIGNATURE_TYPE:
        raise Refused(Code.SIGN_ERROR, f"Authorization: the scheme must be {SIGNATURE_TYPE}")
    items: dict[str, str] = {}
    for piece in rest.split(","):
        match = _ITEM.fullmatch(piece.strip(" "))
        if match is None or match[1] in items:
            raise Refused(Code.SIGN_ERROR, "Authorization: 格式错误, an item is malformed or doubled")
        items[match[1]] = match[2]
    if items.keys() != ITEMS:
        raise Refused(Code.SIGN_ERROR, f"Authorization: exactly these items: {', '.join(sorted(ITEMS))}")
    return items


def check_caller(request: Request, keys: Keys, now_s: int) -> None:
    """Raises ``Refused`` unless the merchant signed exactly this request within the window."""
    _check_plain_headers(request)
    items = parse_authorization(request.headers.get("authorization", ""))
    if items["mchid"] != MCHID:
        raise Refused(Code.SIGN_ERROR, "商户号不存在: mchid is not this merchant")
    if items["serial_no"] != keys.merchant_serial:
        raise Refused(Code.SIGN_ERROR, "serial_no is not the merchant's certificate serial")
    if not (items["timestamp"].isascii() and items["timestamp"].isdigit()):
        raise Refused(Code.SIGN_ERROR, "timestamp must be unix seconds")
    if abs(now_s - int(items["timestamp"])) > TIMESTAMP_WINDOW_S:
        raise Refused(Code.SIGN_ERROR, "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
    signed_text = b"\n".join(
        (
            request.method.encode(),
            request.target,
            items["timestamp"].encode(),
            items["nonce_str"].encode(),
            request.body,
            b"",
        )
    )
    if not items["nonce_str"] or not keys.verify_merchant(signed_text, items["signature"]):
        raise Refused(Code.SIGN_ERROR, "签名错误，请检查后再试")


def answer_serial(request: Request, keys: Keys) -> str:
    """Which platform key the caller verifies with: the public key it names, else the certificate."""
    asked = request.headers.get("wechatpay-serial", "")
    if asked in ("", keys.platform_key_id):
        return asked or keys.certificate_serial()
    if asked != keys.certificate_serial():
        raise Refused(Code.PARAM_ERROR, "Wechatpay-Serial names no key of this platform")
    return asked


def _check_plain_headers(request: Request) -> None:
    if not request.headers.get("user-agent", "").strip():
        raise Refused(Code.PARAM_ERROR, "Http头缺少User-Agent")
    accept = request.headers.get("accept", "")
    if "application/json" not in accept and "*/*" not in accept:
        raise Refused(Code.PARAM_ERROR, "Http头缺少Accept: application/json")
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.body and content_type != "application/json":
        raise Refused(Code.PARAM_ERROR, "Content-Type must be application/json")
