"""A family's driver against its simulated cabinet on a real pty, and what must hold at the end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware.api import (
    Board,
    BoardSettings,
    BoardUp,
    LaneReport,
    Result,
    ServiceAnswer,
    VendFinished,
    VendOrder,
    VendOutcome,
)
from hardware.rig import BOARDS, open_board
from hardware.sim.client import SimProcess
from tests.hardware.xy_peer import Events

TURN_MS = 250
MOTOR = 3
LANE = "A3"
OUT = (Result.DELIVERED, Result.TURNED_UNCONFIRMED)


class Bench:
    """A cabinet, a board and what was heard."""

    def __init__(
        self,
        model: str,
        folder: Path,
        *,
        cabinet: str = "",
        faults: Any = None,
        drop_sensor: bool = True,
        options: dict[str, object],
    ) -> None:
        script, plan = folder / "faults.json", folder / "cabinet.toml"
        script.write_text(json.dumps(faults or []))
        plan.write_text(cabinet)
        self.sim = SimProcess(
            model=model,
            link=folder / "board",
            turn_ms=TURN_MS,
            cabinet=plan if cabinet else None,
            script=script,
        )
        self.events = Events()
        self._is_check = BOARDS[model].is_check
        settings = BoardSettings(model, self.sim.port, drop_sensor=drop_sensor, options=options)
        self.board: Board = open_board(settings)
        self.board.start(self.events)
        self.events.wait(BoardUp)
        self.outcomes: list[VendOutcome] = []
        self.ordered = 0

    def close(self) -> None:
        self.board.close()
        self.sim.close()

    def vend(self, motor: int = MOTOR, **more: bool) -> VendOutcome:
        self.ordered += 1
        self.board.vend(VendOrder(f"order-{self.ordered}", motor, **more))
        self.outcomes.append(self.outcome())
        return self.outcomes[-1]

    def outcome(self) -> VendOutcome:
        return self.events.wait(VendFinished).outcome

    def query(self, number: int) -> VendOutcome:
        self.board.query_vend(VendOrder(f"order-{number}", MOTOR))
        return self.outcome()

    def truth(self, motor: int = MOTOR) -> tuple[int, int]:
        """Turns of the motor and goods fallen from it."""
        world = self.sim.world()
        return (world["turns_by_motor"].get(str(motor), 0), world["fell_by_motor"].get(str(motor), 0))

    def check_books(self, unseen: int = 0) -> None:
        """Motors turned at most once for each order, and each outcome is true or UNKNOWN.

        ``unseen``: goods that fell past the sensor, or beside a sensor that said nothing.
        """
        self.sim.request({"do": "clock", "advance_ms": TURN_MS})
        world = self.sim.world()
        assert world["turns_total"] <= self.ordered
        assert world["orders_total"] <= self.ordered
        sure = sum(outcome.result in OUT for outcome in self.outcomes)
        doubtful = sum(outcome.result is Result.UNKNOWN for outcome in self.outcomes)
        assert sure <= world["fell_total"] <= sure + doubtful + unseen
        still = sum(outcome.nothing_moved for outcome in self.outcomes)
        assert world["turns_total"] <= self.ordered - still

    def lane(self, motor: int = MOTOR) -> LaneReport:
        """The board's answer to a check."""
        self.board.check_lane(motor)
        while True:
            report = self.events.wait(LaneReport)
            if report.motor == motor and self._is_check(report):
                return report

    def motors(self) -> tuple[int, ...]:
        """What the first scan found."""
        while not (motors := self.events.wait(BoardUp).info.motors):
            pass
        return motors

    def service(self, request: str, **arguments: int) -> ServiceAnswer:
        self.board.service(request, **arguments)
        return self.events.wait(ServiceAnswer)


Make = Callable[..., Bench]
