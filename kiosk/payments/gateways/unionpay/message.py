"""Messages of UnionPay ACP 5.1.0 as text: what is signed, what is sent, and how an answer is taken apart.

Pure: no keys, no network, no clock. payments.md 3.2 and 3.3; times are written in +08:00 (8 rule 4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from kiosk.payments.beijing import BEIJING, beijing_time

VERSION = "5.1.0"
ENCODING = "UTF-8"
SIGN_METHOD = "01"
"""RSA with the merchant's certificate; 11 and 12 are secret keys and are not used here."""
CURRENCY_CODES = {"CNY": "156"}
"""ISO 4217 numbers."""
FIELDS_MAX = 100
"""Of one message; UnionPay's have about thirty."""

Fields = Mapping[str, str]

_OPENING, _CLOSING = "{[", "}]"


def stamp(at_s: int) -> str:
    """UTC seconds as ``YYYYMMDDhhmmss`` in Beijing: the form of ``txnTime`` and ``payTimeout``."""
    return beijing_time(at_s).strftime("%Y%m%d%H%M%S")


def trace_time_s(text: str, now_s: int) -> int:
    """``MMDDhhmmss`` in Beijing as UTC seconds: the latest such moment that is not a day ahead of ``now_s``.

    ``now_s`` itself when it cannot be read: a payment is not doubted for want of a time.
    """
    year = beijing_time(now_s).year
    for candidate in (year + 1, year, year - 1):
        try:
            moment = datetime.strptime(f"{candidate}{text}", "%Y%m%d%H%M%S").replace(tzinfo=BEIJING)
        except ValueError:
            continue
        if moment.timestamp() <= now_s + 86_400:
            return int(moment.timestamp())
    return now_s


def signed_text(fields: Fields) -> bytes:
    """What a signature is made of: every field but itself, empty ones left out, ordered by name."""
    parts = [f"{name}={fields[name]}" for name in sorted(fields) if name != "signature" and fields[name]]
    return "&".join(parts).encode()


def digest(fields: Fields) -> bytes:
    """The 64 characters that RSA signs. They are hashed once more by the signature itself: ACP 5.1.0 means
    it so, and a signature over a single hash is refused (payments.md 3.3)."""
    return hashlib.sha256(signed_text(fields)).hexdigest().encode("ascii")


def encoded(fields: Fields) -> bytes:
    """The body of a request: a web form in UTF-8."""
    return urlencode(sorted(fields.items())).encode("ascii")


def from_answer(body: bytes) -> dict[str, str] | None:
    """The fields of an answer, whose values come as they are, not encoded; None when it is no such answer.

    A value may hold ``=`` (base64, a certificate with its line ends) and, inside ``{}`` or ``[]``, ``&``. A
    name that comes twice would leave open which of the two was signed, so that is no answer either.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    fields: dict[str, str] = {}
    for piece in _pieces(text):
        name, equals, value = piece.partition("=")
        if not equals or not name or name in fields or len(fields) >= FIELDS_MAX:
            return None
        fields[name] = value
    return fields


def _pieces(text: str) -> list[str]:
    """``text`` cut at each ``&`` that stands outside brackets."""
    pieces, depth, begun = [], 0, 0
    for at, character in enumerate(text):
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        elif character == "&" and depth == 0:
            pieces.append(text[begun:at])
            begun = at + 1
    return [*pieces, text[begun:]]


def from_notice(body: bytes) -> dict[str, str] | None:
    """The fields of a notice, which is a web form like our own requests; None when it is none."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS_MAX
        )
    except ValueError:
        return None
    fields = dict(pairs)
    return fields if fields and len(fields) == len(pairs) else None
