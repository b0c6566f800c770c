"""A tiny upper computer: it knows the framing and the rule "one answer to each POLL", nothing else."""

from __future__ import annotations

from collections import deque

from hardware.sim.cabinet import Cabinet, demo_cabinet
from hardware.sim.script import parse_script
from hardware.sim.world import World
from hardware.sim.xy import XyBoard
from hardware.wire.xy import ACK, FRAME_GAP_MS, POLL, Decoder, Frame, Noise, next_pack_no

RESENDS = 5
TURN_MS = 1000


class Upper:
    """Answers what it hears; ``deaf`` hears nothing, ``acks_data`` False lets data go unanswered."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, Frame | Noise]] = []
        self.chunks: list[bytes] = []
        self.deaf = False
        self.acks_data = True
        self.line_failed = False
        self.due_ms: int | None = None
        """When an unfinished frame is given up."""
        self._decoder = Decoder()
        self._waiting: deque[Frame] = deque()
        self._sends = 0
        self._pack_no = 0

    def command(self, cmd: int, body: bytes = b"") -> Frame:
        """Queue a command; it is sent to the next POLL and resent until acknowledged."""
        self._pack_no = next_pack_no(self._pack_no)
        frame = Frame(cmd, self._pack_no, body)
        self._waiting.append(frame)
        return frame

    def drive(self, slot: int, *, drop_sensor: bool = True) -> Frame:
        return self.command(0x06, bytes((drop_sensor, 0)) + slot.to_bytes(2, "big"))

    def hear(self, data: bytes, now_ms: int) -> bytes:
        """The answer to what has arrived."""
        if self.deaf:
            return b""
        self.chunks.append(data)
        found = self._decoder.feed(data)
        self.due_ms = now_ms + FRAME_GAP_MS if self._decoder.is_waiting else None
        return b"".join(self._answer(entry, now_ms) for entry in found)

    def expire(self, now_ms: int) -> bytes:
        """The answer to what a frame that never ended had hidden."""
        if self.due_ms is None or now_ms < self.due_ms:
            return b""
        self.due_ms = None
        return b"".join(self._answer(entry, now_ms) for entry in self._decoder.expire())

    def frames(self, cmd: int) -> list[Frame]:
        return [found for _, found in self.heard if isinstance(found, Frame) and found.cmd == cmd]

    def codes(self, slot: int) -> list[int]:
        """The status bytes of all 04 about one slot, in order."""
        return [frame.body[0] for frame in self.frames(0x04) if frame.body[1:3] == slot.to_bytes(2, "big")]

    def noise(self) -> list[Noise]:
        return [found for _, found in self.heard if isinstance(found, Noise)]

    def _answer(self, found: Frame | Noise, now_ms: int) -> bytes:
        self.heard.append((now_ms, found))
        if isinstance(found, Noise):
            return b""
        if found == POLL:
            return self._next()
        if found == ACK:
            if self._sends:
                self._waiting.popleft()
                self._sends = 0
            return b""
        return ACK.encode() if self.acks_data else b""

    def _next(self) -> bytes:
        if not self._waiting:
            return ACK.encode()
        if self._sends > RESENDS:
            self.line_failed = True
            self._waiting.popleft()
            self._sends = 0
            return ACK.encode()
        self._sends += 1
        return self._waiting[0].encode()


class Rig:
    """A board and an upper computer face to face, in time that only passes when told to."""

    def __init__(self, cabinet: Cabinet | None = None, now_ms: int = 1000) -> None:
        self.cabinet = cabinet or demo_cabinet()
        self.now_ms = now_ms
        self.world = World.build(self.cabinet, now_ms)
        self.board = XyBoard(self.cabinet, self.world, now_ms, TURN_MS)
        self.upper = Upper()

    def run(self, for_ms: int) -> None:
        end_ms = self.now_ms + for_ms
        while True:
            self.board.advance(self.now_ms)
            self._pass_on(self.upper.expire(self.now_ms))
            for chunk in self.board.take_output(self.now_ms):
                self._pass_on(self.upper.hear(chunk, self.now_ms))
            times = (self.board.next_due_ms(self.now_ms), self.upper.due_ms)
            due_ms = min((at_ms for at_ms in times if at_ms is not None), default=end_ms + 1)
            if due_ms > end_ms:
                self.now_ms = end_ms
                return
            self.now_ms = max(due_ms, self.now_ms + 1)

    def _pass_on(self, reply: bytes) -> None:
        if reply and self.board.cable_in:
            self.board.receive(reply, self.now_ms)

    def is_online(self) -> bool:
        return self.board.link.online

    def is_powered(self) -> bool:
        return self.board.powered

    def has_cable(self) -> bool:
        return self.board.cable_in

    def fault(self, script: object) -> None:
        self.board.book.add(parse_script(script, self.cabinet.motors), self.now_ms)

    def vend(self, slot: int, *, drop_sensor: bool = True, for_ms: int = 4000) -> list[int]:
        """Drive one slot and let it end. Answers the 04 codes of this vend."""
        before = len(self.upper.codes(slot))
        self.upper.drive(slot, drop_sensor=drop_sensor)
        self.run(for_ms)
        return self.upper.codes(slot)[before:]

    def ask(self, cmd: int, body: bytes, answer: int) -> bytes:
        """Send a command and answer the body of the one frame it brings."""
        before = len(self.upper.frames(answer))
        self.upper.command(cmd, body)
        self.run(2500)
        (frame,) = self.upper.frames(answer)[before:]
        return frame.body

    def settled(self) -> Rig:
        """After the first sync is over."""
        self.run(1000)
        return self
