"""What ``python -m hardware.sim`` can serve on one pty: a board with its cabinet, or a till. A cabinet can
have a code reader beside it, on a port of its own."""

from __future__ import annotations

from typing import Any, Protocol

from hardware.sim.boards.chassis import Chassis
from hardware.sim.cabinet import Cabinet
from hardware.sim.control import answer, hand_over
from hardware.sim.reader.seat import Seat


class Served(Protocol):
    """Owner's duties: ``receive`` what comes from the port, call ``advance`` when ``next_due_ms`` is reached,
    write each chunk of ``take_output`` in one write, and keep the cable as ``cable_in`` says."""

    @property
    def model(self) -> str: ...

    @property
    def seat(self) -> Seat | None:
        """The code reader beside it, if there is one; its owner gives it its share of the loop."""

    @property
    def cable_in(self) -> bool: ...

    @property
    def revision(self) -> int:
        """Grows with everything that must outlive the process."""

    @property
    def is_busy(self) -> bool:
        """Something moves that must come to its end before the process may."""

    def hello(self) -> dict[str, Any]:
        """What is said of it at the start."""

    def receive(self, data: bytes, now_ms: int) -> None: ...

    def advance(self, now_ms: int) -> None: ...

    def next_due_ms(self, now_ms: int) -> int | None: ...

    def take_output(self, now_ms: int) -> list[bytes]: ...

    def forget_waiting(self) -> None:
        """Nothing new is started."""

    def hand_over(self, script: object, now_ms: int) -> dict[str, Any]:
        """A script, in force when this returns, all of it or nothing. Raises ``ScriptError``."""

    def answer(self, line: bytes, now_ms: int, port: str | None) -> dict[str, Any]:
        """One request of the control line; ``advance_ms`` in the answer lets the clock jump."""

    def to_state(self, now_ms: int) -> dict[str, Any]: ...

    def load_state(self, state: dict[str, Any], now_ms: int) -> None:
        """Raises KeyError, TypeError or ValueError when it is damaged."""


class ServedCabinet:
    """A board, the cabinet behind it, and a code reader beside it."""

    def __init__(self, cabinet: Cabinet, board: Chassis, seat: Seat | None = None) -> None:
        self._cabinet = cabinet
        self._board = board
        self.seat = seat
        self.receive = board.receive
        self.advance = board.advance
        self.next_due_ms = board.next_due_ms
        self.take_output = board.take_output
        self.forget_waiting = board.forget_waiting

    @property
    def model(self) -> str:
        return self._board.model

    @property
    def cable_in(self) -> bool:
        return self._board.cable_in

    @property
    def revision(self) -> int:
        return self._board.revision

    @property
    def is_busy(self) -> bool:
        return self._board.world.turning is not None

    def hello(self) -> dict[str, Any]:
        reader = {} if self.seat is None else {"reader": self.seat.port}
        return {"model": self._board.model, "lanes": len(self._cabinet.lanes), **reader}

    def hand_over(self, script: object, now_ms: int) -> dict[str, Any]:
        return hand_over(script, self._cabinet, self._board, self.seat, now_ms)

    def answer(self, line: bytes, now_ms: int, port: str | None) -> dict[str, Any]:
        return answer(line, self._cabinet, self._board, now_ms, port, self.seat)

    def to_state(self, now_ms: int) -> dict[str, Any]:
        return {"world": self._board.world.to_state(now_ms), "board": self._board.to_state()}

    def load_state(self, state: dict[str, Any], now_ms: int) -> None:
        self._board.world.load_state(state["world"], now_ms)
        self._board.load_state(state["board"])
