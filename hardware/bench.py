"""The technician's tool for boards, usable without the kiosk: ``python -m hardware.bench``.

    probe                     which ports have a board; only listens, nothing moves
                              (--model M: asks as well, for boards that only speak when asked)
    watch  --port P           live frames and events in words, until Ctrl-C
    vend   --port P --lane N  turn one motor once and say how it ended (--dry-run: only check the lane)
    trace  --port P --out F   record every frame to a JSON-lines file, and show it
    reader --port P           what a code reader reads, masked (``hardware.bench_reader``)
    till   ...                cash and cards: probe, watch, pay, card (``hardware.bench_till``)
    sim    ...                serve a simulated cabinet or till (the arguments of ``python -m hardware.sim``)

watch, vend and trace take the board's model by ``--model``, xy when none is given.
Ends with 0 when it did what was asked, 1 when the board said no, 2 when the arguments or the port are wrong.
"""

from __future__ import annotations

import argparse
import json
import queue
import sys
import time
import tomllib
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TextIO

from hardware.api import (
    BoardDown,
    BoardEvent,
    BoardSettings,
    BoardUp,
    DropSensorReport,
    LaneReport,
    LaneState,
    MachineReport,
    Result,
    ServiceAnswer,
    VendFinished,
    VendOrder,
    VendStarted,
)
from hardware.bench_reader import add_to as add_reader
from hardware.bench_till import add_to as add_till
from hardware.errors import KnownHardwareError, PortError
from hardware.link.trace import Direction, TraceEntry
from hardware.probe import BAUDS, LISTEN_MS, candidate_ports, greet, probe
from hardware.rig import BOARDS, open_board
from hardware.wire.noise import Noise
from hardware.wire.speech import Speech, in_words

UP_LIMIT_S: Final = 10.0
CHECK_QUIET_S: Final = 5.0
CHECK_MAX_S: Final = 30.0
"""A board may answer a check behind its slot reports: as long as those come, the answer is waited for."""
PROGRESS_EVERY_S: Final = 1.0
OK, SAID_NO, WRONG = 0, 1, 2

Item = BoardEvent | TraceEntry


class Words:
    """Traced chunks as lines of text."""

    def __init__(self, speech: Speech, show_chatter: bool) -> None:
        self._speech = speech
        self._decoders = {Direction.IN: speech.incoming(), Direction.OUT: speech.outgoing()}
        self._show_chatter = show_chatter
        self._start_us: int | None = None

    def lines(self, entry: TraceEntry) -> Iterator[str]:
        """What the chunk completes; chatter only when wanted."""
        if self._start_us is None:
            self._start_us = entry.at_us
        at = f"{(entry.at_us - self._start_us) / 1e6:9.4f}"
        if entry.direction is Direction.NOTE:
            yield f"{at} -- {entry.data.decode()}"
            return
        arrow = "<-" if entry.direction is Direction.IN else "->"
        for found in self._decoders[entry.direction].feed(entry.data):
            if isinstance(found, Noise) or self._show_chatter or not self._speech.is_chatter(found):
                yield f"{at} {arrow} {in_words(self._speech, found)}"


def event_text(event: BoardEvent) -> str:
    """One event of the driver in words."""
    match event:
        case BoardUp(info):
            return f"board {info.model} up at {info.port}, firmware {info.firmware or 'not told'}, " + (
                f"{len(info.motors)} motors" if info.motors else "motors not told yet"
            )
        case BoardDown(reason):
            return f"board down: {reason}"
        case VendStarted(_key, motor):
            return f"motor {motor} turns"
        case VendFinished(outcome):
            return (
                f"motor {outcome.motor}: {outcome.result} ({outcome.raw_code}, {outcome.text}) after "
                f"{outcome.run_ms} ms"
                + (", nothing moved" if outcome.nothing_moved else "")
                + (", lane to be blocked" if outcome.block_lane else "")
            )
        case LaneReport():
            stock = "" if event.stock is None else f", stock {event.stock} of {event.capacity}"
            return f"lane {event.motor}: {event.state} ({event.raw_code}, {event.text}){stock}"
        case MachineReport(door_open, temperatures_c, probe_faults):
            zones = ", ".join("-" if zone is None else f"{zone} °C" for zone in temperatures_c)
            faults = f", probe fault in zone {', '.join(map(str, probe_faults))}" if probe_faults else ""
            return f"door {'open' if door_open else 'closed'}, {zones or 'no probe'}{faults}"
        case DropSensorReport(_ok, text):
            return text
        case ServiceAnswer():
            return f"{event.request}: {'ok' if event.ok else 'failed'}, {event.text}"


