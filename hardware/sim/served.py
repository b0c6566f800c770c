"""What ``python -m hardware.sim`` can serve on one pty: a board with its cabinet, or a till."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from hardware.sim.boards.chassis import Chassis
from hardware.sim.cabinet import Cabinet
from hardware.sim.control import answer
from hardware.sim.faults import Fault, FaultBook, FaultName
from hardware.sim.script import parse_script


class Served(Protocol):
    """Owner's duties: ``receive`` what comes from the port, call ``advance`` when ``next_due_ms`` is reached,
    write each chunk of ``take_output`` in one write, and keep the cable as ``cable_in`` says."""

    @property
    def model(self) -> str: ...

    @property
    def faults(self) -> Collection[FaultName]:
        """What can be scripted for it."""

    @property
    def book(self) -> FaultBook: ...

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

    def parse(self, script: object) -> list[Fault]:
        """Raises ``ScriptError``."""

    def answer(self, line: bytes, now_ms: int, port: str | None) -> dict[str, Any]:
        """One request of the control line; ``advance_ms`` in the answer lets the clock jump."""

    def to_state(self, now_ms: int) -> dict[str, Any]: ...

    def load_state(self, state: dict[str, Any], now_ms: int) -> None:
        """Raises KeyError, TypeError or ValueError when it is damaged."""


class ServedCabinet:
    """A board and the cabinet behind it."""

    def __init__(self, cabinet: Cabinet, board: Chassis) -> None:
        self._cabinet = cabinet
        self._board = board
        self.receive = board.receive
        self.advance = board.advance
        self.next_due_ms = board.next_due_ms
        self.take_output = board.take_output
        self.forget_waiting = board.forget_waiting

    @property
    def model(self) -> str:
        return self._board.model

    @property
    def faults(self) -> Collection[FaultName]:
        return self._board.faults

    @property
    def book(self) -> FaultBook:
        return self._board.book

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
        return {"model": self._board.model, "lanes": len(self._cabinet.lanes)}

    def parse(self, script: object) -> list[Fault]:
        return parse_script(script, self._cabinet.motors, self._board.faults)

    def answer(self, line: bytes, now_ms: int, port: str | None) -> dict[str, Any]:
        return answer(line, self._cabinet, self._board, now_ms, port)

    def to_state(self, now_ms: int) -> dict[str, Any]:
        return {"world": self._board.world.to_state(now_ms), "board": self._board.to_state()}

    def load_state(self, state: dict[str, Any], now_ms: int) -> None:
        self._board.world.load_state(state["world"], now_ms)
        self._board.load_state(state["board"])
