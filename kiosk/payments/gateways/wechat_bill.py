"""The merchant's daily bill: asked for in two steps, downloaded unsigned, proved by its hash."""

from __future__ import annotations

import hashlib
import zlib
from datetime import date
from typing import Any

from kiosk.payments.gateways.wechat_read import content_of
from kiosk.payments.intent import Problem, ProblemKind

BILL_PLAIN_LIMIT_BYTES = 67_108_864
"""Unpacked; a day of one merchant is far below."""
_GZIP_WINDOW_BITS = 31
_DOWNLOAD_PATH = "/v3/billdownload/"


def fetch_trade_bill(client: Any, base_url: str, day: date) -> bytes | Problem:
    """payments.md 6.1. ``client`` is the guarded library. Raises ``CallFailed``."""
    _, body = client.trade_bill(day.isoformat(), bill_type="ALL", tar_type="GZIP")
    content = content_of(body)
    if isinstance(content, Problem):
        return content
    url, expected = content.get("download_url"), content.get("hash_value")
    if not isinstance(url, str) or not url.startswith(base_url + _DOWNLOAD_PATH):
        # the library would append a foreign address to its own, or send our signature there (defect 6)
        return Problem(
            ProblemKind.BAD_ANSWER, "The bill lies on a server that is not WeChat Pay's.", "BILL_HOST"
        )
    if content.get("hash_type") != "SHA1" or not isinstance(expected, str):
        return Problem(ProblemKind.BAD_ANSWER, "The bill comes without a known kind of hash.", "BILL_HASH")
    _, packed = client.download_bill(url)
    plain = _unpack(packed)
    if isinstance(plain, Problem):
        return plain
    # the official sample hashes the plain text; other descriptions the packed one (payments.md 6.1)
    hashes = {hashlib.sha1(data, usedforsecurity=False).hexdigest() for data in (plain, packed)}
    if expected.lower() not in hashes:
        return Problem(ProblemKind.BAD_ANSWER, "The bill does not match its hash.", "BILL_HASH")
    return plain


def _unpack(packed: bytes) -> bytes | Problem:
    if not packed.startswith(b"\x1f\x8b"):
        return packed
    unpacker = zlib.decompressobj(_GZIP_WINDOW_BITS)
    try:
        plain = unpacker.decompress(packed, BILL_PLAIN_LIMIT_BYTES)
    except zlib.error:
        return Problem(ProblemKind.BAD_ANSWER, "The bill cannot be unpacked.", "BILL_GZIP")
    if not unpacker.eof:
        return Problem(ProblemKind.BAD_ANSWER, "The bill is too long or broken off.", "BILL_GZIP")
    return plain
