"""A board played by the test, step by step, on a real pty: no thread and no clock of its own."""

from __future__ import annotations

import os
import queue
import select
import time
from typing import TypeVar

from hardware.api import BoardEvent, BoardUp
from hardware.wire.xy import ACK, POLL, Decoder, Frame
from hardware.wire.xy_codes import Cmd
from tests.hardware.plug import Plug

ANSWER_LIMIT_S = 5.0

Event = TypeVar("Event")


class XyPeer:
    """The master's end of the cable."""

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._frames: list[Frame] = []
        self.pack_no = 0
        self._plug = Plug()

    @property
    def path(self) -> str:
        return self._plug.path

    def plug(self) -> None:
        self._plug.push()

    def unplug(self) -> None:
        self._plug.pull()

    def write(self, data: bytes) -> None:
        os.write(self._plug.master, data)

    def read(self) -> Frame:
        """The next frame from the upper computer."""
        while not self._frames:
            ready, _, _ = select.select([self._plug.master], [], [], ANSWER_LIMIT_S)
            assert ready, "the driver did not answer"
            found = self._decoder.feed(os.read(self._plug.master, 4096))
            assert all(isinstance(item, Frame) for item in found), found
            self._frames += [item for item in found if isinstance(item, Frame)]
        return self._frames.pop(0)

    def poll(self) -> Frame:
        """POLL, and what it is answered with."""
        self.write(POLL.encode())
        return self.read()

    def ack(self) -> None:
        self.write(ACK.encode())

    def say(self, cmd: int, body: bytes, pack_no: int | None = None) -> Frame:
        """A data frame, which must be acknowledged."""
        if pack_no is None:
            self.pack_no = self.pack_no % 255 + 1
            pack_no = self.pack_no
        frame = Frame(cmd, pack_no, body)
        self.write(frame.encode())
        assert self.read() == ACK
        return frame

    def take(self, cmd: int) -> Frame:
        """POLL until the driver sends ``cmd``, acknowledging every command, that one included."""
        for _ in range(20):
            answer = self.poll()
            if answer == ACK:
                continue
            self.ack()
            if answer.cmd == cmd:
                return answer
        raise AssertionError(f"the driver never sent {cmd:02X}")

    def take_in_time(self, cmd: int) -> Frame:
        """As ``take``, for what the driver sends by itself later: POLL as long as ``ANSWER_LIMIT_S``."""
        until_s = time.monotonic() + ANSWER_LIMIT_S
        while (answer := self.poll()) == ACK:
            assert time.monotonic() < until_s, f"the driver never sent {cmd:02X}"
        self.ack()
        assert answer.cmd == cmd, answer
        return answer

    def dispensing(self, status: int, slot: int) -> None:
        self.say(Cmd.DISPENSING, bytes((status,)) + slot.to_bytes(2, "big"))

    def bring_up(self, events: Events) -> None:
        """Until the driver is up and has told the clock and asked for the status."""
        self.take(Cmd.SYNC)
        self.take(Cmd.MENU)
        self.say(Cmd.MENU_REPLY, b"\x09\x01\x00")
        self.take(Cmd.ASK_STATUS)
        events.expect(BoardUp)


class Events:
    """What the driver told, in order."""

    def __init__(self, limit_s: float = 15) -> None:
        self._limit_s = limit_s
        self._queue: queue.Queue[BoardEvent] = queue.Queue()
        self.put = self._queue.put

    def __call__(self, event: BoardEvent) -> None:
        self._queue.put(event)

    def next(self) -> BoardEvent:
        return self._queue.get(timeout=self._limit_s)

    def expect(self, kind: type[Event]) -> Event:
        """The next event, which must be of this kind."""
        event = self.next()
        assert isinstance(event, kind), event
        return event

    def wait(self, kind: type[Event]) -> Event:
        """The next event of this kind; others before it are skipped."""
        while True:
            event = self.next()
            if isinstance(event, kind):
                return event

    def is_empty(self) -> bool:
        return self._queue.empty()
