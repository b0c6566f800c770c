"""What goes with a ticket by itself: what the machine knows of the order. No personal data. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hardware.api import VendOutcome
from kiosk.ids import base32
from kiosk.orders.views import Can, Mishap
from kiosk.sale.state import Sale, Stage

ANSWER_WITHIN_MS = 24 * 60 * 60 * 1000
"""What the screen promises: an answer within a day."""
_TICKET_TIME_CHARS = 9
_TICKET_RANDOM_CHARS = 4
UNPAID_STAGES = frozenset({Stage.OPEN, Stage.PAYING, Stage.CLOSING})
IN_HAND = frozenset({Stage.VENDING, Stage.SETTLING})
"""Goods are being given out: nothing may be asked of the customer but patience."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What else the machine sees at that moment."""

    mode: str = ""
    trouble: str = ""
    network_up: bool = False
    board_up: bool = False
    temperature_c: int | None = None
    incidents: tuple[str, ...] = ()
    """Codes of what is wrong now."""


@dataclass(frozen=True, slots=True)
class Word:
    """The customer's own about a line in doubt."""

    line: int
    has_it: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Of one order, as the books have them."""

    sale: Sale
    opened_at_ms: int
    outcomes: Mapping[int, Sequence[VendOutcome]] = field(default_factory=dict)
    """By line: what the board said."""
    words: tuple[Word, ...] = ()


def ticket_number(utc_ms: int, random_bits: int) -> str:
    """``T``, time and 20 random bits: 14 characters, can be read aloud."""
    return f"T{base32(utc_ms, _TICKET_TIME_CHARS)}{base32(random_bits, _TICKET_RANDOM_CHARS)}"


def evidence(kind: Mishap, seen: Seen, facts: Facts | None) -> dict[str, object]:
    """Plain JSON; whoever answers the ticket reads it beside the customer's one word."""
    found: dict[str, object] = {
        "kind": kind.value,
        "machine": {
            "mode": seen.mode,
            "trouble": seen.trouble,
            "network_up": seen.network_up,
            "board_up": seen.board_up,
            "temperature_c": seen.temperature_c,
            "incidents": list(seen.incidents),
        },
    }
    if facts is not None:
        found["order"] = _order(facts)
    return found


def _order(facts: Facts) -> dict[str, object]:
    sale = facts.sale
    return {
        "number": sale.number,
        "stage": sale.stage.value,
        "opened_at_s": facts.opened_at_ms // 1000,
        "due_fen": sale.due_fen,
        "paid_fen": sale.paid_fen,
        "lines": [
            {
                "index": line.index,
                "sku": line.sku,
                "lane": line.lane,
                "amount_fen": line.amount_fen,
                "fate": line.fate.value,
                "turns": line.turns,
                "board": [
                    {"result": one.result.value, "code": one.raw_code, "run_ms": one.run_ms}
                    for one in facts.outcomes.get(line.index, ())
                ],
            }
            for line in sale.lines
        ],
        "payments": [
            {"method": one.method, "state": one.state.value, "paid_fen": one.paid_fen}
            for one in sale.attempts
        ],
        "refunds": [
            {"number": one.number, "amount_fen": one.amount_fen, "state": one.state.value}
            for one in sale.refunds
        ],
        "customer_says": [{"line": word.line, "has_it": word.has_it} for word in facts.words],
    }


def can(sale: Sale, *, front: bool) -> frozenset[Can]:
    """What may be done with this order now. ``front``: it is the sale on the screen."""
    if sale.funded_by:
        if sale.stage in IN_HAND:
            return frozenset()
        return frozenset({Can.RATE, Can.REPORT})
    if sale.paid_fen:
        return frozenset({Can.REPORT})
    if sale.stage in UNPAID_STAGES:
        return frozenset({Can.CANCEL, Can.CHANGE}) if front else frozenset()
    return frozenset({Can.CHANGE, Can.REPORT})


def is_let_go(sale: Sale) -> bool:
    """Its code can no longer buy anything: what is in it may go back to the cart. An old code that may still
    be paid (``WATCHING``) is among them: that money would go back by itself."""
    return not sale.funded_by and not sale.paid_fen and sale.stage in (Stage.WATCHING, Stage.CLOSED)