class Session:
    """A running board, and one queue with everything it says and everything on its wire."""

    def __init__(self, settings: BoardSettings, show_chatter: bool) -> None:
        self.items: queue.Queue[Item] = queue.Queue()
        self.board = open_board(settings, self.items.put)
        self.model = BOARDS[settings.model]
        self.was_open = False
        """The port could be opened at least once."""
        self._words = Words(self.model.speech, show_chatter)
        self._on_entry: Callable[[TraceEntry], None] | None = None

    def record(self, on_entry: Callable[[TraceEntry], None]) -> None:
        self._on_entry = on_entry

    def events(self, limit_s: float | None) -> Iterator[BoardEvent]:
        """Print everything and yield the events, until ``limit_s`` is over (None: for ever)."""
        until_s = None if limit_s is None else time.monotonic() + limit_s
        while True:
            left_s = None if until_s is None else until_s - time.monotonic()
            if left_s is not None and left_s <= 0:
                return
            try:
                item = self.items.get(timeout=left_s)
            except queue.Empty:
                return
            if isinstance(item, TraceEntry):
                self.was_open = True
                if self._on_entry is not None:
                    self._on_entry(item)
                for line in self._words.lines(item):
                    print(line)
            else:
                print(f"          ** {event_text(item)}", flush=True)
                yield item


@contextmanager
def running(arguments: argparse.Namespace) -> Iterator[Session]:
    settings = BoardSettings(
        arguments.model, arguments.port, arguments.baud, options=dict(arguments.option or [])
    )
    session = Session(settings, arguments.polls)
    session.board.start(session.items.put)
    try:
        yield session
    finally:
        session.board.close()


def run_probe(arguments: argparse.Namespace) -> int:
    ports = arguments.port or candidate_ports()
    if not ports:
        print("No serial port is there. Plug the board in, or name a port with --port.")
        return SAID_NO
    if arguments.model is not None and BOARDS[arguments.model].manners is not None:
        return run_greeting(arguments, ports)
    bauds = arguments.baud or BAUDS
    print(
        f"Only listening, nothing is sent: {len(ports)} ports, {len(bauds)} speeds, {arguments.ms} ms each."
    )
    found = 0
    for finding in probe(ports, bauds, arguments.ms):
        print(finding.text, flush=True)
        found += finding.is_xy
    return OK if found else SAID_NO


def run_greeting(arguments: argparse.Namespace, ports: Sequence[str]) -> int:
    """Boards that only speak when spoken to: one harmless question at each port."""
    model = BOARDS[arguments.model]
    assert model.manners is not None
    print(f"Asking {len(ports)} ports for a {arguments.model} board; no motor is moved.")
    found = 0
    for port in ports:
        for baud in arguments.baud or (model.baud,):
            answer = greet(port, baud, model.manners)
            found += answer.reply is not None
            told = "no answer" if answer.reply is None else model.speech.describe(answer.reply)
            print(f"{port} at {baud} baud: {answer.error or told}", flush=True)
    return OK if found else SAID_NO


def run_watch(arguments: argparse.Namespace) -> int:
    print("The board is answered as the kiosk would; no motor is moved. End with Ctrl-C.")
    with running(arguments) as session:
        for event in session.events(arguments.seconds):
            refuse_no_port(session, event)
    return OK


def run_trace(arguments: argparse.Namespace) -> int:
    try:
        file = arguments.out.open("w", encoding="utf-8")
    except OSError as error:
        words = f"The recording {arguments.out} cannot be written: {error.strerror}. Choose another --out."
        raise PortError("bench.bad_out", words) from error
    with file, running(arguments) as session:
        session.record(lambda entry: write_entry(file, entry))
        print(f"Recording to {arguments.out}. End with Ctrl-C.")
        for event in session.events(arguments.seconds):
            file.flush()
            refuse_no_port(session, event)
    return OK


def refuse_no_port(session: Session, event: BoardEvent) -> None:
    """A port that was open and is lost may come back; one that cannot be opened is a wrong argument."""
    if isinstance(event, BoardDown) and not session.was_open:
        raise PortError("bench.no_port", event.reason)


def write_entry(file: TextIO, entry: TraceEntry) -> None:
    """One line of the recording: monotonic microseconds, direction, bytes as hex or the note's words."""
    is_note = entry.direction is Direction.NOTE
    data = {"note": entry.data.decode()} if is_note else {"hex": entry.data.hex()}
    file.write(json.dumps({"at_us": entry.at_us, "dir": entry.direction.value, **data}) + "\n")


