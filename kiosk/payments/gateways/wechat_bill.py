"""The merchant's daily bill: asked for in two steps, downloaded unsigned, proved by its hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.payments.bills.bill import (
    BillFile,
    BillReady,
    BillResult,
    BillUnknown,
    NotMadeYet,
    NoTrade,
    is_over,
)
from kiosk.payments.bills.table import PLAIN_LIMIT_BYTES, BillError
from kiosk.payments.bills.wechat import parse_wechat
from kiosk.payments.gateways.wechat_errors import CallFailed, ErrorAnswer
from kiosk.payments.gateways.wechat_read import content_of
from kiosk.payments.intent import Problem, ProblemKind

_GZIP_WINDOW_BITS = 31
_GZIP_BEGIN = b"\x1f\x8b"
_DOWNLOAD_PATH = "/v3/billdownload/"
_NO_TRADE = "NO_STATEMENT_EXIST"
_CREATING = "STATEMENT_CREATING"
_INVALID = "INVALID_REQUEST"
"""payments.md 6.1."""


@dataclass(frozen=True, slots=True)
class _Ticket:
    """Where the file lies and what it hashes to; from a signed answer."""

    url: str
    sha1: str


def bill_of(client: Any, base_url: str, day: date, now_s: Callable[[], int]) -> BillResult:
    """payments.md 6.1. ``client`` is the guarded library; ``now_s`` is asked after the answer, whose ``Date``
    has its say in it."""
    try:
        _, body = client.trade_bill(day.isoformat(), bill_type="ALL", tar_type="GZIP")
    except ErrorAnswer as error:
        return _refused(error.problem, day, now_s())
    except CallFailed as error:
        return BillUnknown(error.problem)
    ticket = _ticket_of(body, base_url)
    if isinstance(ticket, Problem):
        return BillUnknown(ticket)
    try:
        _, packed = client.download_bill(ticket.url)
    except CallFailed as error:
        return BillUnknown(error.problem)
    return _read(packed, ticket, day)


def _refused(problem: Problem, day: date, now_s: int) -> BillResult:
    if problem.code == _NO_TRADE:
        return NoTrade()
    if problem.code == _CREATING or (problem.code == _INVALID and not is_over(day, now_s)):
        return NotMadeYet()
    return BillUnknown(problem)


def _ticket_of(body: bytes, base_url: str) -> _Ticket | Problem:
    content = content_of(body)
    if isinstance(content, Problem):
        return content
    url, expected = content.get("download_url"), content.get("hash_value")
    if not isinstance(url, str) or not url.startswith(base_url + _DOWNLOAD_PATH):
        # the library would append a foreign address to its own, or send our signature there (defect 6)
        return _wrong("The bill lies on a server that is not WeChat Pay's.", "BILL_HOST")
    if content.get("hash_type") != "SHA1" or not isinstance(expected, str):
        return _wrong("The bill comes without a known kind of hash.", "BILL_HASH")
    return _Ticket(url, expected.lower())


def _read(packed: bytes, ticket: _Ticket, day: date) -> BillResult:
    ending = "csv.gz" if packed.startswith(_GZIP_BEGIN) else "csv"
    file = BillFile(f"wechat-{day.isoformat()}.{ending}", packed)
    plain = _unpack(packed)
    if isinstance(plain, Problem):
        return BillUnknown(plain, file)
    # the official sample hashes the plain text; other descriptions the packed one (payments.md 6.1)
    hashes = {hashlib.sha1(data, usedforsecurity=False).hexdigest() for data in (plain, packed)}
    if ticket.sha1 not in hashes:
        return BillUnknown(_wrong("The bill does not match its hash.", "BILL_HASH"), file)
    try:
        return BillReady(parse_wechat(plain, day), file)
    except BillError as error:
        return BillUnknown(_wrong(error.text, error.code), file)


def _unpack(packed: bytes) -> bytes | Problem:
    if not packed.startswith(_GZIP_BEGIN):
        return packed
    unpacker = zlib.decompressobj(_GZIP_WINDOW_BITS)
    try:
        plain = unpacker.decompress(packed, PLAIN_LIMIT_BYTES)
    except zlib.error:
        return _wrong("The bill cannot be unpacked.", "BILL_GZIP")
    if not unpacker.eof:
        return _wrong("The bill is too long or broken off.", "BILL_GZIP")
    return plain


def _wrong(text: str, code: str) -> Problem:
    return Problem(ProblemKind.BAD_ANSWER, text, code)
