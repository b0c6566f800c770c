"""``python -m cloud reconcile``: one day on demand, its report as CSV, and a line for each wallet."""

from __future__ import annotations

import csv
import secrets
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cloud.clock import HostClock
from cloud.cloud import open_cloud
from cloud.errors import SettingsError
from cloud.settings import open_wallets, read_config
from cloud.store import bills, machines
from cloud.store.database import Database, StoreUnavailable
from kiosk.money import yuan_text
from kiosk.payments.reconcile.cases import OPEN, Case, Deed, Finding
from kiosk.payments.reconcile.day import Day
from kiosk.payments.reconcile.report import AMOUNTS, COLUMNS, row_of
from kiosk.payments.wallets import WALLETS

UNUSED_URL = "https://example.com"
"""Wallets want an address for notices; nothing is ordered here."""


async def reconcile_day(url: str, config: Path | None, day: date, out: Path) -> bool:
    """True when each wallet that had an order by then has this day, and nothing of it is open.

    Raises ``SettingsError`` in words.
    """
    db = Database(url)
    try:
        if config is not None:
            await _do(db, config, day)
        found = [one for one in [await db.read(bills.kept_day, method, day) for method in WALLETS] if one]
        _write(out, [finding for one in found for finding in one.findings])
        missing = [
            method
            for method in WALLETS
            if (await db.read(bills.progress, method)).has_order_by(day)
            and method not in {one.method for one in found}
        ]
    except StoreUnavailable as error:
        raise SettingsError(str(error)) from None
    finally:
        db.close()
    for one in found:
        sys.stdout.write(_in_words(one))
    for method in missing:
        sys.stdout.write(f"{day.isoformat()} {method.value}: not done yet.\n")
    return not missing and all(one.is_done and not _open(one) for one in found)


async def _do(db: Database, config: Path, day: date) -> None:
    read = read_config(config)
    clock = HostClock()
    wallets = open_wallets(read.wallets, read.base, clock, UNUSED_URL)
    cloud_id = await db.write(machines.keep_fact, "cloud_id", f"cloud-{secrets.token_hex(8)}")
    cloud = open_cloud(db, cloud_id, clock, wallets, {})
    try:
        for method in wallets:
            await cloud.reconciling.day(method, day)
    finally:
        cloud.stop_waiting()
        for wallet in wallets.values():
            wallet.close_connections()


def _open(day: Day) -> list[Finding]:
    """What waits for the neighbouring day's bill is in order."""
    still = OPEN | {Deed.TOLD, Deed.WITH_MACHINE}
    return [one for one in day.findings if one.deed in still and one.case is not Case.CARRIED]


def _in_words(day: Day) -> str:
    agreed = sum(one.case is Case.OK for one in day.findings)
    odd = len(day.findings) - agreed
    return (
        f"{day.day.isoformat()} {day.method.value}: {agreed} agree, {odd} do not; {len(_open(day))} open, "
        f"{len(day.for_a_person)} of them for a person.\n"
    )


def _write(out: Path, findings: Iterable[Finding]) -> None:
    """Whole or not at all. The mark at the beginning lets spreadsheet programs read Chinese."""
    draft = out.with_name(f".{out.name}.part")
    try:
        with draft.open("w", encoding="utf-8-sig", newline="") as stream:
            table = csv.writer(stream)
            table.writerow(COLUMNS)
            for finding in findings:
                named = zip(COLUMNS, row_of(finding), strict=True)
                table.writerow([_text(column, value) for column, value in named])
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise SettingsError(f"{out} cannot be written: {error.strerror}.") from None


def _text(column: str, value: str | int | None) -> str:
    """Numbers of other systems may look like a spreadsheet's formula: they are made plain text."""
    if column in AMOUNTS:
        return "" if value is None else yuan_text(int(value))
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and len(text) > 1 else text
