"""``python -m hardware.sim``: a simulated cabinet, or till, on a pty, served by one thread until its end."""

from __future__ import annotations

import argparse
import json
import os
import selectors
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hardware.sim import state_file
from hardware.sim.boards.chassis import TURN_MS_DEFAULT
from hardware.sim.boards.models import MODELS
from hardware.sim.cabinet import Cabinet, CabinetError, demo_cabinet, load_cabinet
from hardware.sim.cable import Cable, CableError
from hardware.sim.qibixx.plan import MODEL as TILL_MODEL
from hardware.sim.qibixx.plan import TillPlan, TillPlanError, load_plan
from hardware.sim.reader.seat import Seat
from hardware.sim.script import ScriptError
from hardware.sim.served import Served, ServedCabinet
from hardware.sim.state_file import StateError
from hardware.sim.world import World
from hardware.wire.uart import heard

EXIT_BAD_ARGUMENTS: Final = 2
MODEL_DEFAULT: Final = "xy"
IDLE_MAX_MS: Final = 1000
"""How long the loop may sleep when nothing at all is due (power cut, no end scripted)."""
LOOK_FOR_PEER_MS: Final = 20
"""Nothing wakes us when somebody opens the other end; a board that is asked must not miss the question."""
CONTROL_LINE_MAX_BYTES: Final = 1 << 20
TURN_MS_MIN: Final = 10
TURN_MS_MAX: Final = 60_000
COIN_MS_MAX: Final = 300
"""How long one coin takes to be paid out at most: three a second."""
STDIN: Final = 0
BAUDS: Final = (9_600, 19_200, 38_400, 57_600, 115_200)


class Server:
    """Owns the clock, the cable, the control lines and the state file of what it serves; and lets the code
    reader beside it, where there is one, have its share of the loop."""

    def __init__(
        self, served: Served, state: Path | None, cable: Cable, control: bool, baud: int | None = None
    ) -> None:
        """``baud``: the line's speed; None: whoever opens the port has the right one."""
        self._shift_ms = 0
        self.served = served
        self._state = state
        if state is not None:
            state_file.load(state, served, self._now_ms())
        self._saved_revision = -1
        self._cable = cable
        self._seat = served.seat
        self._baud = baud
        self._selector = selectors.PollSelector()
        self._listening = False
        self._pending = b""
        self._ending = False
        if control:
            self._selector.register(STDIN, selectors.EVENT_READ, self._read_control)

    def run(self, script: object) -> None:
        """Serve until the end is asked for; a motor that turns then finishes first. ``script`` is what breaks
        from the start. Raises ``ScriptError``."""
        self.served.hand_over(script, self._now_ms())
        self._catch_signals()
        try:
            self._follow_cable()
            self._say({"port": self._cable.path, **self.served.hello()})
            while not self._ending or self.served.is_busy:
                self._step()
            self._save(self._now_ms())
        finally:
            self._cable.pull_out()
            if self._seat is not None:
                self._seat.close()
            self._selector.close()

    def _step(self) -> None:
        now_ms = self._now_ms()
        self.served.advance(now_ms)
        self._follow_cable()
        # What is said on the wire has happened: it must be on disk first, should the plug be pulled now.
        self._save(now_ms)
        for chunk in self.served.take_output(now_ms):
            self._cable.write(chunk if self._baud is None else self._garbled(chunk, is_heard=False))
        due_ms = self._next_due_ms(now_ms)
        limit_ms = IDLE_MAX_MS if self._listening or not self._cable.is_in else LOOK_FOR_PEER_MS
        wait_ms = limit_ms if due_ms is None else min(max(0, due_ms - self._now_ms()), limit_ms)
        for key, _ in self._selector.select(wait_ms / 1000):
            key.data()

    def _next_due_ms(self, now_ms: int) -> int | None:
        times = [self.served.next_due_ms(now_ms)]
        if self._seat is not None:
            times.append(self._seat.next_due_ms(now_ms))
        return min((at_ms for at_ms in times if at_ms is not None), default=None)

    def _now_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000 + self._shift_ms

    def _catch_signals(self) -> None:
        reader, writer = os.pipe()
        for end in (reader, writer):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writer)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._end())
        self._selector.register(reader, selectors.EVENT_READ, lambda: os.read(reader, 64))

    def _end(self) -> None:
        self._ending = True
        self.served.forget_waiting()

    def _follow_cable(self) -> None:
        """Make the ptys what is said of their cables, and listen while somebody is there."""
        if self._seat is not None:
            self._seat.step(self._now_ms(), self._selector)
        if self.served.cable_in != self._cable.is_in:
            self._stop_listening()
            if self.served.cable_in:
                self._cable.plug_in()
            else:
                self._cable.pull_out()
        if not self._listening and self._cable.has_peer():
            self._listening = True
            self._selector.register(self._cable, selectors.EVENT_READ, self._read_cable)

    def _stop_listening(self) -> None:
        if self._listening:
            self._listening = False
            self._selector.unregister(self._cable)

    def _read_cable(self) -> None:
        if not self._listening:
            # A request read in the same round has pulled the cable.
            return
        data = self._cable.read()
        if data is None:
            self._stop_listening()
            self._cable.discard_unread()
        elif data:
            self.served.receive(data if self._baud is None else self._garbled(data), self._now_ms())

    def _garbled(self, data: bytes, *, is_heard: bool = True) -> bytes:
        """Bytes as they arrive when the two ends do not stand at one speed."""
        peer = self._cable.peer_baud()
        if peer == self._baud or not peer:
            return data if peer else b""
        assert self._baud is not None
        return heard(data, peer, self._baud) if is_heard else heard(data, self._baud, peer)

    def _read_control(self) -> None:
        data = os.read(STDIN, 65536)
        if not data or len(self._pending) > CONTROL_LINE_MAX_BYTES:
            self._selector.unregister(STDIN)
            self._end()
            return
        *lines, self._pending = (self._pending + data).split(b"\n")
        for line in lines:
            if line.strip():
                self._answer(line)

    def _answer(self, line: bytes) -> None:
        now_ms = self._now_ms()
        port = self._cable.path if self._cable.is_in else None
        reply = self.served.answer(line, now_ms, port)
        self._shift_ms += reply.get("advance_ms", 0)
        # What the request changed must be so, on disk and on the cable, before it is answered.
        self._follow_cable()
        self._save(self._now_ms())
        self._say(reply)

    def _say(self, record: dict[str, Any]) -> None:
        try:
            sys.stdout.write(json.dumps(record) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever started this is gone. Point stdout elsewhere so that its end says nothing more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self._end()

    def _save(self, now_ms: int) -> None:
        if self._state is None or self.served.revision == self._saved_revision:
            return
        state_file.save(self._state, self.served, now_ms)
        self._saved_revision = self.served.revision


def _turn_ms(text: str) -> int:
    value = int(text) if text.isdecimal() else -1
    if not TURN_MS_MIN <= value <= TURN_MS_MAX:
        raise argparse.ArgumentTypeError(
            f"{text!r}: a turn takes from {TURN_MS_MIN} to {TURN_MS_MAX} milliseconds"
        )
    return value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hardware.sim", description="A simulated cabinet or till on a pseudo-terminal."
    )
    parser.add_argument(
        "--model",
        choices=(*MODELS, TILL_MODEL),
        help="the board to be (default: the cabinet file's, else xy), or a till",
    )
    parser.add_argument("--cabinet", type=Path, metavar="FILE", help="TOML; default: 40 full lanes A1..E8")
    parser.add_argument("--till", type=Path, metavar="FILE", help="TOML of a till; default: 10, 50, 100 fen")
    parser.add_argument("--state", type=Path, metavar="FILE", help="keep the cabinet's state in this file")
    parser.add_argument("--link", type=Path, metavar="PATH", help="a symbolic link to the current port")
    parser.add_argument(
        "--reader", type=Path, metavar="PATH", help="a code reader beside the cabinet; its port is this link"
    )
    parser.add_argument(
        "--reader-kind", choices=("serial", "keyboard"), default="serial", help="how it says its codes"
    )
    parser.add_argument("--script", type=Path, metavar="FILE", help="faults to start with, JSON")
    parser.add_argument(
        "--turn-ms",
        type=_turn_ms,
        default=TURN_MS_DEFAULT,
        metavar="N",
        help=f"how long a motor turns, or a coin falls (default: {TURN_MS_DEFAULT}; coins {COIN_MS_MAX})",
    )
    parser.add_argument(
        "--baud",
        type=int,
        choices=BAUDS,
        help="the line's speed: at any other, bytes are garbled both ways (default: any speed is right)",
    )
    parser.add_argument(
        "--control", action="store_true", help="take JSON requests on standard input; end when it ends"
    )
    return parser


