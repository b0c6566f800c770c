"""``main.py reconcile``: one day held against each wallet's bill, on demand, and a line for each wallet.

Beside a running kiosk it only looks: that one keeps what it finds and does what is to be done. Without one
it keeps the day, and what a sale must be told waits for the next start.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kiosk.clock import Clock, SystemClock
from kiosk.cloud_link import CloudLink
from kiosk.errors import ConfigError, DataInUseError
from kiosk.ops import settings
from kiosk.ops.arguments import Reconcile
from kiosk.ops.settings import Settings
from kiosk.payments.bills.bill import BillFile
from kiosk.payments.intent import CallUnknown, Gateway, Method, QueryResult, RefundResult
from kiosk.payments.reconcile import evidence
from kiosk.payments.reconcile.books import OurPayment, OurRefund
from kiosk.payments.reconcile.cases import OPEN, Case, Finding
from kiosk.payments.reconcile.day import Day, Known, NoDay
from kiosk.payments.reconcile.day import reconcile as reconcile_day
from kiosk.payments.reconcile.days import goes_without_bill, newest_day
from kiosk.payments.reconcile.words import in_one_line, what_was_done
from kiosk.payments.wallets import cloud_wallets, direct_wallets
from kiosk.store.lock import DataLock

if TYPE_CHECKING:
    from kiosk.store.store import Store

AnswerT = TypeVar("AnswerT")
EXIT_OPEN = 1
SHOWN_MAX = 50
"""Findings a wallet; the export has them all."""


def reconcile(command: Reconcile) -> int:
    """0 only when every wallet's day is there and nothing of it is open. Raises ``KnownError``."""
    chosen = settings.load(command.config, command.overrides)
    clock = SystemClock()
    day = date.fromisoformat(command.day) if command.day else newest_day(clock.utc_ms() // 1000)
    gateways, machine = _gateways(chosen, command.data, clock)
    alone = goes_without_bill(day, clock.utc_ms() // 1000)
    with _store(command.data, clock) as store:
        side = _Side(command.data, machine, store)
        found = [
            asyncio.run(reconcile_day(side, gateway, method, day, without_bill=alone))
            for method, gateway in gateways.items()
        ]
    language = "zh_CN" if chosen.machine.languages[0] == "zh_CN" else "en"
    for one in found:
        sys.stdout.write(in_words(one, language))
    if store is None:
        sys.stdout.write("The kiosk is running: this was a look only, it does what is to be done itself.\n")
    return 0 if all(isinstance(one, Day) and is_settled(one) for one in found) else EXIT_OPEN


def is_settled(day: Day) -> bool:
    return day.is_done and not any(_is_open(finding) for finding in day.findings)


def _is_open(finding: Finding) -> bool:
    """What waits for the neighbouring day's bill is in order."""
    return finding.deed in OPEN and finding.case is not Case.CARRIED


def in_words(found: Day | NoDay, language: str) -> str:
    """A line for the wallet, and one for each finding that is not in order."""
    head = f"{found.day.isoformat()} {found.method.value}: "
    if isinstance(found, NoDay):
        reason = (
            found.problem.text if found.problem else "The bill is not made yet; ask again in half an hour."
        )
        return f"{head}{reason}\n"
    agreed = sum(finding.case is Case.OK for finding in found.findings)
    odd = [finding for finding in found.findings if finding.case is not Case.OK]
    people, open_ = len(found.for_a_person), sum(_is_open(finding) for finding in odd)
    lines = [f"{head}{agreed} agree, {len(odd)} do not; {open_} open, {people} of them for a person."]
    if found.problem is not None:
        lines.append(f"  No usable bill, each order was asked for: {found.problem.text}")
    lines += [f"  {in_one_line(one, language)}: {what_was_done(one, language)}" for one in odd[:SHOWN_MAX]]
    if len(odd) > SHOWN_MAX:
        lines.append(f"  ... and {len(odd) - SHOWN_MAX} more: main.py export --what reconciliation has them.")
    return "\n".join([*lines, ""])


def _gateways(chosen: Settings, data: Path, clock: Clock) -> tuple[dict[Method, Gateway], str]:
    """Those of the configured route, and the machine's name. Raises ``KnownError``."""
    payments = chosen.payments
    if payments.route == "direct":
        wallets, _ = direct_wallets(payments.methods, payments.tables, chosen.base, clock)
        return wallets, chosen.machine.id
    key_file = chosen.base / chosen.cloud.key_file if chosen.cloud.key_file else None
    tie = CloudLink(data, key_file, chosen.cloud.url, "", clock).find()
    if tie is None:
        raise ConfigError("enrolment.none", "This machine is not enrolled, so it has no wallet to ask.")
    found = cloud_wallets(payments.methods, tie.client)
    return found, chosen.machine.id or tie.enrolment.machine_id


@contextmanager
def _store(folder: Path, clock: Clock) -> Iterator[Store | None]:
    """None while a kiosk has it."""
    lock = DataLock(folder)
    try:
        lock.acquire()
    except DataInUseError:
        yield None
        return
    try:
        from kiosk.store.store import Store  # loads the database library

        store = Store.open(folder, clock)
        try:
            yield store
        finally:
            store.close()
    finally:
        lock.release()


class _Side:
    """Implements ``Side`` without sales: who is to be told hears of it from the kiosk."""

    def __init__(self, folder: Path, machine: str, store: Store | None) -> None:
        self._folder = folder
        self._machine = machine
        self._store = store

    async def call(self, machine: str, work: Callable[[], AnswerT]) -> AnswerT | CallUnknown:  # noqa: ARG002 one machine
        return await asyncio.to_thread(work)

    async def known(self, method: Method, day: date, numbers: Collection[str]) -> Known:
        from kiosk.store.repositories.wallet_books import known  # loads the database library

        return known(self._folder, method, day, numbers, self._machine)

    async def keep(self, day: Day, settled: Collection[Finding]) -> None:
        if self._store is not None:
            self._store.bills.keep(day, settled)

    async def keep_file(self, file: BillFile) -> None:
        if self._store is not None:
            evidence.keep(self._folder / evidence.FOLDER, file)

    async def tell_payment(self, payment: OurPayment, answer: QueryResult) -> None:
        """Nobody is there to hear it: the day stays open until the kiosk does it."""

    async def tell_refund(self, refund: OurRefund, answer: RefundResult) -> None:
        """As above."""

    async def books_settle(self) -> None:
        """Nothing is being booked."""
