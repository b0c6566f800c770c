"""Every way our books and a bill can stand to each other, and what is done about it: two tables. Pure.

payments.md 6.4. Nothing is ever refunded on a bill's word: what it tells is asked for again, and the signed
answer goes to the sale, which decides by its own table (``kiosk.sale.table``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from kiosk.payments.bills.bill import RowKind
from kiosk.payments.intent import Method


class Ours(StrEnum):
    """What our books say of one number."""

    PAID = "paid"
    UNPAID = "unpaid"
    STRANGE = "strange"
    """An order that bears our machines' numbers, and our books have not."""
    FOREIGN = "foreign"
    """An order of another system under the same merchant."""
    REFUND_DONE = "refund_done"
    REFUND_WAITING = "refund_waiting"
    NO_REFUND = "no_refund"
    """No refund of ours that may have moved money bears this number; the order is ours."""


class Theirs(StrEnum):
    """What the bill says of it."""

    EQUAL = "equal"
    """The money moved, as much as we have."""
    OTHER = "other"
    """The money moved, another amount."""
    UNDONE = "undone"
    """A refund that failed or was not taken; a payment that somebody's till has undone."""
    ABSENT = "absent"
    UNANSWERED = "unanswered"
    """There is no bill, and the question about this very number got no answer."""


class Case(StrEnum):
    """The class of a finding. Stored by name."""

    OK = "ok"
    AMOUNT = "amount"
    MISSING = "missing"
    """We booked it, the bill has it not."""
    CARRIED = "carried"
    """So near to midnight that the neighbouring day's bill has it, or will."""
    LATE = "late"
    """Money was taken that our books do not have: after the code was given up, or never heard of."""
    UNDONE = "undone"
    """Paid, and undone at the gateway by somebody else."""
    REFUND_CONFIRMED = "refund_confirmed"
    """The bill has a refund that we still wait for."""
    REFUND_FAILED = "refund_failed"
    REFUND_MISSING = "refund_missing"
    """Done by the gateway's word three days ago, and in no bill since."""
    FOREIGN_REFUND = "foreign_refund"
    """Somebody gave money of ours back, by hand in the merchant's back office."""
    FOREIGN_ORDER = "foreign_order"
    STRANGE_ORDER = "strange_order"
    DOUBLED = "doubled"
    """The same number a second time, in this bill or after an earlier one."""
    UNANSWERED = "unanswered"
    NOTHING = "nothing"
    """Both agree that nothing moved: no finding."""


class Action(StrEnum):
    """What a case asks for."""

    NONE = "none"
    ASK = "ask"
    """Ask the gateway about this number now; ``answers.judge`` says what its answer means."""
    WAIT = "wait"
    """Another day's bill decides."""
    PERSON = "person"


ok, amount, missing, late, undone = Case.OK, Case.AMOUNT, Case.MISSING, Case.LATE, Case.UNDONE
confirmed, failed, absent = Case.REFUND_CONFIRMED, Case.REFUND_FAILED, Case.REFUND_MISSING
by_hand, stranger, strange = Case.FOREIGN_REFUND, Case.FOREIGN_ORDER, Case.STRANGE_ORDER
unsaid, nothing = Case.UNANSWERED, Case.NOTHING

Row = Mapping[Theirs, Case]


def _row(*cases: Case) -> Row:
    return dict(zip(Theirs, cases, strict=True))


# fmt: off
PAYMENTS: Mapping[Ours, Row] = {
    #                         EQUAL      OTHER      UNDONE    ABSENT    UNANSWERED
    Ours.PAID:           _row(ok,        amount,    undone,   missing,  unsaid),
    Ours.UNPAID:         _row(late,      late,      undone,   nothing,  unsaid),
    Ours.STRANGE:        _row(strange,   strange,   strange,  nothing,  nothing),
    Ours.FOREIGN:        _row(stranger,  stranger,  stranger, nothing,  nothing),
}
REFUNDS: Mapping[Ours, Row] = {
    #                         EQUAL      OTHER      UNDONE    ABSENT    UNANSWERED
    Ours.REFUND_DONE:    _row(ok,        amount,    failed,   absent,   unsaid),
    Ours.REFUND_WAITING: _row(confirmed, amount,    failed,   nothing,  unsaid),
    Ours.NO_REFUND:      _row(by_hand,   by_hand,   nothing,  nothing,  nothing),
    Ours.STRANGE:        _row(strange,   strange,   nothing,  nothing,  nothing),
    Ours.FOREIGN:        _row(stranger,  stranger,  nothing,  nothing,  nothing),
}
# fmt: on