def _model_of(cabinet: Cabinet) -> str:
    model = cabinet.model or MODEL_DEFAULT
    if model not in MODELS:
        raise CabinetError(f"the cabinet file names the model {model!r}; known are {', '.join(MODELS)}")
    return model


def _served(arguments: argparse.Namespace) -> Served:
    """What the arguments ask for. Raises ``CabinetError``, ``TillPlanError`` or ``CableError``."""
    if arguments.model == TILL_MODEL or arguments.till is not None:
        from hardware.sim.qibixx.till import SimulatedTill  # not at the top: a cabinet does without

        if arguments.reader is not None:
            raise TillPlanError("a code reader stands beside a cabinet, not a till: leave out --reader")
        plan = TillPlan() if arguments.till is None else load_plan(arguments.till)
        return SimulatedTill(plan, min(arguments.turn_ms, COIN_MS_MAX))
    cabinet = demo_cabinet() if arguments.cabinet is None else load_cabinet(arguments.cabinet)
    now_ms = time.monotonic_ns() // 1_000_000
    world = World.build(cabinet, now_ms, time.time_ns() // 1_000_000 - now_ms)
    board = MODELS[arguments.model or _model_of(cabinet)](cabinet, world, now_ms, arguments.turn_ms)
    is_keyboard = arguments.reader_kind == "keyboard"
    seat = None if arguments.reader is None else Seat(arguments.reader, is_keyboard=is_keyboard)
    return ServedCabinet(cabinet, board, seat)


def _read_script(path: Path | None) -> object:
    if path is None:
        return []
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScriptError(f"cannot read the script {path}: {error.strerror}") from error
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ScriptError(f"the script {path} is not JSON: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    """Run the simulator. 0 after an orderly end, 2 for arguments or files that cannot be used."""
    arguments = _parser().parse_args(argv)
    try:
        served = _served(arguments)
        cable = Cable(arguments.link)
        server = Server(served, arguments.state, cable, arguments.control, arguments.baud)
        server.run(_read_script(arguments.script))
    except (CabinetError, TillPlanError, ScriptError, StateError, CableError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_BAD_ARGUMENTS
    return 0
