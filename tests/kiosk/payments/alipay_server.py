"""A small, strict stand-in for Alipay over real HTTP, for misbehaviour an honest gateway cannot show.

It verifies every request with its own code, over the text as it was sent, and answers what the test's script
says. The honest gateway with states and books is ``cloud.sandbox.alipay``.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from kiosk.payments.gateways.alipay.settings import AlipaySettings
from tests.kiosk.payments.wechat_server import (
    MERCHANT_KEY,
    PLATFORM_KEY,
    Received,
    Reply,
    WechatServer,
    merchant_pem,
    platform_pem,
)

APP_ID = "2021000000000000"
APP_KEY, ALIPAY_KEY = MERCHANT_KEY, PLATFORM_KEY
FILES = "/files/"
"""Where bills lie; asked for without a signature."""
NOTIFY_URL = "https://pay.example.com/v1/notify/alipay"


def settings_for(endpoint: str, notify_url: str = "") -> AlipaySettings:
    return AlipaySettings(APP_ID, merchant_pem(), platform_pem(), endpoint, notify_url)


def signature_of(text: str, key: rsa.RSAPrivateKey = ALIPAY_KEY) -> str:
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


def method_of(received: Received) -> str:
    return fields_of(received)["method"]


def fields_of(received: Received) -> dict[str, str]:
    return dict(parse_qsl(received.body.decode(), keep_blank_values=True))


def content_of(received: Received) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fields_of(received)["biz_content"])
    return found


def says(method: str, content: dict[str, Any], key: rsa.RSAPrivateKey = ALIPAY_KEY, **more: Any) -> Reply:
    """Signed as Alipay signs: the text of the node as it stands there, slashes escaped."""
    node = json.dumps({"code": "10000", "msg": "Success"} | content, ensure_ascii=False).replace("/", "\\/")
    name = method.replace(".", "_") + "_response"
    body = f'{{"{name}":{node},"sign":"{signature_of(node, key)}"}}'
    return Reply(body=body.encode(), signed=False, **more)


def refuses(method: str, sub_code: str, code: str = "40004", **content: Any) -> Reply:
    return says(method, {"code": code, "msg": "Failed", "sub_code": sub_code, "sub_msg": "不行"} | content)


def unsigned(name: str, content: dict[str, Any]) -> Reply:
    return Reply(body=json.dumps({name: content}).encode(), signed=False)


def notice(fields: dict[str, str], key: rsa.RSAPrivateKey = ALIPAY_KEY, **signed_by: str) -> bytes:
    text = "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
    whole = fields | {"sign_type": "RSA2", "sign": signature_of(text, key)} | signed_by
    return urlencode(whole).encode()


class AlipayServer(WechatServer):
    """Serves the script until closed; ``received`` keeps every request in order."""

    @property
    def methods(self) -> list[str]:
        return [method_of(received) for received in self.received]

    def _check(self, received: Received) -> None:
        """payments.md 2.1, 2.2: split by hand, so that what is verified is what was sent."""
        if received.path.startswith(FILES):
            assert (received.method, received.body) == ("GET", b"")
            return
        pairs = [pair.split("=", 1) for pair in received.body.decode("ascii").split("&")]
        fields = {name: unquote_plus(value, errors="strict") for name, value in pairs}
        assert len(fields) == len(pairs) and all(fields.values())
        assert (received.method, received.path) == ("POST", "/gateway.do")
        assert received.headers["Content-Type"] == "application/x-www-form-urlencoded;charset=utf-8"
        assert (fields["app_id"], fields["charset"], fields["format"]) == (APP_ID, "utf-8", "JSON")
        assert (fields["sign_type"], fields["version"]) == ("RSA2", "1.0")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", fields["timestamp"])
        signature = base64.b64decode(fields.pop("sign"))
        text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
        try:
            APP_KEY.public_key().verify(signature, text.encode(), padding.PKCS1v15(), hashes.SHA256())
        except Exception:
            self.bad_signatures.append(received.path)
