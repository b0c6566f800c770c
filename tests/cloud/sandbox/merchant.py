"""A merchant written from the published rules with ``cryptography`` alone: no code of the sandbox's."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

SCHEME = "WECHATPAY2-SHA256-RSA2048"
NATIVE = "/v3/pay/transactions/native"
REFUNDS = "/v3/refund/domestic/refunds"
OUTSIDE_NOTIFY_URL = "https://pay.example.cn/n/wx"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came. ``headers`` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def number(self) -> int:
        return int(self.headers["request-id"].rsplit("-", 1)[1])


def _json(content: object) -> bytes:
    return json.dumps(content).encode()


class Merchant:
    """Signs what it sends, verifies what it gets."""

    def __init__(self, config: Mapping[str, str]) -> None:
        private = load_pem_private_key(Path(config["merchant_key_file"]).read_bytes(), password=None)
        public = load_pem_public_key(Path(config["platform_public_key_file"]).read_bytes())
        assert isinstance(private, RSAPrivateKey)
        assert isinstance(public, RSAPublicKey)
        self._private, self._public = private, public
        self._apiv3_key = Path(config["apiv3_key_file"]).read_bytes()
        self.config = config
        self.host = urlsplit(config["endpoint"]).netloc

    def authorization(
        self,
        method: str,
        target: str,
        body: bytes,
        at_s: int | None = None,
        changed: Mapping[str, str] | None = None,
    ) -> str:
        timestamp = str(int(time.time()) if at_s is None else at_s)
        nonce = secrets.token_hex(16)
        text = f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n"
        items = {
            "mchid": self.config["mchid"],
            "nonce_str": nonce,
            "signature": b64encode(self._private.sign(text, PKCS1v15(), hashes.SHA256())).decode(),
            "timestamp": timestamp,
            "serial_no": self.config["merchant_serial"],
            **(changed or {}),
        }
        return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in items.items())

    def send(
        self,
        method: str,
        target: str,
        content: object = None,
        *,
        headers: Mapping[str, str | None] | None = None,
        timeout_s: float = 10,
    ) -> Reply:
        """One signed call. ``headers`` replace the usual ones; None leaves one out."""
        body = b"" if content is None else content if isinstance(content, bytes) else _json(content)
        usual: dict[str, str | None] = {
            "Authorization": self.authorization(method, target, body),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "a-merchant",
            "Wechatpay-Serial": self.config["platform_public_key_id"],
            **(headers or {}),
        }
        connection = http.client.HTTPConnection(self.host, timeout=timeout_s)
        try:
            connection.putrequest(method, target, skip_accept_encoding=True)
            for name, value in usual.items():
                if value is not None:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            received = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, received, answer.read())
        finally:
            connection.close()

    def verified(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the platform's public key signed exactly this answer or notice."""
        if headers.get("wechatpay-serial") != self.config["platform_public_key_id"]:
            return False
        text = f"{headers['wechatpay-timestamp']}\n{headers['wechatpay-nonce']}\n".encode() + body + b"\n"
        try:
            signature = b64decode(headers["wechatpay-signature"], validate=True)
            self._public.verify(signature, text, PKCS1v15(), hashes.SHA256())
        except (ValueError, InvalidSignature):
            return False
        return True

    def opened(self, body: bytes) -> Any:
        """The plain content of a notice."""
        resource = json.loads(body)["resource"]
        plain = AESGCM(self._apiv3_key).decrypt(
            resource["nonce"].encode(),
            b64decode(resource["ciphertext"]),
            resource["associated_data"].encode(),
        )
        return json.loads(plain)

    def order_body(
        self, number: str, fen: int = 350, expire_s: int | None = 300, **more: Any
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "appid": self.config["appid"],
            "mchid": self.config["mchid"],
            "description": "可乐 330ml",
            "out_trade_no": number,
            "notify_url": OUTSIDE_NOTIFY_URL,
            "amount": {"total": fen, "currency": "CNY"},
        }
        if expire_s is not None:
            expire = datetime.now(UTC) + timedelta(seconds=expire_s)
            body["time_expire"] = expire.isoformat(timespec="seconds")
        body.update(more)
        return body

    def order(self, number: str, fen: int = 350, expire_s: int | None = 300, **more: Any) -> str:
        """An order; returns its code's text."""
        reply = self.send("POST", NATIVE, self.order_body(number, fen, expire_s, **more))
        assert reply.status == 200, reply.body
        return str(reply.json["code_url"])

    def query(self, number: str) -> Reply:
        return self.send("GET", f"/v3/pay/transactions/out-trade-no/{number}?mchid={self.config['mchid']}")

    def state(self, number: str) -> str:
        return str(self.query(number).json["trade_state"])

    def close(self, number: str) -> Reply:
        target = f"/v3/pay/transactions/out-trade-no/{number}/close"
        return self.send("POST", target, {"mchid": self.config["mchid"]})

    def refund_body(self, refund: str, number: str, fen: int, total: int, **more: Any) -> dict[str, Any]:
        amount = {"refund": fen, "total": total, "currency": "CNY"}
        return {"out_trade_no": number, "out_refund_no": refund, "amount": amount, **more}

    def refund(self, refund: str, number: str, fen: int, total: int, **more: Any) -> Reply:
        return self.send("POST", REFUNDS, self.refund_body(refund, number, fen, total, **more))

    def refund_status(self, refund: str) -> str:
        return str(self.send("GET", f"{REFUNDS}/{refund}").json["status"])
