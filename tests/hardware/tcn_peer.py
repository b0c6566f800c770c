"""A TCN board played by the test, step by step, on a real pty: no thread and no clock of its own."""

from __future__ import annotations

import os
import select

from hardware.wire.tcn.frames import Command, Reply, command_decoder
from tests.hardware.plug import Plug
from tests.hardware.xy_peer import ANSWER_LIMIT_S

VERSION = 0xE7
OK = Reply(0, 0x5D, 0, 0)
DROPPED = Reply(0, 0x5D, 0, 0xAA)
B27 = Reply(0, 0x42, 0x32, 0x37)


class TcnPeer:
    """The asked end of the cable. Questions that keep the line going are answered by ``take`` itself."""

    def __init__(self) -> None:
        self._decoder = command_decoder()
        self._commands: list[Command] = []
        self.seen: list[Command] = []
        self._plug = Plug()

    @property
    def path(self) -> str:
        return self._plug.path

    def plug(self) -> None:
        self._plug.push()

    def unplug(self) -> None:
        self._plug.pull()

    def say(self, *replies: Reply) -> None:
        self.write(b"".join(reply.encode() for reply in replies))

    def write(self, data: bytes) -> None:
        os.write(self._plug.master, data)

    def read(self) -> Command:
        """The next command from the driver."""
        while not self._commands:
            ready, _, _ = select.select([self._plug.master], [], [], ANSWER_LIMIT_S)
            assert ready, "the driver asked nothing"
            found = self._decoder.feed(os.read(self._plug.master, 4096))
            assert all(isinstance(item, Command) for item in found), found
            self._commands += [item for item in found if isinstance(item, Command)]
        self.seen.append(self._commands[0])
        return self._commands.pop(0)

    def is_asked_within(self, limit_s: float) -> bool:
        """Whether a command comes in this time; it stays to be read."""
        if not self._commands:
            ready, _, _ = select.select([self._plug.master], [], [], limit_s)
            if not ready:
                return False
            found = self._decoder.feed(os.read(self._plug.master, 4096))
            self._commands += [item for item in found if isinstance(item, Command)]
        return bool(self._commands)

    def take(self, code: int) -> Command:
        """Answer what keeps the line going until ``code`` comes, which is not answered."""
        for _ in range(200):
            command = self.read()
            if command.code == code:
                return command
            assert command.code > 0x50, f"a motor command nobody expected: {command}"
            self.say(B27 if command.code == VERSION else OK)
        raise AssertionError(f"the driver never sent {code:02X}")
