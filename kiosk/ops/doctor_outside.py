"""The doctor's checks of the world outside: the clock, the cloud, the gateways and their keys."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from kiosk.errors import KnownError
from kiosk.ops.arguments import Doctor
from kiosk.ops.doctor import Check, Finding, Verdict
from kiosk.ops.settings import Settings
from kiosk.payments.settings import load_wechat

CALL_TIMEOUT_S = 6.0
BUILT_AFTER_S = 1_767_225_600
"""2026-01-01: this program did not exist before, so a clock that says so is wrong."""
CLOCK_OFF_MAX_S = 120
"""Gateways refuse signatures that are 300 s off (payments.md 1); this leaves room to drift."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    clock_off_s: int | None
    """Theirs minus ours by the ``Date`` header; None when there was none."""


def clock(_settings: Settings, _command: Doctor) -> Iterator[Finding]:
    if time.time() < BUILT_AFTER_S:
        text = f"This machine thinks it is {time.strftime('%Y-%m-%d', time.gmtime())}. Set the clock."
        yield Finding("clock", Verdict.MISSING, text)


def enrolment(settings: Settings, command: Doctor) -> Iterator[Finding]:
    if settings.payments.route != "cloud":
        return
    from kiosk.sync.identity import load_enrolment

    try:
        found = load_enrolment(command.data)
    except KnownError as error:
        yield Finding("enrolment", Verdict.MISSING, error.text)
        return
    if found is None:
        text = "This machine is not enrolled. Run: main.py enrol --code CODE --cloud URL"
        yield Finding("enrolment", Verdict.MISSING, text)
    else:
        yield Finding("enrolment", Verdict.FINE, f"It is {found.machine_id}.")


def cloud(settings: Settings, _command: Doctor) -> Iterator[Finding]:
    url = settings.cloud.url
    if url:
        yield from _reach("cloud", f"{url.rstrip('/')}/healthz", needs_success=True)


def wechat(settings: Settings, _command: Doctor) -> Iterator[Finding]:
    payments = settings.payments
    if payments.route != "direct" or "wechat" not in payments.methods:
        return
    table = payments.tables.get("wechat")
    if table is None:
        text = "There is no [payments.wechat] with its keys."
        yield Finding("wechat", Verdict.MISSING, text)
        return
    try:
        wallet = load_wechat(table, settings.base)
    except KnownError as error:
        yield Finding("wechat", Verdict.MISSING, error.text)
        return
    test = " This is a TEST gateway: no money is taken." if wallet.is_test else ""
    yield Finding("wechat", Verdict.FINE, f"The keys can be read.{test}")
    # any answer at all shows that the way is open; the gateway refuses an unsigned one
    yield from _reach("wechat", f"{wallet.base_url}/v3/certificates", needs_success=False)


def _reach(about: str, url: str, *, needs_success: bool) -> Iterator[Finding]:
    answer = call(url)
    if isinstance(answer, str):
        yield Finding(about, Verdict.MISSING, f"{url} cannot be reached: {answer}.")
        return
    if needs_success and answer.status >= 300:
        text = f"{url} answers with {answer.status}: that is not our cloud, or it is not well."
        yield Finding(about, Verdict.MISSING, text)
    else:
        yield Finding(about, Verdict.FINE, f"{url} answers.")
    off_s = answer.clock_off_s
    if off_s is not None and abs(off_s) > CLOCK_OFF_MAX_S:
        way = "behind" if off_s > 0 else "ahead of"
        text = f"This machine's clock is {abs(off_s)} s {way} {about}'s. Set it."
        yield Finding("clock", Verdict.MISSING, text)


def call(url: str) -> Answer | str:
    """One GET; what came of it, or in words why nothing did."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=CALL_TIMEOUT_S)
    try:
        line.request("GET", parts.path or "/")
        answer = line.getresponse()
        return Answer(answer.status, _clock_off_s(answer.headers.get("Date")))
    except TimeoutError:
        return f"no answer within {CALL_TIMEOUT_S:.0f} s"
    except (OSError, http.client.HTTPException) as error:
        return str(error) or type(error).__name__
    finally:
        line.close()


def _clock_off_s(header: str | None) -> int | None:
    if header is None:
        return None
    try:
        return round(parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


OUTSIDE_CHECKS: tuple[Check, ...] = (clock, enrolment, cloud, wechat)
