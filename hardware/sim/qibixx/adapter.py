"""The simulated Qibixx adapter: lines in, lines out, the bus in between (boards.md 8.2, S17)."""

from __future__ import annotations

from typing import Final

from hardware.sim.faults import FaultBook, FaultName, Phase
from hardware.sim.line import Line
from hardware.sim.qibixx.changer import OnPhase, SimChanger
from hardware.sim.qibixx.device import Device
from hardware.sim.qibixx.reader import SimReader
from hardware.sim.qibixx.validator import SimValidator
from hardware.wire.mdb import changer as mdb
from hardware.wire.mdb import validator as mdb_validator
from hardware.wire.noise import Noise
from hardware.wire.qibixx.commands import Command
from hardware.wire.qibixx.lines import command_decoder

VERSION_LINE: Final = "v,4.0.2.0,16df464a3031340136313930"
ANSWER_MS: Final = 4
"""What a short command and its answer take on the bus, with the adapter's own time."""
CARDS: Final = 0x10
"""The address under which scripted faults name the card side's lines."""
STRIKES_LATER_MS: Final = 20
"""The reader's time to take an answer out of a line that is about to die."""


class SimAdapter:
    """The adapter between one pty and one bus."""

    def __init__(
        self,
        book: FaultBook,
        line: Line,
        changer: SimChanger | None,
        validator: SimValidator | None,
        on_phase: OnPhase,
    ) -> None:
        self._on_phase = on_phase
        self._book = book
        self._line = line
        self._changer = changer
        self._validator = validator
        self.reader: SimReader | None = None
        self._decoder = command_decoder()
        self._last_answer = ""
        self.is_master = False
        self.heard: dict[str, int] = {}
        """Commands by their first part and address, how often."""
        self.lost_lines: list[str] = []
        """Lines that a scripted fault has swallowed or damaged."""

    def start_anew(self) -> None:
        """Its power came back: it is no master, and the card side is off."""
        self.is_master = False
        self._decoder = command_decoder()
        if self.reader is not None:
            self.reader.switch_off()

    def forget_input(self) -> None:
        self._decoder = command_decoder()

    def receive(self, data: bytes, now_ms: int) -> None:
        for found in self._decoder.feed(data):
            if isinstance(found, Noise) or self._line.dead:
                continue
            if self._takes(FaultName.LOST_COMMAND, _address(found), now_ms):
                continue
            self._obey(found, now_ms)

    def say(self, text: str, now_ms: int, address: int = CARDS) -> None:
        """One line for whoever listens."""
        if self._takes(FaultName.LOST_LINE, address, now_ms):
            self.lost_lines.append(text)
            return
        if self._takes(FaultName.DAMAGED_LINE, address, now_ms):
            self.lost_lines.append(text)
            text = text[:-1]
        self._line.send(text.encode("ascii") + b"\r\n", now_ms)

    def _obey(self, command: Command, now_ms: int) -> None:
        parts = command.text.split(",")
        name = ",".join(parts[:2]) if parts[0] in ("R", "D") else parts[0]
        self.heard[name] = self.heard.get(name, 0) + 1
        match parts:
            case ["V"]:
                self.say(VERSION_LINE, now_ms, 0)
            case ["M", "0" | "1"]:
                self.is_master = parts[1] == "1"
                self.say("m,ACK", now_ms, 0)
            case ["M", *_]:
                self.say("m,NACK", now_ms, 0)
            case ["F", "RESPTIMEOUT", limit] if limit.isdecimal() and 10 <= int(limit) <= 1_000:
                self.say("f,ACK", now_ms, 0)
            case ["F", *_]:
                self.say("f,NACK", now_ms, 0)
            case ["R", "RESET"]:
                for device in self._devices():
                    device.begin_anew()
                self.say("p,ACK", now_ms, 0)
            case ["R", *data]:
                self._over_the_bus("".join(data), now_ms)
            case ["D", *_] if self.reader is not None:
                self.reader.command(command.text, now_ms + ANSWER_MS)
            case _:
                return

    def _over_the_bus(self, text: str, now_ms: int) -> None:
        try:
            block = bytes.fromhex(text)
        except ValueError:
            block = b""
        address = block[0] if block else 0
        answer = self._ask_device(block, now_ms) if block else None
        if self._takes(FaultName.STALE_REPLY, address, now_ms) and self._last_answer:
            self.say(self._last_answer, now_ms + ANSWER_MS, address)
        said = "p,NACK" if answer is None else f"p,{answer.hex().upper() or 'ACK'}"
        self._last_answer = said
        self.say(said, now_ms + ANSWER_MS, address)
        if address == mdb.DISPENSE and answer is not None:
            self._on_phase(Phase.AFTER_ACK, now_ms)

    def _ask_device(self, block: bytes, now_ms: int) -> bytes | None:
        if block[0] == mdb.DISPENSE:
            self._on_phase(Phase.BEFORE_ACK, now_ms)
        nack = self._book.lasting(FaultName.NACK, now_ms)
        if nack is not None and nack.code in (0, block[0]):
            self._book.take(FaultName.NACK, now_ms)
            if not nack.falls:
                return None
        else:
            nack = None
        answer: bytes | None = None
        if not self.is_master:
            return None
        if 0x08 <= block[0] <= 0x0F and self._changer is not None:
            answer = self._changer.hear(block, mdb.POLL, now_ms)
        elif 0x30 <= block[0] <= 0x37 and self._validator is not None:
            answer = self._validator.hear(block, mdb_validator.POLL, now_ms)
        return None if nack is not None else answer

    def _devices(self) -> list[Device]:
        return [device for device in (self._changer, self._validator) if device is not None]

    def _takes(self, name: FaultName, address: int, now_ms: int) -> bool:
        """Use a fault that is scripted for this command, or for any."""
        fault = self._book.lasting(name, now_ms)
        if fault is None or fault.code not in (0, address):
            return False
        self._book.take(name, now_ms)
        return True


def _address(command: Command) -> int:
    """A bus command's first byte, ``CARDS`` for the card side, else 0."""
    parts = command.text.split(",")
    if parts[0] == "D":
        return CARDS
    try:
        return int(parts[1], 16) if parts[0] == "R" else 0
    except ValueError:
        return 0
