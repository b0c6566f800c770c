"""Alipay's daily bill: a signed answer says where it lies for half a minute, the file itself is unsigned.

What proves the file is the way to it: fetched at once, from Alipay's own servers only, and never without
TLS, although the address is given out without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from requests.utils import requote_uri

from kiosk.clock import Clock
from kiosk.payments.bills.alipay import parse_alipay
from kiosk.payments.bills.archive import PACKED_LIMIT_BYTES
from kiosk.payments.bills.bill import (
    BillFile,
    BillReady,
    BillResult,
    BillUnknown,
    NotMadeYet,
    NoTrade,
    day_bounds_s,
)
from kiosk.payments.bills.table import BillError
from kiosk.payments.gateways.alipay.wire import USER_AGENT, AlipayWire, Reply
from kiosk.payments.gateways.alipay.words import refusal_of
from kiosk.payments.gateways.exchange import Exchange
from kiosk.payments.intent import Problem, ProblemKind

METHOD = "alipay.data.dataservice.bill.downloadurl.query"
MADE_WITHIN_S = 12 * 3600
"""payments.md 6.2: made at about nine the next morning, sometimes later. Alipay has one word for a bill that
is not made and for a day without trade; from noon on it is taken for the second."""
ADDRESS_LIMIT_CHARS = 2048
"""The interface's own."""
HOSTS = ("alipay.com", "alipaydev.com", "alipayobjects.com")
"""Alipay's, with all their servers. Genuine bills lie on dwbillcenter.alipay.com."""
_NO_BILL = "bill_not_exist"


@dataclass(frozen=True, slots=True)
class Address:
    """Where one bill can be fetched."""

    base_url: str
    path: str


def bill_of(wire: AlipayWire, base_url: str, clock: Clock, day: date, now_s: Callable[[], int]) -> BillResult:
    """payments.md 6.2. ``base_url`` is the gateway's own; ``now_s`` is asked after the answer, whose ``Date``
    has its say in it."""
    reply = wire.call(METHOD, {"bill_type": "trade", "bill_date": day.isoformat()})
    if isinstance(reply, Problem):
        return BillUnknown(reply)
    if not reply.is_done:
        return _refused(reply, day, now_s())
    address = address_of(reply.content.get("bill_download_url"), base_url)
    if address is None:
        text = "The bill lies on a server that is not Alipay's."
        return BillUnknown(Problem(ProblemKind.BAD_ANSWER, text, "BILL_HOST"))
    content = _fetched(address, clock)
    if isinstance(content, Problem):
        return BillUnknown(content)
    file = BillFile(f"alipay-{day.isoformat()}.zip", content)
    try:
        return BillReady(parse_alipay(content, day), file)
    except BillError as error:
        return BillUnknown(Problem(ProblemKind.BAD_ANSWER, error.text, error.code), file)


def address_of(url: object, base_url: str) -> Address | None:
    """None when it is none of Alipay's: of the emulated gateway only its own is taken."""
    if not isinstance(url, str) or len(url) > ADDRESS_LIMIT_CHARS:
        return None
    try:
        parts, own = urlsplit(requote_uri(url)), urlsplit(base_url)
        is_plain_host = parts.netloc.lower() == parts.hostname
    except ValueError:
        return None
    path = f"{parts.path}?{parts.query}"
    if own.scheme == "http":
        is_own = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        return Address(base_url, path) if is_own else None
    host = parts.hostname or ""
    is_alipays = any(host == one or host.endswith(f".{one}") for one in HOSTS)
    if not is_alipays or not is_plain_host or parts.scheme not in ("http", "https"):
        return None
    return Address(f"https://{host}", path)


def _refused(reply: Reply, day: date, now_s: int) -> BillResult:
    if reply.sub_code.lower().endswith(_NO_BILL):
        return NoTrade() if now_s >= day_bounds_s(day)[1] + MADE_WITHIN_S else NotMadeYet()
    problem = refusal_of(reply.content)
    return BillUnknown(problem or Problem(ProblemKind.GATEWAY, "Alipay refused the call."))


def _fetched(address: Address, clock: Clock) -> bytes | Problem:
    """The address is a secret of its own and lives for seconds: it is neither kept nor told."""
    exchange = Exchange(address.base_url, clock)
    headers = {"User-Agent": USER_AGENT}
    try:
        found = exchange.send_repeatable("GET", address.path, headers, body_limit_bytes=PACKED_LIMIT_BYTES)
    finally:
        exchange.close()
    if isinstance(found, Problem):
        return found
    if found.status != 200:
        text = (
            "The bill's address was over before it was fetched, or its server has a fault: ask again later."
        )
        return Problem(ProblemKind.GATEWAY, text, f"HTTP_{found.status}")
    return found.body
