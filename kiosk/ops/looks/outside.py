"""The doctor's checks of the world outside: the clock, the cloud, the gateways and their keys.

A way that is open proves little: a hotel's login page answers, too, and so does a gateway that knows neither
merchant nor key. So each is asked as the kiosk itself would ask, signed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.cloud_link import KEY_NAME
from kiosk.errors import KnownError
from kiosk.ops.arguments import Doctor
from kiosk.ops.doctor import Check, Finding, Verdict
from kiosk.ops.settings import Settings
from kiosk.payments.intent import (
    CodeReady,
    CreateRefused,
    Gateway,
    Method,
    PaymentOrder,
    Problem,
    ProblemKind,
)
from kiosk.payments.schedule import by_their_clock_s
from kiosk.payments.wallets import WALLETS, Wallet, cloud_wallets
from kiosk.store.lock import is_in_use

if TYPE_CHECKING:
    from kiosk.sync.client import CloudClient

CALL_TIMEOUT_S = 6.0
TRIED_FOR_S = 60
"""How long the doctor's own order could be paid, if anybody saw its code: the shortest WeChat takes."""
TOLD = ("wallet_refused", "refunds_refused")
"""Incidents of a kiosk that the doctor repeats."""
BUILT_AFTER_S = 1_767_225_600
"""2026-01-01: this program did not exist before, so a clock that says so is wrong."""
CLOCK_OFF_MAX_S = 120
"""Gateways refuse signatures that are 300 s off (payments.md 1); this leaves room to drift."""


def clock(_settings: Settings, _command: Doctor) -> Iterator[Finding]:
    if time.time() < BUILT_AFTER_S:
        text = f"This machine thinks it is {time.strftime('%Y-%m-%d', time.gmtime())}. Set the clock."
        yield Finding("clock", Verdict.MISSING, text)


def enrolment(settings: Settings, command: Doctor) -> Iterator[Finding]:
    needed = settings.payments.route == "cloud"
    if not needed and not settings.cloud.url:
        return
    from kiosk.sync.identity import load_enrolment

    try:
        found = load_enrolment(command.data)
    except KnownError as error:
        yield Finding("enrolment", Verdict.MISSING, error.text)
        return
    if found is None:
        text = "This machine is not enrolled. Run: main.py enrol --code CODE --cloud URL"
        yield Finding("enrolment", Verdict.MISSING if needed else Verdict.NOTE, text)
    else:
        yield Finding("enrolment", Verdict.FINE, f"It is {found.machine_id}.")


def cloud(settings: Settings, command: Doctor) -> Iterator[Finding]:
    """First whether it is a cloud and a well one, then whether it knows this machine by its key."""
    if not settings.cloud.url:
        return
    from kiosk.payments.gateways.exchange import Answer, Exchange
    from kiosk.sync.client import USER_AGENT, checked_url

    try:
        url = checked_url(settings.cloud.url)
    except KnownError as error:
        yield Finding("cloud", Verdict.MISSING, error.text)
        return
    exchange = Exchange(url, SystemClock())
    try:
        headers = {"Accept": "application/json", "User-Agent": USER_AGENT}
        answer = exchange.send("GET", "/healthz", headers, read_timeout_s=CALL_TIMEOUT_S)
    finally:
        exchange.close()
    if not isinstance(answer, Answer):
        yield Finding("cloud", Verdict.MISSING, f"{url} cannot be reached. {answer.text}")
        return
    yield from _clock_off("cloud", exchange.clock_offset_s)
    money = _money(answer.body) if 200 <= answer.status < 300 else None
    if money is None:
        text = f"{url} answers with {answer.status}, but not as our cloud: another server, or it is not well."
        yield Finding("cloud", Verdict.MISSING, text)
        return
    if money == "none" and settings.payments.route == "cloud":
        text = f"{url} answers but has no wallet's account, so nobody can pay: give the cloud its --config."
        yield Finding("cloud", Verdict.MISSING, text)
    else:
        test = " This is a TEST cloud: no money is taken." if money == "test" else ""
        yield Finding("cloud", Verdict.FINE, f"{url} answers.{test}")
    yield from _known_here(url, settings, command)