ACTIONS: Mapping[Case, Action] = {
    Case.OK: Action.NONE,
    Case.AMOUNT: Action.PERSON,
    Case.MISSING: Action.ASK,
    Case.CARRIED: Action.WAIT,
    Case.LATE: Action.ASK,
    Case.UNDONE: Action.PERSON,
    Case.REFUND_CONFIRMED: Action.ASK,
    Case.REFUND_FAILED: Action.ASK,
    Case.REFUND_MISSING: Action.PERSON,
    Case.FOREIGN_REFUND: Action.PERSON,
    Case.FOREIGN_ORDER: Action.NONE,
    Case.STRANGE_ORDER: Action.PERSON,
    Case.DOUBLED: Action.PERSON,
    Case.UNANSWERED: Action.ASK,
    Case.NOTHING: Action.NONE,
}


class Deed(StrEnum):
    """What has become of a finding so far. Stored by name."""

    NOTHING = "nothing"
    """Nothing had to be done."""
    TO_ASK = "to_ask"
    """The gateway has not said yet what is so."""
    WAITS = "waits"
    """Another day's bill decides."""
    TOLD = "told"
    """The gateway's signed answer was handed to the sale, which gives back what is owed."""
    PERSON = "person"
    """Somebody must look."""
    SETTLED = "settled"
    """It was put right since."""
    WITH_MACHINE = "with_machine"
    """In a cloud: booked; the machine that owns the sale gives it back when it asks next."""
    PAID_BACK = "paid_back"
    """The cloud gave it back itself: the machine was gone."""


FIRST_DEED: Mapping[Action, Deed] = {
    Action.NONE: Deed.NOTHING,
    Action.ASK: Deed.TO_ASK,
    Action.WAIT: Deed.WAITS,
    Action.PERSON: Deed.PERSON,
}


class Note(StrEnum):
    """Why it is so, where the case alone does not say; ``words`` has the sentences. Stored by name."""

    NOTHING = ""
    OTHER_DAY = "other_day"
    """By the gateway's answer it belongs to another day."""
    GATEWAY_HAS_IT = "gateway_has_it"
    """Asked, the gateway says that it is so, though its bill does not."""
    GATEWAY_DENIES = "gateway_denies"
    """Asked, the gateway does not say what its bill says, or what our books say."""
    ON_ITS_WAY = "on_its_way"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What one finding is about: found once a day, whatever else happens."""

    kind: RowKind
    order_number: str
    refund_number: str = ""
    """Empty for a payment, and for a refund that bears no number of anybody's."""
    copy: int = 0
    """1 and on: the same number once more in the same bill."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One number on one day: what our books have, what the bill has, what it is called, what was done."""

    method: Method
    day: date
    """The bill's, in Beijing."""
    key: Key
    case: Case
    sale: str = ""
    """Empty for an order that our books have not."""
    machine: str = ""
    ours_fen: int | None = None
    """None: our books have nothing of it."""
    theirs_fen: int | None = None
    """None: the bill has nothing of it."""
    deed: Deed = Deed.NOTHING
    note: Note = Note.NOTHING

    def found(self, case: Case) -> Finding:
        """The same, as this case, before anything was done about it."""
        return replace(self, case=case, deed=FIRST_DEED[ACTIONS[case]])


OPEN = frozenset({Deed.TO_ASK, Deed.WAITS, Deed.PERSON})
"""Not over yet."""


def needs_a_person(finding: Finding) -> bool:
    return finding.deed is Deed.PERSON


_MOVED = frozenset(Case) - {Case.UNDONE, Case.REFUND_FAILED, Case.DOUBLED}


def has_moved(finding: Finding) -> bool:
    """This day's bill has the movement itself: another day's must not have it, too."""
    return finding.theirs_fen is not None and finding.case in _MOVED


def elsewhere(findings: Iterable[Finding], day: date) -> dict[Key, Finding]:
    """What other days' bills have said of each number: that it moved before that it did not, then the
    earliest."""
    there: dict[Key, Finding] = {}
    for finding in sorted(findings, key=lambda one: (not has_moved(one), one.day)):
        if finding.day != day and finding.theirs_fen is not None:
            there.setdefault(finding.key, finding)
    return there
