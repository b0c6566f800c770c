"""The errands of relay boards: pulse, lane check, everything off, door (boards.md 7, 13.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.api import Capabilities, LaneReport, LaneState, MachineReport, VendOrder
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import TRIES, Errand, NoReply, Verdict, ask, ask_until_answered, tell
from hardware.drivers.relay import services
from hardware.drivers.relay.gate import Gate
from hardware.drivers.relay.options import MODEL, NO_INPUT, RelayOptions
from hardware.drivers.relay.pulsing import Pulsing
from hardware.drivers.relay.questions import Questions, bit
from hardware.session.requests import Manners
from hardware.wire.modbus.frames import Reply
from hardware.wire.relay.codes import fault_text
from hardware.wire.relay.messages import BOARDS_MAX

BAUD: Final = 9_600
"""boards.md 7"""
REFRESH_EVERY_MS: Final = 5_000
STUCK_TEXT: Final = "the relay does not switch off"


class RelayFamily:
    """``hardware.drivers.asked.family.Family`` for relay boards.

    It keeps which boards answered, and which relays it said were stuck. Every relay of theirs is off whenever
    nothing is turned: at the start, after the line was lost, and if it is found on in between.
    """

    model = MODEL
    baud = BAUD
    refresh_every_ms = REFRESH_EVERY_MS
    turning = services.TURNING

    def __init__(self, options: RelayOptions, drop_sensor: bool) -> None:
        self._options = options
        self._drop_sensor = drop_sensor
        self._questions = Questions(options)
        self._gate = Gate()
        self._pulsing = Pulsing(options, self._questions, self._gate)
        self._addresses: tuple[int, ...] = (1,)
        self._stuck: set[int] = set()

    @property
    def capabilities(self) -> Capabilities:
        has_drop = self._drop_sensor and self._options.drop_input != NO_INPUT
        return Capabilities(
            drop_sensor=has_drop or self._options.cell_doors,
            lift=False,
            temperature=False,
            door=self._options.door_input != NO_INPUT,
            reports_lanes=False,
            tests_drop_sensor=has_drop,
        )

    @property
    def manners(self) -> Manners[Reply]:
        return self._questions.manners

    def firmware(self, _hello: Reply) -> str:
        """These boards tell nothing of themselves that is the same on two of them."""
        return ""

    def impossible(self, motor: int) -> str:
        try:
            address, _ = self._options.dialect.place(motor)
        except ValueError as error:
            return str(error)
        boards = self._options.boards
        return (
            f"there are {boards} boards, motor {motor} is on board {address}" if 0 < boards < address else ""
        )

    def vend(self, order: VendOrder, drop_sensor: bool) -> Errand[Reply, Verdict]:
        return self._pulsing.vend(order, drop_sensor)

    def check(self, motor: int) -> Errand[Reply, LaneReport | None]:
        """Whether the board has such a relay, it is off, and the cell's door is closed."""
        address, channel = self._options.dialect.place(motor)
        came = yield from self._coils_at_rest(address)
        if isinstance(came, NoReply):
            return None
        if came.exception is not None:
            words = f"the board does not tell its relays: {fault_text(came.exception)}"
            return LaneReport(motor, LaneState.FAULT, came.raw, words)
        if bit(came, channel) is None:
            return LaneReport(motor, LaneState.MISSING, came.raw, f"the board has no relay {channel}")
        if bit(came, channel):
            return LaneReport(motor, LaneState.FAULT, came.raw, STUCK_TEXT)
        watched = self._pulsing.watched(motor, False)
        no = None if watched is None else (yield from self._pulsing.blocked(watched))
        if no is not None:
            return None if no.raw_code == "-" else LaneReport(motor, LaneState.FAULT, no.raw_code, no.text)
        return LaneReport(motor, LaneState.NORMAL, came.raw, "usable")

    def scan(self) -> Errand[Reply, tuple[int, ...] | None]:
        """Everything off first; the first silent board is taken for the end of the line."""
        addresses: list[int] = []
        motors: list[int] = []
        for address in range(1, (self._options.boards or BOARDS_MAX) + 1):
            tries = TRIES if address == 1 or self._options.boards else 1
            came = yield from self._clear(address, tries)
            if isinstance(came, NoReply):
                if address == 1:
                    return None
                break
            addresses.append(address)
            motors += self._motors(address)
        self._addresses = tuple(addresses)
        return tuple(motors)

    def refresh(self) -> Errand[Reply, MachineReport | None]:
        for address in self._addresses:
            yield from self._look_after(address)
        if self._options.door_input == NO_INPUT:
            return None
        came = yield from ask(self._questions.inputs(1, self._options.door_input))
        state = None if isinstance(came, NoReply) else bit(came, self._options.door_input)
        return None if state is None else MachineReport(state == (self._options.door_open_value == 1))

    def services(self) -> Mapping[str, Service[Reply]]:
        return services.table(self._pulsing)

    def _motors(self, address: int) -> range:
        channels = self._options.dialect.channels
        return range((address - 1) * channels + 1, address * channels + 1)

    def _coils_at_rest(self, address: int) -> Errand[Reply, Reply | NoReply]:
        """A board's relays while nobody switches them: only then is one that is on a fault."""
        while True:
            yield from self._gate.wait()
            came = yield from ask_until_answered(self._questions.coils(address))
            if isinstance(came, NoReply) or not self._gate.is_taken:
                return came

    def _clear(self, address: int, tries: int = TRIES) -> Errand[Reply, Reply | NoReply]:
        """Switch a board off, when nothing is turned and without anything being turned meanwhile."""
        return (yield from self._gate.alone(self._pulsing.all_off(address, tries)))

    def _look_after(self, address: int) -> Errand[Reply, None]:
        """A relay that is on although nothing is turned is switched off; one that stays on is told of."""
        yield from self._gate.wait()
        came = yield from ask(self._questions.coils(address))
        if self._gate.is_taken or not isinstance(came, Reply):
            return
        on = self._on(address, came)
        if on:
            yield from self._clear(address)
            came = yield from ask(self._questions.coils(address))
            if self._gate.is_taken or not isinstance(came, Reply):
                return
            on = self._on(address, came)
        for motor in on:
            if motor not in self._stuck:
                yield from tell(LaneReport(motor, LaneState.FAULT, came.raw, STUCK_TEXT))
        self._stuck = self._stuck - set(self._motors(address)) | set(on)

    def _on(self, address: int, coils: Reply) -> list[int]:
        motors = self._motors(address)
        return [motor for channel, motor in enumerate(motors, start=1) if bit(coils, channel)]
