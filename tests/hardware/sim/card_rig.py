"""Simulated motor cards and a hand that asks them, in time that only passes when told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from hardware.sim.boards.carded import Carded
from hardware.sim.cabinet import Cabinet, LanePlan, demo_cabinet
from hardware.sim.script import parse_script
from hardware.sim.world import World
from hardware.wire.noise import Noise
from hardware.wire.sliding import SlidingDecoder

TURN_MS = 1_000
TWO_CARDS = Cabinet((LanePlan("A1", 1), LanePlan("B1", 101)))
"""Lanes on two cards, whether they have 60 or 100 each."""


class Encodes(Protocol):
    def encode(self) -> bytes: ...


FrameT = TypeVar("FrameT", bound=Encodes)


class CardRig(Generic[FrameT]):
    def __init__(
        self,
        make: Callable[[Cabinet, World, int, int], Carded],
        decoder: Callable[[], SlidingDecoder[FrameT]],
        cabinet: Cabinet | None = None,
    ) -> None:
        self.cabinet = cabinet or demo_cabinet()
        self.now_ms = 1_000
        self.world = World.build(self.cabinet, self.now_ms)
        self.board = make(self.cabinet, self.world, self.now_ms, TURN_MS)
        self.heard: list[FrameT | Noise] = []
        self.chunks: list[bytes] = []
        self._decoder = decoder()

    def send(self, data: bytes) -> None:
        if self.board.cable_in:
            self.board.receive(data, self.now_ms)

    def run(self, for_ms: int) -> None:
        end_ms = self.now_ms + for_ms
        while True:
            self.board.advance(self.now_ms)
            for chunk in self.board.take_output(self.now_ms):
                self.chunks.append(chunk)
                self.heard += self._decoder.feed(chunk)
            due_ms = self.board.next_due_ms(self.now_ms)
            if due_ms is None or due_ms > end_ms:
                self.now_ms = end_ms
                return
            self.now_ms = max(due_ms, self.now_ms + 1)

    def ask(self, request: FrameT, for_ms: int = 100) -> FrameT | None:
        """The one reply to a request, None when there is none."""
        self.heard.clear()
        self.send(request.encode())
        self.run(for_ms)
        replies = [found for found in self.heard if not isinstance(found, Noise)]
        assert len(replies) <= 1, replies
        return replies[0] if replies else None

    def answer(self, request: FrameT, for_ms: int = 100) -> FrameT:
        """The one reply there must be."""
        reply = self.ask(request, for_ms)
        assert reply is not None, f"no answer to {request}"
        return reply

    def fault(self, script: Any) -> None:
        self.board.book.add(parse_script(script, self.cabinet.motors, self.board.faults), self.now_ms)
        self.board.advance(self.now_ms)

    def truth(self, motor: int = 3) -> tuple[int, int]:
        """Turns of a motor and goods fallen from it."""
        lane = self.world.lanes[motor]
        return lane.turns, lane.fell
