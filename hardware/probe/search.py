"""Look for any board at many ports at once: listen for an XY board, then ask everybody else's questions."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

import hardware.link.holders as holding
from hardware.drivers.xy.board import BAUD as XY_BAUD
from hardware.errors import PortError
from hardware.link.opening import Line, holder_text, open_port
from hardware.probe.candidates import Candidate, candidates, danger, rounds
from hardware.probe.listening import LISTEN_MS, POLLS_WANTED, READ_MAX_BYTES, Ears
from hardware.rig import BOARDS
from hardware.session.requests import Decoder, Request
from hardware.wire.noise import Noise

SLOT_MS: Final = 400
"""From one question to the next one to somebody else. An answer may take longer, up to its own limit: all
questions still open are listened for at once."""
READ_S: Final = 0.05
SETTLE_MS: Final = 100
"""Silence between the answer that proves a board and the question that confirms it."""
LOOK_AGAIN_S: Final = 0.2
"""A program that only passed through a port is gone by then."""
NOISE_SHOWN_BYTES: Final = 12
PORTS_AT_ONCE: Final = 32
END_LIMIT_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is tried at every port."""

    listen_ms: int = LISTEN_MS
    xy_bauds: tuple[int, ...] = (XY_BAUD,)
    candidates: tuple[Candidate, ...] = field(default_factory=candidates)
    wanted: str = "known"
    """What is looked for, in words: ``known`` boards, or those of one family."""
    left_out: tuple[str, ...] = ()
    """Who is not asked although it was wished, and why."""

    @classmethod
    def of(
        cls,
        model: str | None = None,
        bauds: Sequence[int] = (),
        passwords: Sequence[str] = (),
        listen_ms: int = LISTEN_MS,
    ) -> Plan:
        """One family alone, or at other speeds than usual. Raises ``SettingError`` as ``candidates``."""
        chosen = [each for each in candidates(passwords) if model in (None, each.model)]
        left_out: list[str] = []
        if bauds:
            kinds = {(each.model, str(each.options)): each for each in chosen}.values()
            moved = [replace(each, baud=baud) for baud in bauds for each in kinds]
            chosen = [each for each in moved if not danger(each)]
            words = "{} boards are not asked at {} baud: {}."
            left_out = [words.format(each.model, each.baud, danger(each)) for each in moved if danger(each)]
        listened = tuple(bauds or (XY_BAUD,)) if model in (None, "xy") else ()
        return cls(listen_ms, listened, tuple(chosen), model or "known", tuple(left_out))


@dataclass(frozen=True, slots=True)
class Finding:
    """What is at one port. ``model`` is empty when no known board answered."""

    port: str
    text: str
    """One or two sentences for the technician."""
    model: str = ""
    baud: int = 0
    options: Mapping[str, object] = field(default_factory=dict)
    """``[board] options`` that this very board needs."""

    @property
    def is_usual_baud(self) -> bool:
        return self.model != "" and self.baud == BOARDS[self.model].baud


def search(
    ports: Sequence[str], plan: Plan, beat_s: float, stop: threading.Event | None = None
) -> Iterator[Finding | None]:
    """Look at all ports at once; each finding as soon as it is there, and None whenever nothing came for
    ``beat_s``. Ends by itself; when it is left, every port is let go."""
    stop = stop or threading.Event()
    found: queue.Queue[Finding] = queue.Queue()
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    for port in ports:
        waiting.put(port)

    def work() -> None:
        while not stop.is_set():
            try:
                port = waiting.get_nowait()
            except queue.Empty:
                return
            found.put(look_at(port, plan, stop))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(min(len(ports), PORTS_AT_ONCE))]
    for thread in threads:
        thread.start()
    try:
        left = len(ports)
        while left:
            try:
                yield found.get(timeout=beat_s)
                left -= 1
            except queue.Empty:
                yield None
    finally:
        stop.set()
        for thread in threads:
            thread.join(END_LIMIT_S)


def look_at(port: str, plan: Plan, stop: threading.Event) -> Finding:
    """One port. A port that another program has open is left alone: even opening it could disturb a sale."""
    in_the_way = _held(port)
    if in_the_way:
        return Finding(port, f"{port} is in use by {holder_text(in_the_way)}; it was not touched.")
    try:
        line = open_port(port, (*plan.xy_bauds, *(each.baud for each in plan.candidates), XY_BAUD)[0])
    except PortError as error:
        return Finding(port, error.text)
    try:
        return _Look(port, line, stop).go(plan)
    except OSError as error:
        return Finding(
            port, f"{port} was lost while it was looked at: {error}. Check its plug, and look again."
        )
    finally:
        line.close()


def _held(port: str) -> list[holding.Holder]:
    """Who has had it open for longer than a moment."""
    first = [each for each in holding.holders(port) if not each.is_us]
    if not first:
        return []
    time.sleep(LOOK_AGAIN_S)
    return [each for each in holding.holders(port) if each in first]


