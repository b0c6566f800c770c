"""Everything an XY board is asked that moves no motor: checks, settings, money, status (boards.md 2.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hardware.sim.faults import FaultBook, FaultName
from hardware.sim.world import World
from hardware.sim.xy.link import CMD_MONEY, CMD_SLOT_REPORT, CMD_SYNC, POLL_INTERVAL_MAX_MS, Link
from hardware.sim.xy.memory import Memory
from hardware.sim.xy.menu import SENTINEL, Menu
from hardware.sim.xy.vend import CHECK_NORMAL, VendUnit
from hardware.wire.xy import Frame

FIRMWARE: Final = b"HUODAO-SIM-XY-1"
"""Fifteen bytes as in frame 32 (boards.md 2.3)."""
MACHINE_ID: Final = b"0000000000"
CABINETS: Final = 8
"""Temperatures and humidities in frame 52 (boards.md 2.6)."""
HUMIDITY_PERCENT: Final = 50
MONEY_BILL: Final = 1
CREDIT_MAX: Final = 0xFFFF_FFFF
CARD_ERROR: Final = 2
JUST_ACKNOWLEDGED: Final = frozenset({0x05, 0x28, 0x64})
"""Cancel a selection, accept channels, deduct from a card: nothing here to cancel, accept or deduct from."""
SLOT_SETTINGS: Final = {0x12: ("price", 4), 0x13: ("stock", 1), 0x14: ("capacity", 1), 0x15: ("product", 2)}
"""Command -> what it sets and the bytes of the value."""


@dataclass(slots=True)
class Desk:
    """Answers commands that were acknowledged already."""

    world: World
    memory: Memory
    link: Link
    book: FaultBook
    vend: VendUnit
    credit: int = 0
    menu: Menu = field(init=False)

    def __post_init__(self) -> None:
        self.menu = Menu(self.world, self.memory, self.link.enqueue, self.vend.order)

    def power_down(self) -> None:
        self.credit = 0
        self.menu.power_down()

    def knows(self, cmd: int) -> bool:
        """Whether the command is one of the board's; others are not even acknowledged."""
        return cmd in JUST_ACKNOWLEDGED or cmd in SLOT_SETTINGS or cmd in _CARRIED_OUT

    def carry_out(self, frame: Frame, now_ms: int) -> None:
        """Answer one command. A body too short for it changes nothing."""
        if frame.cmd in SLOT_SETTINGS:
            self._set_slot(frame)
        elif frame.cmd in _CARRIED_OUT:
            _CARRIED_OUT[frame.cmd](self, frame.body, now_ms)

    def sells(self, slot: int, now_ms: int) -> bool:
        """03: whether the board, minding its own money and stock, lets this slot be bought."""
        status = self.vend.check(slot, now_ms)
        self._say_check(status, slot)
        if status != CHECK_NORMAL or self.credit < self.memory.slots[slot].price:
            return False
        self.credit -= self.memory.slots[slot].price
        self._say_credit()
        return True

    def take_bill(self, amount: int) -> None:
        """Somebody put in a bill: told with 21."""
        self.credit = min(self.credit + amount, CREDIT_MAX)
        self.link.enqueue(CMD_MONEY, bytes((MONEY_BILL,)) + amount.to_bytes(4, "big"))

    def _say_check(self, status: int, slot: int) -> None:
        self.link.enqueue(0x02, bytes((status,)) + slot.to_bytes(2, "big"))

    def _say_credit(self) -> None:
        self.link.enqueue(0x23, self.credit.to_bytes(4, "big"))

    def _check(self, body: bytes, now_ms: int) -> None:
        if len(body) >= 2:
            slot = int.from_bytes(body[:2], "big")
            self._say_check(self.vend.check(slot, now_ms), slot)

    def _set_slot(self, frame: Frame) -> None:
        name, size = SLOT_SETTINGS[frame.cmd]
        value = frame.body[2 : 2 + size]
        if len(value) < size:
            return
        for slot in self.memory.addressed(int.from_bytes(frame.body[:2], "big")):
            setattr(slot, name, int.from_bytes(value, "big"))
        self.memory.changed()

    def _set_interval(self, body: bytes, _now_ms: int) -> None:
        if body:
            self.link.interval_ms = min(max(body[0], 1) * 100, POLL_INTERVAL_MAX_MS)

    def _give_change(self, _body: bytes, _now_ms: int) -> None:
        self.link.enqueue(0x26, bytes(8))

    def _take_money(self, body: bytes, _now_ms: int) -> None:
        if len(body) >= 5:
            self.credit = min(self.credit + int.from_bytes(body[1:5], "big"), CREDIT_MAX)
            self._say_credit()

    def _synchronise(self, _body: bytes, now_ms: int) -> None:
        """Report everything from the start; a sync of our own that still waits is answered by this."""
        self.link.forget(CMD_SYNC)
        self.link.forget(CMD_SLOT_REPORT)
        self.link.enqueue(0x32, FIRMWARE)
        for slot in self.memory.slots:
            self.link.enqueue(CMD_SLOT_REPORT, self.vend.report(slot, now_ms))

    def _status(self, _body: bytes, now_ms: int) -> None:
        """52 (boards.md 2.6); 33 bytes as captured, 41 with humidity."""
        zones = zip(self.world.zones, self.world.temperatures_c(now_ms), strict=True)
        cabinets = bytes(celsius & 0xFF if zone.probe_ok else SENTINEL for zone, celsius in zones)
        body = bytes(4) + cabinets[:1] + bytes((self.world.door_open,)) + bytes(8) + MACHINE_ID
        body += cabinets.ljust(CABINETS, bytes((SENTINEL,)))
        short = self.book.lasts(FaultName.STATUS_33, now_ms)
        if self.book.lasts(FaultName.STATUS_41, now_ms) and not short:
            body += bytes((HUMIDITY_PERCENT,)) + bytes(CABINETS - 1)
        self.link.enqueue(0x52, body)

    def _lift(self, _body: bytes, _now_ms: int) -> None:
        self.link.enqueue(0x54, b"\x00")

    def _card(self, _body: bytes, _now_ms: int) -> None:
        self.link.enqueue(0x62, bytes((CARD_ERROR,)) + bytes(4))

    def _menu(self, body: bytes, now_ms: int) -> None:
        self.menu.ask(body, now_ms)


_CARRIED_OUT: Final = {
    0x01: Desk._check,
    0x16: Desk._set_interval,
    0x25: Desk._give_change,
    0x27: Desk._take_money,
    CMD_SYNC: Desk._synchronise,
    0x51: Desk._status,
    0x53: Desk._lift,
    0x61: Desk._card,
    0x70: Desk._menu,
}
