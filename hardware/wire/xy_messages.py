"""What the frames of the XY wire say, as values (boards.md 2.3). Lengths are judged by what is there:
longer bodies are accepted and their tail ignored, because documented lengths contain typos."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.wire.xy import Frame
from hardware.wire.xy_codes import DISPENSING_HEATING, Cmd

SLOT_MIN: Final = 1
SLOT_MAX: Final = 999
"""1000 and more are trays in 12..15, 2000 and 3000 trays and machines in menu 26 (boards.md 2.3, 2.7)."""
NOT_READ: Final = 0xAA
"""A cabinet temperature that was not read (boards.md 2.6)."""
CABINETS: Final = 8


@dataclass(frozen=True, slots=True)
class Command:
    """Something to tell the board; the session gives it a PackNO."""

    cmd: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class SlotStatus:
    """02: may this slot be bought from (codes: ``SLOT_STATUS_WORDS``)."""

    status: int
    slot: int


@dataclass(frozen=True, slots=True)
class Dispensing:
    """04. ``slot`` is None while heating: the field holds the seconds left then (boards.md 2.5)."""

    status: int
    slot: int | None
    seconds_left: int | None = None
    microwave: int | None = None


@dataclass(frozen=True, slots=True)
class SlotReport:
    """11. Price in the board's minor units."""

    slot: int
    price: int
    stock: int
    capacity: int
    product: int
    status: int


@dataclass(frozen=True, slots=True)
class MachineStatus:
    """52. Values the documents leave open (acceptors, door polarity) stay raw."""

    bill_acceptor: int
    coin_acceptor: int
    card_reader: int
    temperature_controller: int
    temperature_c: int
    door: int
    bills_for_change: int
    coins_for_change: int
    machine_id: str
    cabinet_temperatures_c: tuple[int | None, ...]
    """Eight, main first; None where not read (AA)."""
    humidities: tuple[int, ...]
    """Eight raw bytes, or none from older firmware."""


@dataclass(frozen=True, slots=True)
class MoneyReceived:
    """21. Amount in the board's minor units; ``card`` is empty without a card number."""

    mode: int
    amount: int
    card: bytes = b""


@dataclass(frozen=True, slots=True)
class Credit:
    """23. Amount in the board's minor units."""

    amount: int


@dataclass(frozen=True, slots=True)
class Selection:
    """05. Slot 0 means cancelled."""

    slot: int


@dataclass(frozen=True, slots=True)
class ChangeGiven:
    """26. Minor units."""

    bills: int
    coins: int


@dataclass(frozen=True, slots=True)
class Sync:
    """31."""


@dataclass(frozen=True, slots=True)
class Firmware:
    """32."""

    version: str


@dataclass(frozen=True, slots=True)
class LiftStatus:
    """54, V3.0 only."""

    state: int


@dataclass(frozen=True, slots=True)
class MenuReply:
    """71. ``kind`` and ``op`` repeat the question; ``data`` is read by ``hardware.wire.xy_menu``."""

    kind: int
    op: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Other:
    """A frame we have no use for, or one too short for its command (``malformed``)."""

    frame: Frame
    malformed: bool = False


Message = (
    SlotStatus
    | Dispensing
    | SlotReport
    | MachineStatus
    | MoneyReceived
    | Credit
    | Selection
    | ChangeGiven
    | Sync
    | Firmware
    | LiftStatus
    | MenuReply
    | Other
)


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _text(data: bytes) -> str:
    return "".join(chr(byte) for byte in data.split(b"\0", 1)[0] if 0x20 <= byte < 0x7F)


def signed_byte(value: int) -> int:
    return value - 0x100 if value > 0x7F else value


def _slot_status(body: bytes) -> Message:
    return SlotStatus(body[0], _number(body[1:3]))


def _dispensing(body: bytes) -> Message:
    """The printed length leaves one byte for the slot, captures have two (boards.md 2.3)."""
    microwave = body[3] if len(body) > 3 else None
    field = _number(body[1:3])
    if body[0] == DISPENSING_HEATING:
        return Dispensing(body[0], None, field, microwave)
    return Dispensing(body[0], field, None, microwave)


