"""Alipay's wire: one address, the method as a parameter, RSA2 over the text as it travels (payments.md 2.1,
2.2). Composes, signs and sends; believes nothing that is not signed by Alipay's own key.

``cryptography`` is loaded with the first signature: it is heavy and not needed for the first frame.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kiosk.payments.beijing import beijing_time
from kiosk.payments.gateways.alipay.settings import AlipaySettings
from kiosk.payments.gateways.alipay.words import refusal_of
from kiosk.payments.gateways.exchange import Answer, Exchange
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.payments.schedule import CLOCK_TRUSTED_WITHIN_S

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

PATH = "/gateway.do"
USER_AGENT = "huodao-kiosk/1"
SIGN_TYPE = "RSA2"
NOT_SIGNED_IN_NOTICES = frozenset({"sign", "sign_type", "alipay_cert_sn"})
"""payments.md 2.2: of a request only ``sign`` is left out."""

_FALSE = (
    "The answer's signature is false. If that lasts, payments.alipay.alipay_public_key_file is not Alipay's "
    "key for this application: take it anew from the open platform, where it stands beside our own."
)

Content = Mapping[str, object]


class Signer:
    """Our private and their public key."""

    def __init__(self, settings: AlipaySettings) -> None:
        from cryptography.hazmat.primitives import serialization

        ours = serialization.load_pem_private_key(settings.app_key_pem.encode(), password=None)
        theirs = serialization.load_pem_public_key(settings.alipay_public_key_pem.encode())
        self._ours: RSAPrivateKey = ours  # type: ignore[assignment]  # the settings hold RSA keys only
        self._theirs: RSAPublicKey = theirs  # type: ignore[assignment]  # as above

    def sign(self, text: str) -> str:
        """SHA256withRSA, PKCS#1 v1.5, base64."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        signature = self._ours.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(signature).decode()

    def verifies(self, text: str, signature: str) -> bool:
        """Did Alipay sign exactly ``text``?"""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        try:
            raw = base64.b64decode(signature, validate=True)
            self._theirs.verify(raw, text.encode(), padding.PKCS1v15(), hashes.SHA256())
        except (ValueError, InvalidSignature):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Reply:
    """What Alipay said over its signature."""

    content: Content
    """The answer's own fields: ``code``, ``sub_code`` and what was asked for."""

    @property
    def is_done(self) -> bool:
        """payments.md 2.5: the code alone tells; an answer without ``sub_code`` is no success."""
        return self.content.get("code") == "10000"

    @property
    def sub_code(self) -> str:
        """Why it was refused, e.g. ``ACQ.TRADE_NOT_EXIST``; empty when it was not, or without a reason."""
        return str(self.content.get("sub_code") or "")


