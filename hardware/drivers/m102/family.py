"""The M102 cards' errands: vend, lane check, scan, temperature and door (boards.md 5.2, 13.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.api import Capabilities, LaneReport, LaneState, MachineReport, VendOrder, VendStarted
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, Verdict, ask, tell
from hardware.drivers.m102 import services
from hardware.drivers.m102.options import MODEL, M102Options
from hardware.drivers.m102.outcomes import lane_report
from hardware.drivers.m102.questions import Questions
from hardware.drivers.m102.vending import Vending
from hardware.session.requests import Manners
from hardware.wire.m102 import messages
from hardware.wire.m102.codes import Code
from hardware.wire.m102.frames import Frame

BAUD: Final = 9_600
"""boards.md 5.1"""
REFRESH_EVERY_MS: Final = 2_000
"""Also keeps the line awake: a CH340 adapter falls asleep after 3 s of silence (boards.md 12.8)."""


class M102Family:
    """``hardware.drivers.asked.family.Family`` for M102 cards."""

    model = MODEL
    baud = BAUD
    refresh_every_ms = REFRESH_EVERY_MS
    turning = services.TURNING

    def __init__(self, options: M102Options, drop_sensor: bool) -> None:
        self._options = options
        self._drop_sensor = drop_sensor
        self._questions = Questions(options)
        self._vending = Vending(options, self._questions)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            drop_sensor=self._drop_sensor,
            lift=False,
            temperature=self._options.temperature_zones > 0,
            door=self._options.door_input > 0,
            reports_lanes=self._options.scan,
        )

    @property
    def manners(self) -> Manners[Frame]:
        return self._questions.manners

    def firmware(self, hello: Frame) -> str:
        """The card's number: of a version it tells nothing else."""
        return messages.id_text(hello) if hello.command == Code.ID else ""

    def impossible(self, motor: int) -> str:
        return self._options.cards.impossible(motor)

    def vend(self, order: VendOrder, drop_sensor: bool) -> Errand[Frame, Verdict]:
        curtain = self._options.curtain_of(order.motor, drop_sensor)
        return self._vending.turn(order.motor, curtain, VendStarted(order.key, order.motor))

    def check(self, motor: int) -> Errand[Frame, LaneReport | None]:
        if not self._options.scan:
            return (yield from self._check_card(motor))
        came = yield from self._vending.scan(motor)
        return None if isinstance(came, NoReply) else lane_report(motor, came)

    def scan(self) -> Errand[Frame, tuple[int, ...] | None]:
        """A further card that is silent has no lanes; the first one silent ends the scan."""
        motors: list[int] = []
        silent_cards: set[int] = set()
        for motor in range(1, self._options.lanes + 1 if self._options.scan else 1):
            card, _ = self._options.cards.place(motor)
            if card in silent_cards:
                continue
            report = yield from self.check(motor)
            if report is None and card == 1:
                return None
            if report is None:
                silent_cards.add(card)
                continue
            yield from tell(report)
            if report.state is not LaneState.MISSING:
                motors.append(motor)
        return tuple(motors)

    def refresh(self) -> Errand[Frame, MachineReport | None]:
        door_open = yield from self._door()
        temperatures: list[int | None] = []
        for card in range(1, self._options.temperature_zones + 1):
            came = yield from ask(self._questions.ask(messages.ask_temperature(card)))
            if isinstance(came, NoReply):
                break
            tenths = messages.temperature_tenths_c(came, self._options.temperature_offset_tenths_c)
            temperatures.append(None if tenths is None else _whole(tenths))
        if door_open is None and not temperatures:
            # Asked all the same, to hear whether the card is there at all.
            yield from ask(self._questions.ask(messages.poll(1)))
            return None
        faults = tuple(zone for zone, temperature in enumerate(temperatures) if temperature is None)
        return MachineReport(door_open, tuple(temperatures), faults)

    def services(self) -> Mapping[str, Service[Frame]]:
        return services.table(self._options, self._vending)

    def _door(self) -> Errand[Frame, bool | None]:
        """None where there is no switch, or no answer."""
        if self._options.door_input == 0:
            return None
        came = yield from ask(self._questions.ask(messages.ask_inputs(1)))
        if isinstance(came, NoReply):
            return None
        is_connected = messages.inputs(came)[self._options.door_input - 1]
        return is_connected == (self._options.door_open_value == 1)

    def _check_card(self, motor: int) -> Errand[Frame, LaneReport | None]:
        card, _ = self._options.cards.place(motor)
        came = yield from self._vending.last_run(card)
        if isinstance(came, NoReply):
            return None
        return LaneReport(motor, LaneState.NORMAL, f"03/{came.data[0]:02X}", "its card answers")


def _whole(tenths: int) -> int:
    """Degrees, a half going up."""
    return (tenths + 5) // 10
