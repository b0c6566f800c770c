"""What UnionPay's answer codes mean, in words: a table. Pure.

``respCode`` is about the call itself, ``origRespCode`` about the transaction that was asked for. The first
column of the table says what a transaction with that code has come to (payments.md 3.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from kiosk.payments.intent import Problem, ProblemKind

SAID_LIMIT_CHARS = 120
"""Of the gateway's own words that are repeated in ours."""


class Fate(Enum):
    """Of a transaction."""

    DONE = auto()
    """Money has moved."""
    UNDER_WAY = auto()
    """Not decided: ask again."""
    UNHEARD = auto()
    """The gateway knows no such transaction: not arrived, or a code nobody has scanned yet."""
    IN_DOUBT = auto()
    """Money has moved, and something went wrong with it: ask again, and let a person look."""
    FAILED = auto()
    """This try has moved no money."""


@dataclass(frozen=True, slots=True)
class Meaning:
    fate: Fate
    kind: ProblemKind
    text: str


def _gateway(fate: Fate, text: str) -> Meaning:
    return Meaning(fate, ProblemKind.GATEWAY, text)


def _failed(kind: ProblemKind, text: str) -> Meaning:
    return Meaning(Fate.FAILED, kind, text)


_KEYS = "check payments.unionpay.mer_id and payments.unionpay.sign_pfx_file."
_RIGHTS = "ask UnionPay to open it for this merchant."

CODES: Mapping[str, Meaning] = {
    "00": _gateway(Fate.DONE, "Done."),
    "A6": _gateway(
        Fate.DONE, "Done, with a defect: look the transaction up on UnionPay's merchant platform."
    ),
    "03": _gateway(Fate.UNDER_WAY, "UnionPay waits for the bank: ask again."),
    "04": _gateway(Fate.UNDER_WAY, "UnionPay does not know yet what became of it: ask again."),
    "05": _gateway(Fate.UNDER_WAY, "UnionPay has accepted it and works on it: ask again."),
    "06": _gateway(Fate.UNDER_WAY, "UnionPay is too busy: ask again."),
    "34": _gateway(Fate.UNHEARD, "UnionPay knows no such transaction."),
    "42": _gateway(Fate.IN_DOUBT, "The bank took the money after the time for it was over."),
    "74": _gateway(Fate.IN_DOUBT, "The bank took the money, but UnionPay has not booked it yet."),
    "75": _gateway(Fate.IN_DOUBT, "The bank took the money, but UnionPay could not book it."),
    "01": _gateway(Fate.FAILED, "UnionPay refused it."),
    "02": _gateway(Fate.FAILED, "UnionPay is closed at the moment."),
    "10": _failed(ProblemKind.CONFIG, f"UnionPay cannot read the message: {_KEYS}"),
    "11": _failed(ProblemKind.CONFIG, f"UnionPay does not accept the signature: {_KEYS}"),
    "12": _gateway(Fate.FAILED, "UnionPay has had this number before."),
    "13": _failed(ProblemKind.CONFIG, f"UnionPay misses a field of the message: {_KEYS}"),
    "31": _failed(ProblemKind.PERMISSION, f"The merchant is not open for payments: {_RIGHTS}"),
    "32": _failed(ProblemKind.PERMISSION, f"The merchant may not do this kind of transaction: {_RIGHTS}"),
    "33": _failed(
        ProblemKind.QUOTA,
        "The amount is beyond the merchant's or the customer's limit: have UnionPay raise the merchant's.",
    ),
    "35": _gateway(Fate.FAILED, "The payment it is about is not there, or not in a state that allows it."),
    "36": _failed(ProblemKind.ACCOUNT, "It does not agree with the payment it is about."),
    "37": _failed(ProblemKind.LIMIT, "UnionPay limits the number of calls."),
    "38": _gateway(Fate.FAILED, "UnionPay's guard against fraud has stopped it."),
    "39": _failed(
        ProblemKind.CLOCK, "The message's time is not one UnionPay takes: set the machine's clock right."
    ),
    "43": _failed(ProblemKind.PERMISSION, f"The merchant has no right to this business: {_RIGHTS}"),
    "44": _failed(ProblemKind.PERMISSION, f"This business is not open for the merchant: {_RIGHTS}"),
    "45": _failed(ProblemKind.ACCOUNT, "The payment has been refunded or undone before."),
    "46": _failed(ProblemKind.ACCOUNT, "The payment has been reversed."),
    "60": _gateway(Fate.FAILED, "The customer's bank refused it."),
    "64": _gateway(Fate.FAILED, "The customer's card does not hold enough."),
    "69": _gateway(Fate.FAILED, "The customer took too long."),
    "73": _gateway(Fate.FAILED, "The customer's card is past its date."),
    "98": _gateway(Fate.FAILED, "UnionPay has no such file."),
    "99": _gateway(Fate.UNDER_WAY, "UnionPay has a fault of its own: ask again."),
}
"""The published answer codes as far as a machine can meet them. What is not here is *under way*: a code
nobody knows must not end anything."""

_UNKNOWN = _gateway(Fate.UNDER_WAY, "UnionPay gave a code that is not in its published list: ask again.")


_BALANCE = "The merchant's money at UnionPay does not cover the refund: pay money in, or wait for sales."
_SPEAKS_OF_BALANCE = ("资金不足", "余额不足", "可退金额不足")
"""UnionPay publishes no code for a merchant without money (payments.md 3.2), so it is told apart by its words
alone: a hint at what to mend, and no decision hangs on it."""


def meaning_of(code: str) -> Meaning:
    return CODES.get(code, _UNKNOWN)


def problem_of(code: str, said: str) -> Problem:
    """Why a call or a transaction did not do what was asked, with a little of the gateway's own words."""
    meaning = meaning_of(code)
    shown = "".join(c for c in said if c.isprintable())[:SAID_LIMIT_CHARS]
    kind, words = meaning.kind, meaning.text
    if code == "01" and any(word in shown for word in _SPEAKS_OF_BALANCE):
        kind, words = ProblemKind.BALANCE, _BALANCE
    text = f'{words} It says: "{shown}"' if shown else words
    return Problem(kind, text, f"ACP_{code[:8]}" if code.isalnum() and code.isascii() else "ACP")