def _money(body: bytes) -> str | None:
    """What a cloud says of its money at GET /healthz (``cloud/CONTRACT.md``); None when it is no cloud."""
    try:
        said = json.loads(body)
        return str(said["money"]) if said["cloud_id"] else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _known_here(url: str, settings: Settings, command: Doctor) -> Iterator[Finding]:
    """One signed question. A machine that is not enrolled has nothing to sign with."""
    try:
        with _as_machine(url, settings, command) as machine:
            if machine is None:
                return
            problem = machine.client.probe()
    except KnownError as error:
        yield Finding("machine key", Verdict.MISSING, error.text)
        return
    if problem is not None:
        yield Finding("machine key", Verdict.MISSING, f"{url}: {problem.text}")
    else:
        yield Finding("machine key", Verdict.FINE, f"The cloud knows {machine.id} by its key.")


@dataclass(frozen=True, slots=True)
class _Machine:
    """This machine as the cloud knows it."""

    id: str
    client: CloudClient


@contextmanager
def _as_machine(url: str, settings: Settings, command: Doctor) -> Iterator[_Machine | None]:
    """None when it is not enrolled, which is told apart. Raises ``KnownError`` for its key."""
    from kiosk.sync.client import CloudClient
    from kiosk.sync.identity import Identity, load_enrolment

    try:
        found = load_enrolment(command.data)
    except KnownError:
        found = None  # told as the enrolment's fault
    if found is None:
        yield None
        return
    named = settings.cloud.key_file
    key_file = settings.base / named if named else command.data / KEY_NAME
    identity = Identity.load_or_create(_there(key_file))
    client = CloudClient(url, identity, found.machine_id, found.cloud_id, SystemClock())
    try:
        yield _Machine(found.machine_id, client)
    finally:
        client.close_connections()


def _there(key_file: Path) -> Path:
    """The doctor makes no key: a new one would be a stranger to the cloud."""
    if not key_file.exists():
        text = f"The machine key {key_file} is not there. Restore it, or enrol again with a new code."
        raise KnownError("identity.missing", text)
    return key_file


def accounts(settings: Settings, command: Doctor) -> Iterator[Finding]:
    """Each wallet behind the cloud: whether its gateway takes the account's keys, as the cloud found out."""
    payments, url = settings.payments, settings.cloud.url
    if payments.route != "cloud" or not url:
        return
    try:
        with _as_machine(url, settings, command) as machine:
            if machine is None:
                return
            for method, gateway in cloud_wallets(payments.methods, machine.client).items():
                wanted = settings.is_given("payments.methods")
                yield from _account(method, gateway, machine.id if command.orders else "", wanted=wanted)
    except KnownError:
        return  # told as the key's or the address's fault


def _account(method: Method, gateway: Gateway, orders_as: str, *, wanted: bool) -> Iterator[Finding]:
    """``orders_as``: the machine's id, where a code is to be ordered. ``wanted``: the installer named it."""
    problem = gateway.probe()
    if problem is not None and problem.kind is ProblemKind.ABSENT:
        text = f"{problem.text} It is not offered."
        yield Finding(method, Verdict.MISSING if wanted else Verdict.NOTE, text)
    elif problem is not None:
        yield Finding(method, Verdict.MISSING, problem.text)
    else:
        yield Finding(method, Verdict.FINE, f"The cloud's gateway accepts {WALLETS[method].proves}.")
        yield from _ordered(method, gateway, orders_as)
    for warning in gateway.warnings:
        yield Finding(method, Verdict.NOTE, warning.text)


def wallets(settings: Settings, command: Doctor) -> Iterator[Finding]:
    """Each wallet that this machine signs for itself."""
    payments = settings.payments
    if payments.route != "direct":
        return
    for method, wallet in WALLETS.items():
        table = payments.tables.get(method)
        if table is not None and method in payments.methods:
            orders_as = (settings.machine.id or "DOCTOR") if command.orders else ""
            yield from _wallet(method, wallet, table, settings.base, orders_as)
        elif settings.is_given("payments.methods") and method in payments.methods:
            yield Finding(method, Verdict.MISSING, f"There is no [payments.{method}] with its keys.")
    if not payments.tables and not settings.is_given("payments.methods") and not settings.till.port:
        text = f"There is no [payments.{next(iter(WALLETS))}] with its keys."
        yield Finding("wallets", Verdict.MISSING, text)