def run_vend(arguments: argparse.Namespace) -> int:
    lane = arguments.lane
    with running(arguments) as session:
        up = wait_for(session, UP_LIMIT_S, lambda event: isinstance(event, (BoardUp, BoardDown)))
        if not isinstance(up, BoardUp):
            print("No board to speak to; nothing was moved.")
            return WRONG
        session.board.check_lane(lane)
        report = wait_for_check(session, lane)
        is_usable = report is not None and report.state is LaneState.NORMAL
        if not is_usable and not arguments.anyway:
            no = f"Lane {lane} cannot be vended from"
            if report is None:
                no = f"The board did not answer the check of lane {lane}"
            print(f"{no}; nothing was moved.")
            return SAID_NO
        order = VendOrder(f"bench-{uuid.uuid4()}", lane, not arguments.no_drop_sensor, arguments.lift)
        sensor = "with" if order.drop_sensor else "without"
        if arguments.dry_run:
            print(f"Dry run: motor {lane} would turn once, {sensor} the drop sensor. Nothing was moved.")
            return OK
        print(f"Motor {lane} turns once now, {sensor} the drop sensor; the goods may fall.", flush=True)
        session.board.vend(order)
        return wait_for_outcome(session)


def wait_for(session: Session, limit_s: float, wanted: Callable[[BoardEvent], bool]) -> BoardEvent | None:
    return next((event for event in session.events(limit_s) if wanted(event)), None)


def wait_for_check(session: Session, lane: int) -> LaneReport | None:
    """The answer to a check of this lane; None when it does not come."""
    until_s = time.monotonic() + CHECK_MAX_S
    while (left_s := until_s - time.monotonic()) > 0:
        report = wait_for(session, min(left_s, CHECK_QUIET_S), lambda event: isinstance(event, LaneReport))
        if not isinstance(report, LaneReport):
            return None
        if report.motor == lane and session.model.is_check(report):
            return report
    return None


def wait_for_outcome(session: Session) -> int:
    started_s = time.monotonic()
    while True:
        for event in session.events(PROGRESS_EVERY_S):
            if isinstance(event, VendFinished):
                is_out = event.outcome.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
                return OK if is_out else SAID_NO
        print(f"waiting for the result, {time.monotonic() - started_s:.0f} s", flush=True)


def option(text: str) -> tuple[str, object]:
    """``KEY=VALUE`` with a value as TOML has it; what is no TOML is a text."""
    key, _, value = text.partition("=")
    if not key.isidentifier() or not value:
        raise argparse.ArgumentTypeError(f"{text!r} is not KEY=VALUE")
    try:
        return key, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return key, value


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hardware.bench", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    line = argparse.ArgumentParser(add_help=False)
    line.add_argument("--model", choices=tuple(BOARDS), default="xy", help="the board's family (default: xy)")
    line.add_argument("--port", required=True, help="path or pyserial URL of the board's port")
    line.add_argument("--baud", type=int, help="default: the family's own speed")
    line.add_argument(
        "--option", type=option, action="append", help="of the model, as in [board] options: KEY=VALUE"
    )
    line.add_argument("--polls", action="store_true", help="show what only keeps the line alive too")

    find = commands.add_parser("probe", help="listen at ports for a board; nothing moves")
    find.add_argument("--model", choices=tuple(BOARDS), help="ask for this family; default: only listen")
    find.add_argument("--port", action="append", help="default: every USB and on-board port; may be repeated")
    find.add_argument("--baud", type=int, action="append", help="default: the speeds of all families")
    find.add_argument("--ms", type=int, default=LISTEN_MS, help="how long to listen at each speed")
    find.set_defaults(run=run_probe)

    watch = commands.add_parser("watch", parents=[line], help="live frames in words")
    watch.add_argument("--seconds", type=float, help="default: until Ctrl-C")
    watch.set_defaults(run=run_watch)

    vend = commands.add_parser("vend", parents=[line], help="turn one motor once")
    vend.add_argument("--lane", type=int, required=True, help="the motor's number on the board")
    vend.add_argument("--no-drop-sensor", action="store_true")
    vend.add_argument("--lift", action="store_true")
    vend.add_argument("--dry-run", action="store_true", help="check the lane and say what would move")
    vend.add_argument("--anyway", action="store_true", help="although the check of the lane says no")
    vend.set_defaults(run=run_vend)

    trace = commands.add_parser("trace", parents=[line], help="record frames to a JSON-lines file")
    trace.add_argument("--out", type=Path, required=True)
    trace.add_argument("--seconds", type=float, help="default: until Ctrl-C")
    trace.set_defaults(run=run_trace)

    add_reader(commands, option)
    add_till(commands, option)
    commands.add_parser("sim", add_help=False, help="serve a simulated cabinet or till")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["sim"]:
        # Imported here: the simulator is not needed to talk to a real board.
        from hardware.sim.serve import main as serve

        return serve(given[1:])
    parsed = make_parser().parse_args(given)
    try:
        code: int = parsed.run(parsed)
    except KeyboardInterrupt:
        return OK
    except (KnownHardwareError, OSError) as error:
        print(error, file=sys.stderr)
        return WRONG
    return code


if __name__ == "__main__":
    sys.exit(main())
