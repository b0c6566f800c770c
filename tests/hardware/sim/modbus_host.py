"""A tiny Modbus host in time that only passes when told to: it asks, and hears the simulated board."""

from __future__ import annotations

from hardware.sim.boards.chassis import Chassis
from hardware.sim.boards.models import MODELS
from hardware.sim.cabinet import Cabinet, demo_cabinet
from hardware.sim.script import parse_script
from hardware.sim.world import World
from hardware.wire.modbus.frames import Query, Reply, reply_decoder

TURN_MS = 1_000
ANSWER_LIMIT_MS = 60


class Host:
    """A board and who asks it."""

    def __init__(self, model: str, cabinet: Cabinet | None = None) -> None:
        self.cabinet = cabinet or demo_cabinet()
        self.now_ms = 1_000
        self.world = World.build(self.cabinet, self.now_ms)
        self.board: Chassis = MODELS[model](self.cabinet, self.world, self.now_ms, TURN_MS)
        self.heard: list[Reply] = []

    def run(self, for_ms: int) -> None:
        """Let time pass and hear what is said."""
        decoder, end_ms = reply_decoder(), self.now_ms + for_ms
        while True:
            self.board.advance(self.now_ms)
            for chunk in self.board.take_output(self.now_ms):
                self.heard += [item for item in decoder.feed(chunk) if isinstance(item, Reply)]
            due_ms = self.board.next_due_ms(self.now_ms)
            if due_ms is None or due_ms > end_ms:
                self.now_ms = end_ms
                self.board.advance(self.now_ms)
                return
            self.now_ms = max(due_ms, self.now_ms + 1)

    def ask(self, query: Query) -> Reply | None:
        """The answer, None when there is none in time."""
        before = len(self.heard)
        self.board.receive(query.encode(), self.now_ms)
        self.run(ANSWER_LIMIT_MS)
        return next(iter(self.heard[before:]), None)

    def words(self, query: Query) -> tuple[int, ...]:
        reply = self.ask(query)
        assert reply is not None
        assert reply.exception is None, reply
        return reply.words

    def refusal(self, query: Query) -> int | None:
        """The exception's code, None when it was answered otherwise."""
        reply = self.ask(query)
        assert reply is not None
        return reply.exception

    def fault(self, script: object) -> None:
        self.board.book.add(parse_script(script, self.cabinet.motors, self.board.faults), self.now_ms)
        self.board.advance(self.now_ms)

    def reborn(self, model: str) -> Host:
        """Another process that takes over the state of this one."""
        other = Host(model, self.cabinet)
        other.world.load_state(self.world.to_state(self.now_ms), other.now_ms)
        other.board.load_state(self.board.to_state())
        return other
