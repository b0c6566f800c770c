"""A table that decides otherwise than before must say so: the audit replays stored steps by today's table."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator

from kiosk.sale.events import (
    CancelPressed,
    CodeRead,
    DeadlinePassed,
    Event,
    MethodChosen,
    MoreTimePressed,
    PaymentClosed,
    PaymentReady,
    PaymentRefused,
    PaymentReversed,
    PaymentSeen,
    PaymentUnknown,
    PaymentUnpaid,
    Rebooted,
    RefundAccepted,
    RefundRefused,
    RefundSeen,
    RefundUnknown,
    RefundVoided,
    StaffRetried,
    StaffSettled,
    Timer,
    VendResult,
)
from kiosk.sale.state import Fate, Line, Sale, Stage, open_sale
from kiosk.sale.table import RULES_VERSION, TABLE, step
from kiosk.store.sale_json import effect_text, event_text, sale_text

FINGERPRINTS = {1: "52c9c8472b9e6af8", 2: "ebe93c2423f8581a", 3: "2856c42cd1790c46", 4: "530b05f09a09fc2f"}
"""By version: a digest of the decisions below, in the words of the store."""
SALES_MAX = 3_500
"""Enough to meet every cell of the table; more only takes longer."""
WATCHED = (
    MethodChosen("wechat"),
    PaymentReady("K0000001A", "code"),
    MethodChosen("alipay"),
    DeadlinePassed(Timer.CLOSE),
    PaymentReady("K0000001B", "code"),
    PaymentSeen("K0000001B", 1, life_over=True),
    RefundSeen("K0000001R0"),
)
"""The way to a sale that is watched and has a refund: far from the beginning."""


def events(sale: Sale) -> Iterator[Event]:
    """Everything that can be told to ``sale``, about each of its parts."""
    yield from (
        MethodChosen("wechat"),
        MethodChosen("alipay"),
        CodeRead("alipay"),
        CancelPressed(),
        MoreTimePressed(),
        Rebooted(),
    )
    yield from (DeadlinePassed(Timer.PAY), DeadlinePassed(Timer.CLOSE))
    for line in sale.lines:
        yield DeadlinePassed(Timer.VEND, str(line.index))
        for fate in (Fate.DELIVERED, Fate.NOT_DELIVERED, Fate.UNKNOWN):
            yield VendResult(line.index, line.turns, fate)
        yield VendResult(line.index, line.turns, Fate.NOT_DELIVERED, True, "B1", 9)
        yield from (StaffSettled(line.index, True), StaffSettled(line.index, False))
    for attempt in (each.number for each in sale.attempts):
        yield from (
            PaymentReady(attempt, "code"),
            PaymentSeen(attempt, sale.due_fen),
            PaymentSeen(attempt, 1),
            PaymentSeen(attempt, 1, life_over=True),
        )
        yield PaymentReversed(attempt, sale.due_fen)
        yield from (PaymentUnpaid(attempt), PaymentUnpaid(attempt, life_over=True), PaymentUnknown(attempt))
        yield from (PaymentClosed(attempt), PaymentRefused(attempt), DeadlinePassed(Timer.WATCH, attempt))
        yield DeadlinePassed(Timer.WATCH_GIVE_UP, attempt)
    for refund in (each.number for each in sale.refunds):
        yield from (RefundSeen(refund), RefundAccepted(refund), RefundUnknown(refund), RefundVoided(refund))
        yield from (RefundRefused(refund), RefundRefused(refund, hopeless=True), StaffRetried(refund))
        yield DeadlinePassed(Timer.REFUND_GIVE_UP, refund)


def beginnings() -> tuple[Sale, Sale]:
    first = open_sale("K0000001", (Line(0, "tea", "A1", 1, 450), Line(1, "cola", "A2", 2, 300)))
    watched = first
    for event in WATCHED:
        watched, _ = step(watched, event)
    return first, watched


def fingerprint() -> str:
    digest = hashlib.sha256()
    cells = set()
    waiting = deque(beginnings())
    known = set(waiting)
    while waiting:
        sale = waiting.popleft()
        for event in events(sale):
            after, effects = step(sale, event)
            cells.add((event.timer if isinstance(event, DeadlinePassed) else type(event), sale.stage))
            for text in (sale_text(sale), event_text(event), sale_text(after), *map(effect_text, effects)):
                digest.update(text.encode() + b"\n")
            if after not in known and len(known) < SALES_MAX:
                known.add(after)
                waiting.append(after)
    assert len(cells) == len(TABLE) * len(Stage), "a decision that is never met is not in the fingerprint"
    return digest.hexdigest()[:16]


def test_a_change_of_the_rules_has_a_new_version() -> None:
    assert fingerprint() == FINGERPRINTS[RULES_VERSION], (
        f"The table decides otherwise than version {RULES_VERSION} did. Raise kiosk.sale.table.RULES_VERSION "
        "and note the new fingerprint here, beside the old ones."
    )
