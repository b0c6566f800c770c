"""What the gateway can say: signed answers, and unsigned refusals with a code."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from enum import Enum

from cloud.sandbox.clock import http_date
from cloud.sandbox.keys import Keys

SIGNATURE_TYPE = "WECHATPAY2-SHA256-RSA2048"
NONCE_BYTES = 16
JSON_TYPE = "application/json; charset=utf-8"


class Code(Enum):
    """HTTP status, the word in the body and the number at the end of ``Request-ID`` (payments.md 1.10).

    Numbers in 900000000-900000099 are this sandbox's own: the real ones are not published.
    """

    PARAM_ERROR = (400, "PARAM_ERROR", 900000001)
    UNKNOWN_FIELD = (400, "PARAM_ERROR", 270924358)
    INVALID_REQUEST = (400, "INVALID_REQUEST", 900000002)
    APPID_MCHID_NOT_MATCH = (400, "APPID_MCHID_NOT_MATCH", 900000003)
    MCH_NOT_EXISTS = (400, "MCH_NOT_EXISTS", 900000004)
    ORDERPAID = (400, "ORDERPAID", 268449538)
    ORDER_CLOSED = (400, "ORDER_CLOSED", 268447914)
    NO_STATEMENT_EXIST = (400, "NO_STATEMENT_EXIST", 900000005)
    STATEMENT_CREATING = (400, "STATEMENT_CREATING", 900000006)
    AUTH_CODE_INVALID = (400, "AUTH_CODE_INVALID", 900000013)
    USERPAYING = (400, "USERPAYING", 900000014)
    SIGN_ERROR = (401, "SIGN_ERROR", 900000007)
    NO_AUTH = (403, "NO_AUTH", 900000013)
    RULE_LIMIT = (403, "RULE_LIMIT", 900000014)
    OUT_TRADE_NO_USED = (403, "OUT_TRADE_NO_USED", 268498688)
    NOT_ENOUGH = (403, "NOT_ENOUGH", 900000008)
    ORDER_NOT_EXIST = (404, "ORDER_NOT_EXIST", 268512771)
    RESOURCE_NOT_EXISTS = (404, "RESOURCE_NOT_EXISTS", 900000009)
    NO_SUCH_CALL = (404, "RESOURCE_NOT_EXISTS", 900000010)
    FREQUENCY_LIMITED = (429, "FREQUENCY_LIMITED", 900000011)
    SYSTEM_ERROR = (500, "SYSTEM_ERROR", 900000012)

    @property
    def status(self) -> int:
        return self.value[0]

    @property
    def word(self) -> str:
        return self.value[1]

    @property
    def number(self) -> int:
        return self.value[2]


class Refused(Exception):
    """The gateway refuses a call; becomes an unsigned answer with the code's status."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer before it is signed and sent."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    signed: bool = True
    number: int = 0
    word: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def json_bytes(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def answered(content: object) -> Answer:
    return Answer(200, json_bytes(content))


EMPTY = Answer(204, b"")


def refused(code: Code, message: str) -> Answer:
    body = json_bytes({"code": code.word, "message": message})
    return Answer(code.status, body, signed=False, number=code.number, word=code.word)


@dataclass(frozen=True, slots=True)
class Seal:
    """How an answer or a notice is signed; the faults change one of these."""

    at_s: int
    serial: str
    break_signature: bool = False
    sign_test: bool = False


def signature_headers(keys: Keys, seal: Seal, body: bytes) -> dict[str, str]:
    """The five ``Wechatpay-*`` headers over ``timestamp\\nnonce\\nbody\\n`` (payments.md 1.6)."""
    nonce = secrets.token_hex(NONCE_BYTES)
    signed_text = b"%d\n%s\n%s\n" % (seal.at_s, nonce.encode(), body)
    if seal.break_signature or seal.sign_test:
        signed_text += b"not what was sent"
    signature = keys.sign(signed_text)
    return {
        "Wechatpay-Timestamp": str(seal.at_s),
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": seal.serial,
        "Wechatpay-Signature": f"WECHATPAY/SIGNTEST/{signature}" if seal.sign_test else signature,
        "Wechatpay-Signature-Type": SIGNATURE_TYPE,
    }


def answer_headers(keys: Keys, seal: Seal, answer: Answer, date_s: int) -> dict[str, str]:
    """All headers of an answer. Refusals and bill files carry no signature (payments.md 1.6)."""
    headers = {
        "Date": http_date(date_s),
        "Request-ID": f"{secrets.token_hex(16).upper()}-{answer.number}",
        **answer.headers,
    }
    if answer.status != EMPTY.status:
        headers["Content-Type"] = answer.content_type
    if answer.signed:
        headers.update(signature_headers(keys, seal, answer.body))
    return headers