def _wallet(
    method: Method, wallet: Wallet, table: Mapping[str, object], base: Path, orders_as: str
) -> Iterator[Finding]:
    try:
        gateway = wallet.open(table, base, SystemClock(), None)
    except KnownError as error:
        yield Finding(method, Verdict.MISSING, error.text)
        return
    test = " This is a TEST gateway: no money is taken." if gateway.is_test else ""
    yield Finding(method, Verdict.FINE, f"The keys can be read.{test}")
    # the query of an order that does not exist: costs nothing, and only who knows us says so
    try:
        problem = gateway.probe()
        if problem is not None:
            yield Finding(method, Verdict.MISSING, f"{gateway.base_url}{_words(problem)}")
        else:
            yield Finding(method, Verdict.FINE, f"{gateway.base_url} accepts {wallet.proves}.")
            yield from _ordered(method, gateway, orders_as)
        for warning in gateway.warnings:
            yield Finding(method, Verdict.NOTE, warning.text)
        yield from _clock_off(method, gateway.clock_offset_s)
    finally:
        gateway.close_connections()


def _ordered(method: Method, gateway: Gateway, orders_as: str) -> Iterator[Finding]:
    """A code of one fen that nobody sees: it proves what the merchant may do, and both sides' keys."""
    if not orders_as:
        yield Finding(method, Verdict.NOTE, f"{WALLETS[method].unproved} Or run: main.py doctor --order")
        return
    now_s = by_their_clock_s(int(time.time()), gateway.clock_offset_s)
    number = f"DOCTOR{method.value[0].upper()}{time.time_ns() // 1_000_000}"
    order = PaymentOrder(
        number=number,
        sale=number,
        method=method,
        amount_fen=1,
        currency="CNY",
        description="测试，请勿付款",
        machine=orders_as,
        created_at_s=now_s,
        expires_at_s=now_s + TRIED_FOR_S,
    )
    found = gateway.create(order)
    if not isinstance(found, CreateRefused):
        gateway.close(order)
    if isinstance(found, CodeReady):
        text = "A code of 0.01 yuan was given out, shown to nobody and closed: payments are signed up."
        yield Finding(method, Verdict.FINE, f"{text} Refunds are proved by the first one only.")
    else:
        yield Finding(method, Verdict.MISSING, f"No code was given out. {found.problem.text}")


def told(_settings: Settings, command: Doctor) -> Iterator[Finding]:
    """What the kiosk has met that no question of the doctor's finds out: a refund that was refused, an order
    that was. What it owes stays missing; an order's refusal is only old news when no kiosk runs."""
    from kiosk.cabinet.incidents.kinds import Audience
    from kiosk.cabinet.incidents.table import next_step, sentence
    from kiosk.store.listings import open_incidents

    try:
        found = open_incidents(command.data)
    except KnownError:
        return  # told as the books' fault
    runs = is_in_use(command.data)
    for one in found:
        if one.code in TOLD:
            day = time.strftime("%Y-%m-%d", time.gmtime(one.since_ms // 1000))
            words = sentence(one.code, Audience.TECHNICIAN, one.subject, one.text, "en")
            verdict = Verdict.MISSING if runs or one.code == "refunds_refused" else Verdict.NOTE
            text = f"The kiosk says since {day}: {words} {next_step(one.code, 'en')}"
            yield Finding(one.subject or "wallets", verdict, text)


def _words(problem: Problem) -> str:
    if problem.kind in {ProblemKind.NETWORK, ProblemKind.TIMEOUT}:
        return f" cannot be reached. {problem.text}"
    if problem.code == "UNSIGNED" or problem.kind is ProblemKind.BAD_ANSWER:
        return f" is answered by another server, perhaps a network's login page. {problem.text}"
    return f": {problem.text}"


def _clock_off(about: str, off_s: int | None) -> Iterator[Finding]:
    """``off_s``: theirs minus ours by the ``Date`` header; None when there was none."""
    if off_s is not None and abs(off_s) > CLOCK_OFF_MAX_S:
        way = "behind" if off_s > 0 else "ahead of"
        text = f"This machine's clock is {abs(off_s)} s {way} {about}'s. Set it."
        yield Finding("clock", Verdict.MISSING, text)


OUTSIDE_CHECKS: tuple[Check, ...] = (clock, enrolment, cloud, accounts, wallets, told)
