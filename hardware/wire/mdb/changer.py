"""The coin changer, address 08 (boards.md 8.1, MDB 5): commands, and what it answers as values.

Every ``decode_*`` gives None for an answer that is cut short, or longer than there are: it answers another
question, or is damaged.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from hardware.wire.mdb.blocks import POLL_MAX_BYTES
from hardware.wire.mdb.values import TYPES, mask, types_in, value_fen

RESET: Final = b"\x08"
SETUP: Final = b"\x09"
TUBE_STATUS: Final = b"\x0a"
POLL: Final = b"\x0b"
COIN_TYPE: Final = 0x0C
DISPENSE: Final = 0x0D

DISPENSE_MAX_COINS: Final = 15
"""Of one command: four bits."""
SETUP_HEAD_BYTES: Final = 7
SETUP_BYTES: Final = SETUP_HEAD_BYTES + TYPES
"""Types at the end that are not used may be left out, here and below."""
TUBE_HEAD_BYTES: Final = 2
TUBE_BYTES: Final = TUBE_HEAD_BYTES + TYPES


class Code(IntEnum):
    """Statuses in the answer to POLL."""

    ESCROW_REQUEST = 0x01
    """The return lever."""
    PAYOUT_BUSY = 0x02
    NO_CREDIT = 0x03
    TUBE_SENSOR = 0x04
    DOUBLE_ARRIVAL = 0x05
    ACCEPTOR_UNPLUGGED = 0x06
    TUBE_JAM = 0x07
    ROM_CHECKSUM = 0x08
    ROUTING = 0x09
    BUSY = 0x0A
    JUST_RESET = 0x0B
    COIN_JAM = 0x0C
    COIN_REMOVAL = 0x0D


class Route(IntEnum):
    """Where a coin went."""

    CASH_BOX = 0
    TUBE = 1
    UNUSED = 2
    REJECT = 3


@dataclass(frozen=True, slots=True)
class CoinIn:
    """01yyxxxx zz: one coin. ``tube_count`` is how many of its type lie in the tube after it."""

    kind: int
    route: Route
    tube_count: int


@dataclass(frozen=True, slots=True)
class CoinsTakenOut:
    """1yyyxxxx zz: dispensed by hand, with the buttons inside the door."""

    kind: int
    count: int
    tube_count: int


@dataclass(frozen=True, slots=True)
class Slugs:
    """001xxxxx: objects that were no coins."""

    count: int


@dataclass(frozen=True, slots=True)
class Status:
    """0000xxxx, and any code that the document does not have."""

    code: int


Report = CoinIn | CoinsTakenOut | Slugs | Status


@dataclass(frozen=True)
class Setup:
    """The answer to SETUP: which coins there are and where they may go."""

    level: int
    currency: int
    """Packed BCD: country's telephone code, or 1 and the ISO 4217 number."""
    scale: int
    decimals: int
    to_tubes: frozenset[int]
    """Types that a tube takes."""
    credits: tuple[int, ...]

    def value_fen(self, kind: int) -> int:
        """0 for a type that is worth nothing to us."""
        return self.values_fen[kind] if 0 <= kind < TYPES else 0

    @cached_property
    def values_fen(self) -> tuple[int, ...]:
        """By type."""
        credits = (*self.credits, *[0] * TYPES)[:TYPES]
        return tuple(value_fen(credit, self.scale, self.decimals) for credit in credits)

    @cached_property
    def accepted_fen(self) -> tuple[int, ...]:
        """The different values there are, ascending."""
        return tuple(sorted({value for value in self.values_fen if value}))


@dataclass(frozen=True, slots=True)
class TubeStatus:
    """The answer to TUBE STATUS: by type, whether the tube is full and how many coins it surely holds."""

    full: frozenset[int]
    counts: tuple[int, ...]

    @property
    def broken(self) -> frozenset[int]:
        """ "Full" and none in it: the changer's word for a bad tube or sensor (MDB 5.3)."""
        return frozenset(kind for kind in self.full if not self.counts[kind])


def coin_type(enabled: Collection[int], by_hand: Collection[int]) -> bytes:
    """Take these types; let those be dispensed by the buttons inside the door."""
    return bytes((COIN_TYPE,)) + mask(enabled) + mask(by_hand)


def dispense(kind: int, count: int) -> bytes:
    """Pay coins of one type out. **Never sent again while nobody knows whether it was heard** (8.1)."""
    if not (0 <= kind < TYPES and 1 <= count <= DISPENSE_MAX_COINS):
        raise ValueError(f"{count} coins of type {kind} cannot be dispensed by one command")
    return bytes((DISPENSE, count << 4 | kind))


def decode_setup(data: bytes) -> Setup | None:
    """Z1 level, Z2-3 currency, Z4 scale, Z5 decimals, Z6-7 routing, then a credit for each type."""
    if not SETUP_HEAD_BYTES < len(data) <= SETUP_BYTES:
        return None
    return Setup(
        level=data[0],
        currency=int.from_bytes(data[1:3], "big"),
        scale=data[3],
        decimals=data[4],
        to_tubes=types_in(data[5:7]),
        credits=tuple(data[SETUP_HEAD_BYTES:]),
    )


def decode_tube_status(data: bytes) -> TubeStatus | None:
    """Z1-2 full tubes, then a count for each type; types left out at the end have no tube."""
    if not TUBE_HEAD_BYTES < len(data) <= TUBE_BYTES:
        return None
    counts = (*data[TUBE_HEAD_BYTES:], *[0] * TYPES)[:TYPES]
    return TubeStatus(types_in(data[:TUBE_HEAD_BYTES]), counts)


def decode_poll(data: bytes) -> tuple[Report, ...] | None:
    """Everything that happened since the last poll, oldest first."""
    if len(data) > POLL_MAX_BYTES:
        return None
    reports: list[Report] = []
    at = 0
    while at < len(data):
        first = data[at]
        if first < 0x40:
            reports.append(Slugs(first & 0x1F) if first & 0x20 else Status(first))
            at += 1
            continue
        if at + 1 == len(data):
            return None
        reports.append(_coins(first, data[at + 1]))
        at += 2
    return tuple(reports)


def _coins(first: int, tube_count: int) -> CoinIn | CoinsTakenOut:
    kind = first & 0x0F
    if first & 0x80:
        return CoinsTakenOut(kind, first >> 4 & 0x07, tube_count)
    return CoinIn(kind, Route(first >> 4 & 0x03), tube_count)
