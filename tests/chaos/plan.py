"""What happens in a round, drawn from a seed: who buys, how they pay, and what goes wrong when. Pure.

A round is a list of sales on one machine; each sale is a value that can be written down, read and run again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from random import Random
from typing import Any

FAULTY_PERMILLE = 550
"""Sales in which something goes wrong at all; of these, some have a second fault and a few a third."""
SECOND_PERMILLE, THIRD_PERMILLE = 400, 150


class Customer(StrEnum):
    """What somebody does who stands before the code. At a till *pays* is putting in money or a card."""

    PAYS = "pays"
    FAILS_FIRST = "fails_first"
    """The bank says no, then yes."""
    TWO_PHONES = "two_phones"
    """A second account tries to pay the same code."""
    SWITCHES = "switches"
    """Another wallet in mid-payment, and pays there."""
    SWITCHES_BACK = "switches_back"
    """To another wallet and back again."""
    PAYS_BOTH = "pays_both"
    """Another wallet; a friend pays the old code, at once or later, and somebody the new one as well."""
    CANCELS = "cancels"
    CANCELS_AND_PAYS = "cancels_and_pays"
    """In the same instant."""
    PAYS_AFTER_CANCEL = "pays_after_cancel"
    """The code was photographed; the machine has given it up."""
    LEAVES = "leaves"
    """The time runs out."""
    LAST_SECOND = "last_second"
    """Pays while the time runs out."""
    PAYS_LATE = "pays_late"
    """After the screen gave up, while the gateway could not be told to close the order."""
    ASKS_FOR_TIME = "asks_for_time"


CUSTOMERS = (
    *[Customer.PAYS] * 18,
    *[Customer.FAILS_FIRST, Customer.TWO_PHONES, Customer.SWITCHES, Customer.SWITCHES],
    *[Customer.SWITCHES_BACK, Customer.PAYS_BOTH, Customer.PAYS_BOTH, Customer.ASKS_FOR_TIME],
    *[Customer.CANCELS, Customer.CANCELS_AND_PAYS, Customer.PAYS_AFTER_CANCEL],
    *[Customer.LEAVES, Customer.LAST_SECOND, Customer.PAYS_LATE, Customer.PAYS_LATE],
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
    """``where`` is who suffers it: cabinet, gateway, network, cloud, process, disk, clock, till."""

    where: str
    what: str
    when: When
    delay_ms: int = 0
    for_ms: int = 0
    """How long it lasts, where it lasts; of a jump of the calendar, by how much; of a program that is killed
    in its start again, how long after that start's beginning."""
    more: str = ""
    """A phase of the turn, the call at the gateway that it befalls, or whether a wrong calendar stays."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One sale. ``method`` is what the customer wants to pay with, if the machine offers it then."""

    number: int
    units: int
    customer: Customer
    method: str = "wechat"
    faults: tuple[Fault, ...] = ()

    @property
    def harms_till(self) -> bool:
        """Somebody may be cut off from the till: a bill that is drawn in at that instant lies in a box where
        no device counts values, and is found when the box is emptied (decision 0005)."""
        return any(fault.where in ("process", "till", "disk") for fault in self.faults)

    def without(self, index: int) -> Plan:
        return replace(self, faults=self.faults[:index] + self.faults[index + 1 :])

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> Plan:
        faults = tuple(Fault(**{**fault, "when": When(fault["when"])}) for fault in table["faults"])
        return cls(**{**table, "customer": Customer(table["customer"]), "faults": faults})


@dataclass(frozen=True, slots=True)
class Round:
    """One machine's history. ``model`` is its board, ``cloud`` its payment route, ``till`` whether it takes
    coins, bills and cards."""

    seed: int
    model: str
    cloud: bool
    wallets: tuple[str, ...]
    till: bool
    plans: tuple[Plan, ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "plans": [plan.as_json() for plan in self.plans]}

    @classmethod
    def from_json(cls, table: dict[str, Any]) -> Round:
        plans = tuple(Plan.from_json(plan) for plan in table["plans"])
        return cls(**{**table, "wallets": tuple(table["wallets"]), "plans": plans})


MODELS = ("xy", "xy", "tcn", "zdm8", "m102", "adh815", "adh814", "relay", "relay+eye")
"""Every family; the relay board also with an eye on one of its inputs."""
ALL_WALLETS = ("wechat", "alipay", "unionpay")
WALLETS = (
    *[ALL_WALLETS] * 6,
    *[("wechat", "alipay"), ("wechat", "unionpay"), ("alipay", "unionpay")],
    *[("wechat",), ("alipay",), ("unionpay",)],
)
AT_THE_TILL = ("cash", "card")
TURN_PHASES = ("before_ack", "after_ack", "before_drop", "after_drop", "before_result")
OF_A_TURN = ("jam", "no_drop", "drop_not_seen", "late_result", "unknown_status")
OF_THE_WIRE = ("bad_checksum", "split", "merge", "noise_before", "noise_after", "delay")
_ORDER = ("native", "precreate")
"""What the gateways call the application for a code."""
OF_A_CALL = {
    "http_500": (*_ORDER, "query", "close", "refund", "refund_query"),
    "http_500_done": ("refund", *_ORDER),
    "reset_before": (*_ORDER, "query", "close", "refund", "refund_query"),
    "reset_after": (*_ORDER, "query", "close", "refund", "refund_query"),
    "hang": (*_ORDER, "query", "close", "refund"),
    "slow": (*_ORDER, "query", "close", "refund"),
    "truncated": (*_ORDER, "query", "close", "refund"),
    "html": ("query", "close", "refund"),
    "bad_signature": (*_ORDER, "query", "close", "refund"),
    "stale_timestamp": ("query", "refund"),
    "not_enough": ("refund",),
}
OF_A_NOTICE = ("duplicate_notify", "late_notify", "lost_notify", "out_of_order_notify")
"""Only the cloud is told; a machine without one asks."""
TIMED_OUT_MS = 11_000
"""Longer than an answer is waited for (``kiosk.payments.gateways.exchange``): carried out all the same."""
ROADS = ("cut", "silent", "portal")
JUMPS_S = (-86_400, -7_200, -600, -45, 45, 600, 7_200, 86_400)
KINDS = {
    "turn": 18,
    "strike": 12,
    "wire": 7,
    "call": 20,
    "notice": 4,
    "refund": 8,
    "road": 7,
    "kill": 13,
    "kill_in_start": 4,
    "disk": 4,
    "clock": 3,
    "calendar": 5,
    "cloud": 4,
    "till": 3,
}
"""How often each kind is drawn."""


