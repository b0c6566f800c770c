"""A small, strict stand-in for WeChat Pay over real HTTP, for misbehaviour an honest gateway cannot show.

It verifies every request's signature over the bytes on the wire with its own code, keeps what it received,
and answers what the test's script says. The honest gateway with states and books is ``cloud.sandbox``.
"""

from __future__ import annotations

import base64
import io
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kiosk.payments.settings import WechatSettings

APPID = "wxd678efh567hg6787"
MCHID = "1900000001"
SERIAL = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
APIV3_KEY = "0123456789abcdef0123456789ABCDEF"
PUB_KEY_ID = "PUB_KEY_ID_0119000000012026112300000000000000"

MERCHANT_KEY = rsa.generate_private_key(65537, 2048)
PLATFORM_KEY = rsa.generate_private_key(65537, 2048)

_ITEM = re.compile(r'([a-z_]+)="([^"]*)"')


def merchant_pem() -> str:
    return MERCHANT_KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def platform_pem() -> str:
    return (
        PLATFORM_KEY.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def settings_for(endpoint: str) -> WechatSettings:
    return WechatSettings(
        appid=APPID,
        mchid=MCHID,
        merchant_key_pem=merchant_pem(),
        merchant_serial=SERIAL,
        apiv3_key=APIV3_KEY,
        platform_public_key_pem=platform_pem(),
        platform_public_key_id=PUB_KEY_ID,
        endpoint=endpoint,
        notify_url="https://pay.example.com/v1/notify/wechat",
    )


def sign_headers(body: bytes, at_s: int, key: rsa.RSAPrivateKey = PLATFORM_KEY) -> dict[str, str]:
    """As WeChat signs answers and notices."""
    nonce = "593BEC0C930BF1AFEB40B4A08C8FB242"
    message = f"{at_s}\n{nonce}\n".encode() + body + b"\n"
    signature = key.sign(message, padding.PKCS1v15(), hashes.SHA256())
    return {
        "Wechatpay-Timestamp": str(at_s),
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": PUB_KEY_ID,
        "Wechatpay-Signature": base64.b64encode(signature).decode(),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }


def encrypt(resource: dict[str, Any], kind: str = "transaction") -> dict[str, str]:
    nonce = "fdasflkja484"
    secret = AESGCM(APIV3_KEY.encode()).encrypt(nonce.encode(), json.dumps(resource).encode(), kind.encode())
    return {
        "original_type": kind,
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(secret).decode(),
        "associated_data": kind,
        "nonce": nonce,
    }


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def authorization(self) -> dict[str, str]:
        return dict(_ITEM.findall(self.headers["Authorization"]))


@dataclass
class Reply:
    """One scripted answer; everything an honest server would set can be spoiled."""

    status: int = 200
    body: bytes = b""
    signed: bool | None = None
    """None: as WeChat does, 2xx signed and the rest not."""
    signed_at_s: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    date_s: int | None = None
    cut: str = ""
    """``before``: reset without an answer. ``half``: whole headers, half the body. ``hang``: silence."""

    @classmethod
    def of(cls, content: object, status: int = 200, **more: Any) -> Reply:
        return cls(status=status, body=json.dumps(content).encode(), **more)

    @classmethod
    def error(cls, status: int, code: str, message: str = "") -> Reply:
        return cls.of({"code": code, "message": message}, status)


Script = Callable[[Received], Reply]


class WechatServer:
    """Serves the script until closed; ``received`` keeps every request in order."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.bad_signatures: list[str] = []
        self.connections = 0
        self.script: Script = lambda _: Reply.error(404, "ORDER_NOT_EXIST")
        self.now_s: Callable[[], int] = lambda: int(time.time())
        self.released = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def plays(self, *replies: Reply) -> None:
        """These answers one after another; the last one again and again."""
        left = list(replies)
        self.script = lambda _: left.pop(0) if len(left) > 1 else left[0]

    @property
    def paths(self) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.received]

    def close(self) -> None:
        self.released.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                server.connections += 1
                super().setup()

            def log_message(self, format: str, *args: object) -> None:
                pass

            def do_GET(self) -> None:
                self._do()

            def do_POST(self) -> None:
                self._do()

            def _do(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                received = Received(self.command, self.path, dict(self.headers), self.rfile.read(length))
                server.received.append(received)
                server._check(received)
                server._answer(self, server.script(received))

        return Handler

    def _check(self, received: Received) -> None:
        """payments.md 1.5, over the raw bytes."""
        items = received.authorization
        message = (
            f"{received.method}\n{received.path}\n{items['timestamp']}\n{items['nonce_str']}\n".encode()
            + received.body
            + b"\n"
        )
        assert received.headers["Authorization"].startswith("WECHATPAY2-SHA256-RSA2048 ")
        assert (items["mchid"], items["serial_no"]) == (MCHID, SERIAL)
        assert received.headers["User-Agent"] and received.headers["Accept"] == "application/json"
        assert received.headers["Wechatpay-Serial"] == PUB_KEY_ID
        try:
            MERCHANT_KEY.public_key().verify(
                base64.b64decode(items["signature"]), message, padding.PKCS1v15(), hashes.SHA256()
            )
        except Exception:
            self.bad_signatures.append(received.path)

    def _answer(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.cut == "hang":
            self.released.wait(30)
        if reply.cut in {"before", "hang"}:
            handler.close_connection = True
            # a reset, not an orderly end
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
            handler.wfile = io.BytesIO()  # nothing more goes out
            return
        at_s = self.now_s() if reply.signed_at_s is None else reply.signed_at_s
        signed = 200 <= reply.status < 300 if reply.signed is None else reply.signed
        headers = {"Content-Type": "application/json", "Request-ID": "08F7-268435456"}
        if signed:
            headers |= sign_headers(reply.body, at_s)
        headers |= reply.headers
        handler.send_response_only(reply.status)
        handler.send_header(
            "Date", formatdate(self.now_s() if reply.date_s is None else reply.date_s, usegmt=True)
        )
        for name, value in headers.items():
            handler.send_header(name, value)
        if reply.status != 204:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        body = reply.body
        if reply.cut == "half":
            body = body[: len(body) // 2]
            handler.close_connection = True
        handler.wfile.write(body)


@contextmanager
def serving() -> Iterator[WechatServer]:
    server = WechatServer()
    try:
        yield server
    finally:
        server.close()
