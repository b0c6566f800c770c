"""Which days of a wallet are to be reconciled now, and when to look again. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from kiosk.payments.beijing import beijing_day
from kiosk.payments.bills.bill import day_bounds_s
from kiosk.payments.reconcile.cases import Deed, Finding

READY_S = 10 * 3_600
"""After midnight in Beijing: the bill of yesterday is there from nine to ten (payments.md 6.1, 6.2)."""
SPREAD_S = 1_800
"""Ten thousand machines do not ask in the same second: each comes some part of this later."""
BILLS_KEPT_DAYS = 90
"""payments.md 6.1: three months back."""
ORDERS_KEPT_DAYS = 30
"""payments.md 3.2: UnionPay answers about an order for so long; ours for every wallet that is asked order by
order."""
AGAIN_S = 1_800
"""payments.md 6.1: a bill that is being made, or did not come, is asked for again half an hour later."""
WITHOUT_BILL_S = 16 * 3_600
"""After midnight: a bill that did not come by then, or cannot be read, is not waited for any longer. Each
order of the day is asked for instead: who paid too late does not wait for a gateway's clerks, or for ours."""
OVERDUE_AGAIN_S = 21_600
"""What was asked in vain for days is not asked every half hour: it may be a day of some hundred questions."""
OVERDUE_DAYS = 3
"""A day that could not be reconciled for so long is for a person."""


def spread_s(name: str) -> int:
    """This machine's (or cloud's) own part of ``SPREAD_S``."""
    return zlib.crc32(name.encode()) % SPREAD_S


def due_days(first: date | None, done: Collection[date], now_s: int, kept_days: int) -> tuple[date, ...]:
    """Days whose bill should be there and that are not done, oldest first.

    ``first``: the day of this wallet's first order, None when there was none; nothing older than
    ``kept_days`` is asked for. ``now_s`` less the asker's own ``spread_s``.
    """
    if first is None:
        return ()
    last = newest_day(now_s)
    day = max(first, beijing_day(now_s) - timedelta(days=kept_days))
    found = []
    while day <= last:
        if day not in done:
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a wallet's days are."""

    first: date | None
    """The day of its first order; None when there was none."""
    done: frozenset[date]

    def due(self, now_s: int, *, has_bills: bool) -> tuple[date, ...]:
        """See ``due_days``; as far back as the gateway answers."""
        return due_days(self.first, self.done, now_s, BILLS_KEPT_DAYS if has_bills else ORDERS_KEPT_DAYS)

    def has_order_by(self, day: date) -> bool:
        return self.first is not None and self.first <= day


def newest_day(now_s: int) -> date:
    """The newest day whose bill should be there."""
    return beijing_day(now_s - READY_S) - timedelta(days=1)


def goes_without_bill(day: date, now_s: int) -> bool:
    """Its bill has had its time (``WITHOUT_BILL_S``)."""
    return now_s >= day_bounds_s(day)[1] + WITHOUT_BILL_S


def is_overdue(day: date, now_s: int) -> bool:
    """It could not be done for ``OVERDUE_DAYS``."""
    _, until_s = day_bounds_s(day)
    return now_s >= until_s + READY_S + OVERDUE_DAYS * 86_400


def again_ms(oldest: date, now_s: int) -> int:
    """How long a wallet is let be of whose days this is the oldest that could not be done."""
    return 1000 * (OVERDUE_AGAIN_S if is_overdue(oldest, now_s) else AGAIN_S)


def is_done(findings: Collection[Finding]) -> bool:
    """Nothing is left to be asked, and every sale has booked what it was told."""
    return all(finding.deed not in (Deed.TO_ASK, Deed.TOLD) for finding in findings)