def draw_round(seed: int, sales: int, faulty_permille: int = FAULTY_PERMILLE) -> Round:
    chance = Random(seed)
    model, cloud = chance.choice(MODELS), chance.random() < 0.4
    wallets, till = chance.choice(WALLETS), chance.random() < 0.2
    empty = Round(seed, model, cloud, wallets, till, ())
    return replace(
        empty, plans=tuple(_plan(number, chance, empty, faulty_permille) for number in range(sales))
    )


def _plan(number: int, chance: Random, machine: Round, faulty_permille: int) -> Plan:
    count = 0
    if chance.randrange(1000) < faulty_permille:
        count = 1 + (chance.randrange(1000) < SECOND_PERMILLE) + (chance.randrange(1000) < THIRD_PERMILLE)
    faults = tuple(_fault(chance, machine) for _ in range(count))
    methods = (*machine.wallets, *AT_THE_TILL) if machine.till else machine.wallets
    units = chance.choice((1, 1, 1, 1, 2, 2, 3, 3, 4, 5))
    return Plan(number, units, chance.choice(CUSTOMERS), chance.choice(methods), faults)


def _fault(chance: Random, machine: Round) -> Fault:
    kind = chance.choices(tuple(KINDS), tuple(KINDS.values()))[0]
    if (kind in ("cloud", "notice") and not machine.cloud) or (kind == "till" and not machine.till):
        kind = "call"
    return _DRAW[kind](chance, chance.choice(tuple(When)))


def _strike(chance: Random, _when: When) -> Fault:
    what, phase = chance.choice(("cut_cable", "power_cut", "silence")), chance.choice(TURN_PHASES)
    return Fault("cabinet", what, When.CODE, 0, chance.choice((150, 600, 1_500)), phase)


def _call(chance: Random, when: When) -> Fault:
    what = chance.choice(tuple(OF_A_CALL))
    for_ms = chance.choice((300, 300, 300, 1_200, 1_200, 1_200, TIMED_OUT_MS))
    return Fault("gateway", what, when, 0, for_ms, chance.choice(OF_A_CALL[what]))


def _refund(chance: Random, _when: When) -> Fault:
    what = chance.choice(("refund_slowly", "refund_dies", "not_enough_for_a_while"))
    return Fault("gateway", what, When.CODE, 0, 0, "refund")


def _road(chance: Random, when: When) -> Fault:
    return Fault(
        "network", chance.choice(ROADS), when, chance.randrange(400), chance.choice((300, 1_000, 3_500))
    )


def _cloud(chance: Random, when: When) -> Fault:
    what = chance.choice(("freeze", "kill"))
    return Fault("cloud", what, when, chance.randrange(400), chance.choice((300, 1_500)))


def _till(chance: Random, when: When) -> Fault:
    what = chance.choice(("cut_cable", "power_cut", "silence", "card_denied", "lost_line"))
    return Fault("till", what, when, 0, chance.choice((200, 800)))


_DRAW: dict[str, Callable[[Random, When], Fault]] = {
    "turn": lambda chance, _: Fault("cabinet", chance.choice(OF_A_TURN), When.CODE),
    "strike": _strike,
    "wire": lambda chance, when: Fault("cabinet", chance.choice(OF_THE_WIRE), when),
    "call": _call,
    "notice": lambda chance, when: Fault("gateway", chance.choice(OF_A_NOTICE), when, 0, 1_000, "notify"),
    "refund": _refund,
    "road": _road,
    "kill": lambda chance, when: Fault("process", "kill", when, min(chance.randrange(1_200), 900)),
    "kill_in_start": lambda chance, when: Fault(
        "process", "kill_in_start", when, chance.randrange(400), chance.randrange(400)
    ),
    "disk": lambda chance, when: Fault(
        "disk", "full", when, chance.randrange(400), chance.choice((300, 2_000))
    ),
    "clock": lambda chance, when: Fault("clock", "ahead", when, 0, chance.choice((5_000, 90_000, 600_000))),
    "calendar": lambda chance, when: Fault(
        "clock",
        "jump",
        when,
        chance.randrange(400),
        1000 * chance.choice(JUMPS_S),
        chance.choice(("", "stays")),
    ),
    "cloud": _cloud,
    "till": _till,
}
