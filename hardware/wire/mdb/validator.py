"""The bill validator, address 30 (boards.md 8.1, MDB 6): commands, and what it answers as values."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from hardware.wire.mdb.blocks import POLL_MAX_BYTES
from hardware.wire.mdb.values import TYPES, mask, value_fen

RESET: Final = b"\x30"
SETUP: Final = b"\x31"
POLL: Final = b"\x33"
BILL_TYPE: Final = 0x34
RETURN: Final = b"\x35\x00"
STACK: Final = b"\x35\x01"
STACKER: Final = b"\x36"

SETUP_HEAD_BYTES: Final = 11
SETUP_BYTES: Final = SETUP_HEAD_BYTES + TYPES
CAN_ESCROW: Final = 0xFF
STACKER_FULL: Final = 0x8000


class Code(IntEnum):
    """Statuses in the answer to POLL."""

    MOTOR = 0x01
    SENSOR = 0x02
    BUSY = 0x03
    ROM_CHECKSUM = 0x04
    JAM = 0x05
    JUST_RESET = 0x06
    REMOVED = 0x07
    """A bill was drawn out of the escrow by unknown means."""
    CASH_BOX_OUT = 0x08
    DISABLED = 0x09
    INVALID_ESCROW = 0x0A
    """We decided about a bill that is not in escrow."""
    REJECTED = 0x0B
    CREDITED_REMOVAL = 0x0C


class BillStep(IntEnum):
    """What became of a bill."""

    STACKED = 0
    ESCROW = 1
    RETURNED = 2
    TO_RECYCLER = 3
    DISABLED_REJECTED = 4
    FIVE = 5
    SIX = 6
    SEVEN = 7


@dataclass(frozen=True, slots=True)
class Bill:
    """1yyyxxxx."""

    kind: int
    step: BillStep

    @property
    def is_ours(self) -> bool:
        """It is in the cash box, or in the recycler."""
        return self.step in (BillStep.STACKED, BillStep.TO_RECYCLER)


@dataclass(frozen=True, slots=True)
class Attempts:
    """010xxxxx: bills pushed in while the validator was disabled."""

    count: int


@dataclass(frozen=True, slots=True)
class Status:
    """0000xxxx, and any code that the document does not have."""

    code: int


Report = Bill | Attempts | Status


@dataclass(frozen=True)
class Setup:
    """The answer to SETUP."""

    level: int
    currency: int
    scale: int
    decimals: int
    stacker_bills: int
    """How many the cash box holds."""
    has_escrow: bool
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
class Stacker:
    """The answer to STACKER."""

    count: int
    is_full: bool


def bill_type(enabled: Collection[int], in_escrow: Collection[int]) -> bytes:
    """Take these types; hold those in escrow until we decide."""
    return bytes((BILL_TYPE,)) + mask(enabled) + mask(in_escrow)


def decode_setup(data: bytes) -> Setup | None:
    """Z1 level, Z2-3 currency, Z4-5 scale, Z6 decimals, Z7-8 stacker, Z9-10 security, Z11 escrow, credits."""
    if not SETUP_HEAD_BYTES < len(data) <= SETUP_BYTES:
        return None
    return Setup(
        level=data[0],
        currency=int.from_bytes(data[1:3], "big"),
        scale=int.from_bytes(data[3:5], "big"),
        decimals=data[5],
        stacker_bills=int.from_bytes(data[6:8], "big"),
        has_escrow=data[10] == CAN_ESCROW,
        credits=tuple(data[SETUP_HEAD_BYTES:]),
    )


def decode_stacker(data: bytes) -> Stacker | None:
    """The first bit tells that it is full, the others how many bills lie in it."""
    if len(data) != 2:
        return None
    word = int.from_bytes(data, "big")
    return Stacker(word & ~STACKER_FULL, bool(word & STACKER_FULL))


def decode_poll(data: bytes) -> tuple[Report, ...] | None:
    """Everything that happened since the last poll, oldest first; each is one byte. None: it is too long."""
    if len(data) > POLL_MAX_BYTES:
        return None
    return tuple(_report(byte) for byte in data)


def _report(byte: int) -> Report:
    if byte & 0x80:
        return Bill(byte & 0x0F, BillStep(byte >> 4 & 0x07))
    if byte & 0x60 == 0x40:
        return Attempts(byte & 0x1F)
    return Status(byte)