class AlipayWire:
    """Any number of threads may call ``call`` at once."""

    def __init__(self, settings: AlipaySettings, exchange: Exchange) -> None:
        self._settings = settings
        self._exchange = exchange
        self.signer = Signer(settings)

    def call(self, method: str, content: Content, *, notify: bool = False) -> Reply | Problem:
        """One call; with ``notify`` the gateway is told where to report by itself."""
        signed_with_s = self._exchange.correction_s()
        found = self._once(method, content, notify)
        if (
            isinstance(found, Problem)
            and found.kind is ProblemKind.CLOCK
            and self._signed_wrongly(signed_with_s)
        ):
            # the refusal's Date has just told what our clock really lacks: once more with that
            found = self._once(method, content, notify)
        return found

    def _once(self, method: str, content: Content, notify: bool) -> Reply | Problem:
        answer = self._send(self._form(method, content, notify))
        if isinstance(answer, Problem):
            return answer
        if answer.status != 200:
            return _odd_status(answer.status)
        return self._believed(answer.body, method.replace(".", "_") + "_response")

    def _form(self, method: str, content: Content, notify: bool) -> bytes:
        """Signed, in the body: names of goods and amounts do not belong into the logs of proxies."""
        parameters = {
            "app_id": self._settings.app_id,
            "method": method,
            "format": "JSON",
            "charset": "utf-8",
            "sign_type": SIGN_TYPE,
            "timestamp": beijing_text(self._exchange.now_s()),
            "version": "1.0",
            # sorted: the same content is the same text at every repeat
            "biz_content": json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        }
        if notify and self._settings.notify_url:
            parameters["notify_url"] = self._settings.notify_url
        return urlencode(parameters | {"sign": self.signer.sign(request_text(parameters))}).encode()

    def _send(self, form: bytes) -> Answer | Problem:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
            "Accept": "application/json",
            "User-Agent": USER_AGENT,
        }
        # every call is keyed by our own number, so a repeat of one that had arrived changes nothing
        return self._exchange.send_repeatable("POST", PATH, headers, form)

    def _believed(self, body: bytes, node: str) -> Reply | Problem:
        """Only what Alipay signed is an answer; an unsigned refusal is words for the installer."""
        parts = top_level(body)
        if parts is None:
            return Problem(ProblemKind.BAD_ANSWER, "The answer is not whole JSON.", "JSON")
        signature, signed = parts.get("sign"), parts.get(node)
        if signature is not None and signed is not None:
            if not self.signer.verifies(signed, str(json.loads(signature))):
                return Problem(ProblemKind.BAD_SIGNATURE, _FALSE, "SIGNATURE")
            content = json.loads(signed)
            if not isinstance(content, dict):
                return Problem(ProblemKind.BAD_ANSWER, "The answer is not a JSON object.", "JSON")
            problem = refusal_of(content)
            if problem is not None and problem.kind is ProblemKind.CLOCK:
                return problem
            return Reply(content)
        said = json.loads(signed or parts.get("error_response") or "null")
        problem = refusal_of(said) if isinstance(said, dict) else None
        return problem or Problem(ProblemKind.BAD_SIGNATURE, "The answer bears no signature.", "UNSIGNED")

    def _signed_wrongly(self, correction_s: int) -> bool:
        """The newest answer tells another time than a call signed with this correction bore."""
        return abs(self._exchange.correction_s() - correction_s) > CLOCK_TRUSTED_WITHIN_S


def request_text(parameters: Mapping[str, str]) -> str:
    """What is signed of a request: every parameter that is not empty but ``sign``, sorted, not encoded."""
    return "&".join(f"{name}={parameters[name]}" for name in sorted(parameters) if parameters[name])


def notice_text(fields: Mapping[str, str]) -> str:
    """What is signed of a notice: every field, also an empty one, but those about the signature."""
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name not in NOT_SIGNED_IN_NOTICES)


def top_level(body: bytes) -> dict[str, str] | None:
    """The values of a JSON object's own fields as the text they travelled in: Alipay signs that text, with
    its ``\\/``, its spaces and its order. None when the body is anything else, or names a field twice."""
    try:
        text = body.decode("utf-8")
        if not isinstance(json.loads(text), dict):
            return None
    except (ValueError, RecursionError):
        return None
    # whole JSON from here on, so each step finds what it looks for
    decoder = json.JSONDecoder()
    found: dict[str, str] = {}
    at = text.index("{") + 1
    while True:
        at = _past_blanks(text, at)
        if text[at] == "}":
            return found
        name, at = decoder.raw_decode(text, at)
        start = _past_blanks(text, text.index(":", at) + 1)
        _, at = decoder.raw_decode(text, start)
        if name in found:
            return None
        found[name] = text[start:at]
        at = _past_blanks(text, at)
        at += text[at] == ","


def _past_blanks(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def beijing_text(at_s: int) -> str:
    """``2026-10-01 10:05:00``: how Alipay writes and wants an instant."""
    return beijing_time(at_s).strftime("%Y-%m-%d %H:%M:%S")


def _odd_status(status: int) -> Problem:
    if status >= 500:
        return Problem(ProblemKind.GATEWAY, "Alipay has a fault of its own.", f"HTTP_{status}")
    if status == 429:
        return Problem(ProblemKind.LIMIT, "Alipay limits the number of calls.", "HTTP_429")
    if 300 <= status < 400:
        return Problem(
            ProblemKind.BAD_ANSWER, "Another server answered with a redirection.", f"HTTP_{status}"
        )
    return Problem(ProblemKind.BAD_ANSWER, "The answer is not one of Alipay's.", f"HTTP_{status}")
