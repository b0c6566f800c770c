"""The one place where a sale changes: stage x event -> handler, every cell filled.

``step`` is pure: no clock, no random, no log. The shell (``kiosk.vend.runner``) stores the new state and
the effects in one transaction before it carries any effect out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.sale import paying, rebooting, refunding, vending
from kiosk.sale.ending import Step
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
from kiosk.sale.state import Sale, Stage

RULES_VERSION = 4
"""Stored with every step. One more whenever the same sale and event give something else than before: then
the audit no longer replays older steps by rules that did not take them (test_rules_version.py)."""

Handler = Callable[[Sale, Any], Step]
Row = tuple[Handler, Handler, Handler, Handler, Handler, Handler, Handler, Handler, Handler]
Key = type[Event] | Timer
"""What a row is for: an event's type, or for ``DeadlinePassed`` its timer."""


def ignore(sale: Sale, _event: Event) -> Step:
    """Late, doubled or meaningless here; the cell says that this was thought of."""
    return sale, ()


choose, switch, rechoose = paying.choose, paying.switch, paying.choose_again
read = paying.code_read
cancel, drop_out, extend = paying.cancel, paying.cancel_waiting, paying.more_time
ready, seen, unpaid = paying.payment_ready, paying.payment_seen, paying.payment_unpaid
undone = paying.payment_reversed
closed, refused, unknown = paying.payment_closed, paying.payment_refused, paying.payment_unknown
expire, give_up = paying.pay_deadline, paying.close_deadline
over, call = paying.watch_deadline, paying.watch_give_up
result, no_word, settled = vending.vend_result, vending.vend_deadline, vending.staff_settled
back, accepted, no_money = refunding.refund_seen, refunding.refund_accepted, refunding.refund_refused
silent, void = refunding.refund_unknown, refunding.refund_voided
a_day, again, reboot = refunding.refund_give_up, refunding.staff_retried, rebooting.rebooted

# fmt: off
TABLE: Mapping[Key, Row] = {
    # REFUND. is REFUNDING, N_STAFF is NEEDS_STAFF
    #                     OPEN     PAYING   CLOSING  VENDING  SETTLING REFUND.  WATCHING N_STAFF  CLOSED
    MethodChosen:         (choose,  switch,  rechoose,ignore,  ignore,  ignore,  ignore,  ignore,  ignore),
    CodeRead:             (read,    read,    ignore,  ignore,  ignore,  ignore,  ignore,  ignore,  ignore),
    CancelPressed:        (cancel,  cancel,  drop_out,ignore,  ignore,  ignore,  ignore,  ignore,  ignore),
    MoreTimePressed:      (ignore,  extend,  ignore,  ignore,  ignore,  ignore,  ignore,  ignore,  ignore),
    PaymentReady:         (ready,   ready,   ready,   ready,   ready,   ready,   ready,   ready,   ready),
    PaymentSeen:          (seen,    seen,    seen,    seen,    seen,    seen,    seen,    seen,    seen),
    PaymentReversed:      (undone,  undone,  undone,  undone,  undone,  undone,  undone,  undone,  undone),
    PaymentUnpaid:        (unpaid,  unpaid,  unpaid,  unpaid,  unpaid,  unpaid,  unpaid,  unpaid,  ignore),
    PaymentClosed:        (closed,  closed,  closed,  closed,  closed,  closed,  closed,  closed,  ignore),
    PaymentRefused:       (ignore,  refused, refused, refused, refused, refused, refused, refused, ignore),
    PaymentUnknown:       (unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown, ignore),
    VendResult:           (ignore,  ignore,  ignore,  result,  result,  result,  result,  result,  ignore),
    RefundSeen:           (back,    back,    back,    back,    back,    back,    back,    back,    ignore),
    RefundAccepted:       (accepted,accepted,accepted,accepted,accepted,accepted,accepted,accepted,ignore),
    RefundRefused:        (no_money,no_money,no_money,no_money,no_money,no_money,no_money,no_money,ignore),
    RefundUnknown:        (silent,  silent,  silent,  silent,  silent,  silent,  silent,  silent,  ignore),
    RefundVoided:         (void,    void,    void,    void,    void,    void,    void,    void,    ignore),
    Rebooted:             (reboot,  reboot,  reboot,  reboot,  reboot,  reboot,  reboot,  reboot,  ignore),
    StaffSettled:         (ignore,  ignore,  ignore,  ignore,  ignore,  settled, settled, settled, ignore),
    StaffRetried:         (again,   again,   again,   again,   again,   again,   again,   again,   ignore),
    Timer.PAY:            (cancel,  expire,  ignore,  ignore,  ignore,  ignore,  ignore,  ignore,  ignore),
    Timer.CLOSE:          (ignore,  ignore,  give_up, ignore,  ignore,  ignore,  ignore,  ignore,  ignore),
    Timer.WATCH:          (over,    over,    over,    over,    over,    over,    over,    over,    ignore),
    Timer.WATCH_GIVE_UP:  (call,    call,    call,    call,    call,    call,    call,    call,    ignore),
    Timer.VEND:           (ignore,  ignore,  ignore,  no_word, no_word, ignore,  ignore,  ignore,  ignore),
    Timer.REFUND_GIVE_UP: (a_day,   a_day,   a_day,   a_day,   a_day,   a_day,   a_day,   a_day,   ignore),
}
# fmt: on

_COLUMN = {stage: column for column, stage in enumerate(Stage)}


def handler(stage: Stage, event: Event, table: Mapping[Key, Row] = TABLE) -> Handler:
    """The cell for this stage and event."""
    key: Key = event.timer if isinstance(event, DeadlinePassed) else type(event)
    return table[key][_COLUMN[stage]]


def step(sale: Sale, event: Event) -> Step:
    """The sale after ``event``, and what must be done about it, in this order."""
    return handler(sale.stage, event)(sale, event)