def _slot_report(body: bytes) -> Message:
    return SlotReport(
        slot=_number(body[0:2]),
        price=_number(body[2:6]),
        stock=body[6],
        capacity=body[7],
        product=_number(body[8:10]),
        status=body[10],
    )


def _machine_status(body: bytes) -> Message:
    cabinets = body[24 : 24 + CABINETS]
    return MachineStatus(
        bill_acceptor=body[0],
        coin_acceptor=body[1],
        card_reader=body[2],
        temperature_controller=body[3],
        temperature_c=signed_byte(body[4]),
        door=body[5],
        bills_for_change=_number(body[6:10]),
        coins_for_change=_number(body[10:14]),
        machine_id=_text(body[14:24]),
        cabinet_temperatures_c=tuple(None if raw == NOT_READ else signed_byte(raw) for raw in cabinets),
        humidities=tuple(body[32 : 32 + CABINETS]),
    )


_READERS: Final[dict[int, tuple[int, Callable[[bytes], Message]]]] = {
    Cmd.SLOT_STATUS: (3, _slot_status),
    Cmd.DISPENSING: (2, _dispensing),
    Cmd.SLOT_REPORT: (11, _slot_report),
    Cmd.MACHINE_STATUS: (32, _machine_status),
    Cmd.MONEY_RECEIVED: (5, lambda body: MoneyReceived(body[0], _number(body[1:5]), body[5:])),
    Cmd.CREDIT: (4, lambda body: Credit(_number(body[0:4]))),
    Cmd.SELECTION: (2, lambda body: Selection(_number(body[0:2]))),
    Cmd.CHANGE_GIVEN: (8, lambda body: ChangeGiven(_number(body[0:4]), _number(body[4:8]))),
    Cmd.SYNC: (0, lambda _body: Sync()),
    Cmd.FIRMWARE: (1, lambda body: Firmware(_text(body))),
    Cmd.LIFT_STATUS: (1, lambda body: LiftStatus(body[0])),
    Cmd.MENU_REPLY: (2, lambda body: MenuReply(body[0], body[1], body[2:])),
}
"""Command -> (shortest body, reader); bodies without the PackNO, so one less than the sheet's offsets."""


def parse(frame: Frame) -> Message:
    """The frame's meaning. Never raises: a body too short becomes ``Other(malformed=True)``."""
    reader = _READERS.get(frame.cmd)
    if reader is None:
        return Other(frame)
    shortest, read = reader
    return read(frame.body) if len(frame.body) >= shortest else Other(frame, malformed=True)


def _slot_bytes(slot: int) -> bytes:
    if not SLOT_MIN <= slot <= SLOT_MAX:
        raise ValueError(f"slot {slot} is not between {SLOT_MIN} and {SLOT_MAX}")
    return slot.to_bytes(2, "big")


def check_slot(slot: int) -> Command:
    """01; answered by 02."""
    return Command(Cmd.CHECK_SLOT, _slot_bytes(slot))


def drive_slot(slot: int, *, drop_sensor: bool, lift: bool) -> Command:
    """06: turn the motor now; 04 tells how it goes. The only command that moves goods."""
    return Command(Cmd.DRIVE_SLOT, bytes((drop_sensor, lift)) + _slot_bytes(slot))


def synchronise() -> Command:
    """31; the board then reports every slot with 11."""
    return Command(Cmd.SYNC)


def set_poll_interval(hundreds_ms: int) -> Command:
    """16: POLL every so many times 100 ms, 1 to 20, until the power goes."""
    return Command(Cmd.SET_POLL_INTERVAL, bytes((hundreds_ms,)))


def ask_status() -> Command:
    """51; answered by 52."""
    return Command(Cmd.ASK_STATUS)


def cancel_selection() -> Command:
    """05 with slot 0."""
    return Command(Cmd.SELECTION, b"\0\0")
