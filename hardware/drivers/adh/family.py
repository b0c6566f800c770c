"""The ADH cards' errands: vend, lane check and temperature (boards.md 6, 13.2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.api import Capabilities, LaneReport, LaneState, MachineReport, VendOrder, VendStarted
from hardware.drivers.adh import services
from hardware.drivers.adh.options import AdhOptions, Model
from hardware.drivers.adh.questions import Questions
from hardware.drivers.adh.vending import Vending
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, Verdict, ask, ask_until_answered, look
from hardware.session.requests import Manners
from hardware.wire.adh import messages
from hardware.wire.adh.frames import Frame
from hardware.wire.adh.messages import Run

REFRESH_EVERY_MS: Final = 2_000
"""Also keeps the line awake: a CH340 adapter falls asleep after 3 s of silence (boards.md 12.8)."""


class AdhFamily:
    """``hardware.drivers.asked.family.Family`` for ADH815 and ADH814 cards."""

    refresh_every_ms = REFRESH_EVERY_MS
    turning = services.TURNING

    def __init__(self, model: Model, options: AdhOptions, drop_sensor: bool) -> None:
        self._model = model
        self._options = options
        self._drop_sensor = drop_sensor
        self._questions = Questions(options, model.dialect)
        self._vending = Vending(options, model.dialect, self._questions)

    @property
    def model(self) -> str:
        return self._model.name

    @property
    def baud(self) -> int:
        return self._model.baud

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            drop_sensor=self._drop_sensor,
            lift=False,
            temperature=self._options.temperature_zones > 0,
            door=False,
            reports_lanes=False,
        )

    @property
    def manners(self) -> Manners[Frame]:
        return self._questions.manners

    def firmware(self, hello: Frame) -> str:
        """The card's number, whose layout no document tells."""
        return messages.id_text(hello) if hello.command == self._model.dialect.identify else ""

    def impossible(self, motor: int) -> str:
        return self._options.cards.impossible(motor)

    def vend(self, order: VendOrder, drop_sensor: bool) -> Errand[Frame, Verdict]:
        return self._vending.turn(order.motor, drop_sensor, VendStarted(order.key, order.motor))

    def check(self, motor: int) -> Errand[Frame, LaneReport | None]:
        """Whether the lane's card answers; of a motor these cards tell nothing before it runs."""
        card, _ = self._options.cards.place(motor)
        question = self._questions.ask(messages.poll(card, self._model.dialect))
        came = yield from ask_until_answered(question)
        if isinstance(came, NoReply):
            return None
        raw = f"{came.command:02X}/{came.data[0]:02X}"
        return LaneReport(motor, LaneState.NORMAL, raw, "its card answers")

    def scan(self) -> Errand[Frame, tuple[int, ...] | None]:
        """These cards cannot say which motors there are."""
        yield from look()
        return ()

    def refresh(self) -> Errand[Frame, MachineReport | None]:
        """The first card is polled in any case, to hear whether it is there at all."""
        temperatures: list[int | None] = []
        for card in range(1, max(1, self._options.temperature_zones) + 1):
            came = yield from ask(self._questions.ask(messages.poll(card, self._model.dialect)))
            if isinstance(came, NoReply):
                break
            if self._options.temperature_zones:
                temperatures.append(Run.of(came).temperature_c)
        if not temperatures:
            return None
        faults = tuple(zone for zone, temperature in enumerate(temperatures) if temperature is None)
        return MachineReport(None, tuple(temperatures), faults)

    def services(self) -> Mapping[str, Service[Frame]]:
        return services.table(self._vending)
