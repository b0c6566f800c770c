"""``wechatpayv3`` behind a guard: the library composes, signs, verifies and decrypts; this file decides
what may be sent and what may be believed. The numbers are those of the defect list in docs/payments.md.

This module loads the library, which is heavy: import it late.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping

from wechatpayv3 import WeChatPay, WeChatPayType  # type: ignore[import-untyped]  # the library has no types
from wechatpayv3.core import Core  # type: ignore[import-untyped]  # as above
from wechatpayv3.type import RequestType  # type: ignore[import-untyped]  # as above

from kiosk.errors import BugError
from kiosk.payments.gateways.exchange import (
    BODY_LIMIT_BYTES,
    CONNECT_TIMEOUT_S,
    READ_TIMEOUT_S,
    Answer,
    Exchange,
)
from kiosk.payments.gateways.wechat_errors import (
    CallFailed,
    error_answer,
    is_clock_refusal,
    unbelievable,
)
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.payments.schedule import CLOCK_TRUSTED_WITHIN_S
from kiosk.payments.settings import WechatSettings

REPLAY_WINDOW_S = 300
"""payments.md 1.6: an answer or notice older or newer than this is a replay (defect 1)."""
TRIES_WHEN_CUT = 2
"""A connection that broke without an answer is tried once more with the same bytes (defect 4). Every call
is keyed by our own number, so a repeat of one that had arrived changes nothing."""
BILL_LIMIT_BYTES = 16_777_216
"""As downloaded; a day of one merchant is far below."""
UNSIGNED_PATH = "/v3/billdownload/"
"""payments.md 1.6: the only answers that bear no signature; proved by their hash instead."""
USER_AGENT = "huodao-kiosk/1"
"""payments.md 1.5: must be present."""
SCENE = {"store_info": {"id": "1"}}
"""Codepay wants to know the shop (payments.md 1.12); a machine has no number of one."""
SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
_PLATFORM_KEY = (
    "If that lasts, payments.wechat.platform_public_key_file and platform_public_key_id do not belong "
    "together or are another merchant's: take both anew from the merchant platform."
)
_SIGNED_HEADERS = (
    "Wechatpay-Signature-Type",
    "Wechatpay-Serial",
    "Wechatpay-Timestamp",
    "Wechatpay-Nonce",
    "Wechatpay-Signature",
)


class GuardedCore(Core):  # type: ignore[misc]  # the library has no types
    """The library's core with its one way to the network replaced."""

    def __init__(self, settings: WechatSettings, exchange: Exchange) -> None:
        super().__init__(
            mchid=settings.mchid,
            cert_serial_no=settings.merchant_serial,
            private_key=settings.merchant_key_pem,
            apiv3_key=settings.apiv3_key,
            logger=None,  # defect 8: the library's log shows the Authorization header
            timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),  # defect 3, should a call ever go past ``request``
            public_key=settings.platform_public_key_pem,
            public_key_id=settings.platform_public_key_id,
        )
        if not hasattr(self, "_gate_way"):
            raise BugError("wechatpayv3 has changed: its core has no _gate_way; keep to version 2.0.4")
        self._gate_way = settings.base_url
        self._exchange = exchange

    def request(
        self,
        path: str,
        method: RequestType = RequestType.GET,
        data: Mapping[str, object] | None = None,
        skip_verify: bool = False,
        sign_data: object = None,
        files: object = None,
        cipher_data: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        """Send one call of the library's; a 2xx whose signature holds is returned, all else is raised.

        The parameters are the library's own. Raises ``CallFailed``.
        """
        if sign_data is not None or files is not None or cipher_data or headers is not None:
            raise CallFailed(Problem(ProblemKind.CONFIG, "This kind of call is not used here."))
        if skip_verify and not path.startswith(UNSIGNED_PATH):
            raise CallFailed(Problem(ProblemKind.CONFIG, "This answer may not go unverified."))
        limit_bytes = BILL_LIMIT_BYTES if skip_verify else BODY_LIMIT_BYTES
        body = _canonical(data) if data is not None else b""
        signed_with_s = self._exchange.correction_s()
        answer = self._send(path, method.value, body, limit_bytes)
        if is_clock_refusal(answer) and self._signed_wrongly(signed_with_s):
            # the refusal's Date has just told what our clock really lacks: once more with that
            answer = self._send(path, method.value, body, limit_bytes)
        if not 200 <= answer.status < 300:
            raise error_answer(answer, path)
        if not skip_verify:
            self.verify(answer.headers, answer.body)
        return answer.status, answer.body

    def verify(self, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        """Is this from WeChat Pay, and from now? The five headers that were verified, or ``CallFailed``.

        Only these five go on to the library: it would prefer Django's or lower-case spellings, and a
        forger could then show us a fresh time stamp and the library an old one.
        """
        lowered = {str(name).lower(): value for name, value in headers.items()}
        signed = {name: lowered.get(name.lower(), "") for name in _SIGNED_HEADERS}
        if not all(signed.values()):
            raise unbelievable("The answer bears no signature.", "UNSIGNED")
        if signed["Wechatpay-Signature-Type"] != SIGNATURE_TYPE:
            raise unbelievable("The answer is signed in an unknown way.", "SIGNATURE_TYPE")
        if signed["Wechatpay-Serial"] != self._public_key_id:
            text = "The answer is signed with a key that is not payments.wechat.platform_public_key_id."
            raise unbelievable(f"{text} {_PLATFORM_KEY}", "SERIAL")
        stamp = signed["Wechatpay-Timestamp"]
        if not re.fullmatch(r"[0-9]{1,12}", stamp):
            raise unbelievable("The answer's time stamp cannot be read.", "TIMESTAMP")
        if abs(self._exchange.now_s() - int(stamp)) > REPLAY_WINDOW_S:
            raise unbelievable(
                "The answer was signed more than 5 minutes ago or ahead: an old one shown again, or this "
                "machine's clock is wrong.",
                "STALE",
            )
        try:
            genuine = self._verify_signature(signed, body.decode("utf-8"))
        except Exception as error:  # the library raises bare exceptions here (defects 2 and 7)
            raise unbelievable("The answer's signature cannot be read.", type(error).__name__) from None
        if not genuine:
            raise unbelievable(f"The answer's signature is false. {_PLATFORM_KEY}", "SIGNATURE")
        return signed

    def _send(self, path: str, method: str, body: bytes, limit_bytes: int) -> Answer:
        problem = Problem(ProblemKind.NETWORK, "Nothing was sent.")
        for _ in range(TRIES_WHEN_CUT):
            found = self._exchange.send(
                method, path, self._headers(path, method, body), body or None, body_limit_bytes=limit_bytes
            )
            if isinstance(found, Answer):
                return found
            problem = found
            if problem.kind is not ProblemKind.NETWORK:
                break
        raise CallFailed(problem)

    def _headers(self, path: str, method: str, body: bytes) -> dict[str, str]:
        """payments.md 1.5. Signed here, not by the library's request: it takes the uncorrected clock."""
        stamp = str(self._exchange.now_s())
        nonce = secrets.token_hex(16).upper()
        signature = self.sign([method, path, stamp, nonce, body.decode("utf-8")])
        headers = {
            "Accept": "application/json",
            "User-Agent": USER_AGENT,
            "Wechatpay-Serial": str(self._public_key_id),
            "Authorization": (
                f'WECHATPAY2-SHA256-RSA2048 mchid="{self._mchid}",nonce_str="{nonce}",'
                f'signature="{signature}",timestamp="{stamp}",serial_no="{self._cert_serial_no}"'
            ),
        }
        if body:
            headers["Content-Type"] = "application/json"
        return headers

    def _signed_wrongly(self, correction_s: int) -> bool:
        """The newest answer tells another time than a call signed with this correction bore."""
        return abs(self._exchange.correction_s() - correction_s) > CLOCK_TRUSTED_WITHIN_S

    def _update_certificates(self) -> None:
        """Never: the library would let any stranger's notice make us download (defect 2)."""
        raise CallFailed(Problem(ProblemKind.BAD_SIGNATURE, "Platform certificates are not used here."))


class GuardedClient(WeChatPay):  # type: ignore[misc]  # the library has no types
    """The library's synchronous client (defect 9: never the asynchronous twin) in public-key mode
    (defect 10), whose every call goes through ``GuardedCore``."""

    def __init__(self, settings: WechatSettings, exchange: Exchange) -> None:
        # the library's own constructor would make a core of its own, and check the key twice (0.1 s);
        # a test compares the names set here with those it sets
        self._type = WeChatPayType.NATIVE
        self._mchid = settings.mchid
        self._appid = settings.appid
        self._notify_url = settings.notify_url
        self._partner_mode = False
        require_hooks(Core)
        self._core = GuardedCore(settings, exchange)

    def charge(self, auth_code: str, **order: object) -> bytes:
        """Charge a code that was read: the body of the answer. Raises ``CallFailed``."""
        _, body = self.pay(
            payer={"auth_code": auth_code}, scene_info=SCENE, pay_type=WeChatPayType.CODEPAY, **order
        )
        return bytes(body)


def require_hooks(core: type) -> None:
    """The private names this guard hangs on; a library without them must not be used at all."""
    names = ("_verify_signature", "_update_certificates", "request", "sign", "callback")
    missing = [name for name in names if not hasattr(core, name)]
    if missing:
        raise BugError(f"wechatpayv3 has changed: its core lacks {missing}; keep to version 2.0.4")


def _canonical(data: Mapping[str, object]) -> bytes:
    """The same content is the same bytes at every repeat."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")