@dataclass
class _Open:
    """A question whose answer may still come."""

    candidate: Candidate
    request: Request[Any]
    told: Callable[[Any], str]
    decoder: Decoder[Any]
    until_ns: int

    def answer(self, data: bytes) -> Any:
        """The reply that fits, if the bytes complete one."""
        found = self.decoder.feed(data)
        return next((each for each in found if not isinstance(each, Noise) and self.request.fits(each)), None)


class _Look:
    """One open port, looked at by one thread."""

    def __init__(self, port: str, line: Line, stop: threading.Event) -> None:
        self._port = port
        self._line = line
        self._stop = stop
        self._heard = b""
        self._heard_bytes = 0
        line.timeout = READ_S

    def go(self, plan: Plan) -> Finding:
        for baud in plan.xy_bauds:
            finding = self._listen(baud, plan.listen_ms)
            if finding is not None:
                return finding
        for baud, here in groupby(plan.candidates, lambda each: each.baud):
            finding = self._ask_all(baud, tuple(here))
            if finding is not None:
                return finding
        return self._nothing(plan.wanted)

    # --- listening ---------------------------------------------------------------------------------

    def _listen(self, baud: int, listen_ms: int) -> Finding | None:
        self._stand_at(baud)
        ears, until_ns = Ears(), time.monotonic_ns() + listen_ms * 1_000_000
        while ears.polls < POLLS_WANTED and not self._is_over(until_ns):
            ears.hear(self._read())
        if ears.polls:
            return Finding(
                self._port, f"{self._port} at {baud} baud: an xy board, which says POLL.", "xy", baud
            )
        if ears.frames:
            words = "frames of an xy board come, but no POLL. Switch the board off and on, and look again."
            return Finding(self._port, f"{self._port} at {baud} baud: {words}")
        return None

    # --- asking ------------------------------------------------------------------------------------

    def _ask_all(self, baud: int, here: Sequence[Candidate]) -> Finding | None:
        """All questions at one speed, and who answers one of them."""
        self._stand_at(baud)
        asked: list[_Open] = []
        for candidate, question in rounds(here):
            asked.append(self._ask(candidate, question.request, question.told))
            finding = self._hear(asked, time.monotonic_ns() + SLOT_MS * 1_000_000)
            if finding is not None or self._stop.is_set():
                return finding
        return self._hear(asked, max((each.until_ns for each in asked), default=0))

    def _ask(self, candidate: Candidate, request: Request[Any], told: Callable[[Any], str] = repr) -> _Open:
        self._line.write(request.data)
        until_ns = time.monotonic_ns() + request.limit_ms * 1_000_000
        return _Open(candidate, request, told, candidate.decoder(), until_ns)

    def _hear(self, asked: list[_Open], until_ns: int) -> Finding | None:
        """Whoever proves itself until then; questions whose time is over are taken out of ``asked``."""
        while not self._is_over(until_ns):
            data = self._read()
            for each in asked:
                reply = each.answer(data) if data else None
                if reply is not None:
                    return self._found(each.candidate, each.told(reply))
            now_ns = time.monotonic_ns()
            asked[:] = [each for each in asked if now_ns < each.until_ns]
        return None

    def _found(self, candidate: Candidate, told: str) -> Finding:
        words = f"{self._port} at {candidate.baud} baud: {_a(candidate.model)} board, {told}."
        if not self._is_confirmed(candidate):
            words += " It answered once and not again: look again before you rely on it."
        return Finding(self._port, words, candidate.model, candidate.baud, candidate.options)

    def _is_confirmed(self, candidate: Candidate) -> bool:
        quiet_ns = time.monotonic_ns() + SETTLE_MS * 1_000_000
        while not self._is_over(quiet_ns):
            self._read()
        asked = self._ask(candidate, candidate.confirm)
        while not self._is_over(asked.until_ns):
            if asked.answer(self._read()) is not None:
                return True
        return False

    # --- the line ----------------------------------------------------------------------------------

    def _stand_at(self, baud: int) -> None:
        if self._line.baudrate != baud:
            self._line.baudrate = baud
        self._line.reset_input_buffer()

    def _read(self) -> bytes:
        """What came within a moment."""
        data = bytes(self._line.read(1))
        if data and self._line.in_waiting:
            data += bytes(self._line.read(min(self._line.in_waiting, READ_MAX_BYTES)))
        self._heard_bytes += len(data)
        self._heard = (self._heard + data)[:NOISE_SHOWN_BYTES]
        return data

    def _is_over(self, until_ns: int) -> bool:
        return self._stop.is_set() or time.monotonic_ns() >= until_ns

    def _nothing(self, wanted: str) -> Finding:
        if not self._heard_bytes:
            words = f"no {wanted} board answers, and nothing is heard. Check its power and its cable."
            return Finding(self._port, f"{self._port}: {words}")
        words = (
            f"{self._heard_bytes} bytes come ({self._heard.hex(' ')} ...), but no {wanted} board answers: "
            "it is another device, another speed, or the wrong kind of line (RS232, RS485, TTL)."
        )
        return Finding(self._port, f"{self._port}: {words}")


def _a(model: str) -> str:
    """With its article."""
    return f"{'an' if model[0] in 'axm' else 'a'} {model}"
