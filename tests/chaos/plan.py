"""What happens in a round, drawn from a seed: who buys, how they pay, and what goes wrong when. Pure.

A round is a list of sales on one machine; each sale is a value that can be written down, read and run again.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from random import Random
from typing import Any

FAULTY_PERMILLE = 550
"""Sales in which something goes wrong at all; of these, half have a second fault and a few a third."""
SECOND_PERMILLE, THIRD_PERMILLE = 400, 150


class Customer(StrEnum):
    PAYS = "pays"
    CANCELS = "cancels"
    CANCELS_AND_PAYS = "cancels_and_pays"
    """In the same instant."""
    LEAVES = "leaves"
    """The time runs out."""
    PAYS_LATE = "pays_late"
    """After the screen gave up, while the gateway could not be told to close the order."""
    ASKS_FOR_TIME = "asks_for_time"


CUSTOMERS = (
    *[Customer.PAYS] * 13,
    *[Customer.ASKS_FOR_TIME, Customer.CANCELS, Customer.CANCELS, Customer.CANCELS_AND_PAYS],
    *[Customer.LEAVES, Customer.PAYS_LATE, Customer.PAYS_LATE],
)


class When(StrEnum):
    """The instant from which ``delay_ms`` is counted."""

    BUYING = "buying"
    """Before the code is asked for."""
    CODE = "code"
    """The code is on the screen."""
    PAID = "paid"
    """The customer's phone has just paid."""
    OVER = "over"
    """The result is on the screen."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``where`` is who suffers it: cabinet, gateway, network, cloud, process, disk, clock."""

    where: str
    what: str
    when: When
    delay_ms: int = 0
    for_ms: int = 0
    """How long it lasts, where it lasts."""
    more: str = ""
    """A phase of the turn, or the call at the gateway that it befalls."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One sale."""

    number: int
    units: int
    customer: Customer
    faults: tuple[Fault, ...] = ()

    def without(self, index: int) -> Plan:
        return replace(self, faults=self.faults[:index] + self.faults[index + 1 :])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> Plan:
        faults = tuple(Fault(**{**fault, "when": When(fault["when"])}) for fault in table["faults"])
        return cls(table["number"], table["units"], Customer(table["customer"]), faults)


@dataclass(frozen=True, slots=True)
class Round:
    """One machine's history. ``model`` is its board, ``cloud`` its payment route."""

    seed: int
    model: str
    cloud: bool
    plans: tuple[Plan, ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "plans": [plan.as_json() for plan in self.plans]}

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> Round:
        plans = tuple(Plan.from_json(plan) for plan in table["plans"])
        return cls(table["seed"], table["model"], table["cloud"], plans)


MODELS = ("xy", "xy", "tcn", "zdm8", "m102", "adh815")
"""Boards with an eye: what fell is known to them, so every fen can be laid to a thing."""
TURN_PHASES = ("before_ack", "after_ack", "before_drop", "after_drop", "before_result")
OF_A_TURN = ("jam", "no_drop", "drop_not_seen", "late_result", "unknown_status")
OF_THE_WIRE = ("bad_checksum", "split", "merge", "noise_before", "noise_after", "delay")
OF_A_CALL = {
    "http_500": ("native", "query", "close", "refund", "refund_query"),
    "reset_before": ("native", "query", "close", "refund", "refund_query"),
    "reset_after": ("native", "query", "close", "refund", "refund_query"),
    "slow": ("native", "query", "close", "refund"),
    "truncated": ("native", "query", "close", "refund"),
    "html": ("query", "close", "refund"),
    "bad_signature": ("native", "query", "close", "refund"),
    "not_enough": ("refund",),
    "duplicate_notify": ("notify",),
    "late_notify": ("notify",),
    "lost_notify": ("notify",),
}
ROADS = ("cut", "silent", "portal")


def draw_round(seed: int, sales: int) -> Round:
    chance = Random(seed)
    model, cloud = chance.choice(MODELS), chance.random() < 0.4
    return Round(seed, model, cloud, tuple(_draw(number, chance, cloud) for number in range(sales)))


def _draw(number: int, chance: Random, cloud: bool) -> Plan:
    count = 0
    if chance.randrange(1000) < FAULTY_PERMILLE:
        count = 1 + (chance.randrange(1000) < SECOND_PERMILLE) + (chance.randrange(1000) < THIRD_PERMILLE)
    faults = tuple(_fault(chance, cloud) for _ in range(count))
    return Plan(number, chance.choice((1, 1, 1, 2, 2, 3)), chance.choice(CUSTOMERS), faults)


def _fault(chance: Random, cloud: bool) -> Fault:
    when = chance.choice(tuple(When))
    kind = chance.choices(
        ("turn", "strike", "wire", "call", "refund", "road", "kill", "disk", "clock", "cloud"),
        (18, 14, 8, 22, 4, 8, 14, 4, 4, 4),
    )[0]
    match kind:
        case "turn":
            return Fault("cabinet", chance.choice(OF_A_TURN), When.CODE)
        case "strike":
            what = chance.choice(("cut_cable", "power_cut", "silence"))
            return Fault(
                "cabinet", what, When.CODE, 0, chance.choice((150, 600, 2_500)), chance.choice(TURN_PHASES)
            )
        case "wire":
            return Fault("cabinet", chance.choice(OF_THE_WIRE), when)
        case "call":
            what = chance.choice(tuple(OF_A_CALL))
            return Fault(
                "gateway", what, when, 0, chance.choice((300, 1_500)), chance.choice(OF_A_CALL[what])
            )
        case "refund":
            return Fault("gateway", "refund_slowly", When.CODE)
        case "road":
            return Fault(
                "network",
                chance.choice(ROADS),
                when,
                chance.randrange(400),
                chance.choice((300, 2_000, 6_000)),
            )
        case "kill":
            return Fault("process", "kill", when, chance.randrange(1_500))
        case "disk":
            return Fault("disk", "full", when, chance.randrange(400), chance.choice((300, 2_000)))
        case "cloud" if cloud:
            what = chance.choice(("freeze", "kill"))
            return Fault("cloud", what, when, chance.randrange(400), chance.choice((300, 2_000)))
        case _:
            return Fault("clock", "jump", when, 0, chance.choice((5_000, 90_000, 600_000)))
