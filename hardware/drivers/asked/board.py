"""A board that only speaks when spoken to, as ``hardware.api.Board``: link, session, vends and errands.

Everything below ``# --- on the port's thread`` runs there and nowhere else, so nothing needs a lock.

What a caller may count on beyond the Protocol:

* One vend at a time. A further order while one runs, or while a lane test runs, is REFUSED at once with
  ``nothing_moved=True``; its key counts as seen.
* An order accepted while the line is away waits ``START_LIMIT_MS`` for it, then is REFUSED, nothing moved.
* The motor command of an order goes out once at most. A reply that comes after its vend was given up is
  never taken for another's: it corrects what ``query_vend`` answers and is told as
  ``ServiceAnswer("late_result")``.
* ``BoardUp`` may be said again when the board's version or its list of motors became known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic

from hardware.api import (
    BoardInfo,
    BoardSettings,
    Capabilities,
    LaneReport,
    LaneState,
    Listener,
    MachineReport,
    ServiceAnswer,
    VendOrder,
)
from hardware.drivers.asked.desk import ErrandDesk
from hardware.drivers.asked.family import Family
from hardware.drivers.asked.steps import Ask, Errand, Look, NoReply, Pause, Tell, Verdict, unknown
from hardware.drivers.asked.vends import START_LIMIT_MS, AskedVends
from hardware.drivers.telling import Telling, absence, stranger
from hardware.errors import PortError
from hardware.link.port import OpenPort, Port
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Tap, TraceEntry
from hardware.session.asking import NO_ANSWER, STRANGER, AskingSession, Line
from hardware.session.requests import (
    Answered,
    Greeted,
    Late,
    LineDown,
    LineUp,
    Manners,
    NoiseHeard,
    Output,
    ReplyT,
    Send,
    Stray,
    Unanswered,
    Unsent,
)


@dataclass(slots=True)
class AskedCounts:
    """What the wire suffered since the start; for the technician's page and the bench."""

    noise_bytes: int = 0
    unanswered: int = 0
    strays: int = 0
    """Replies to nothing that was asked, late ones included."""
    repeats: int = 0
    """How often the last reply was asked for again."""


@dataclass
class _Run(Generic[ReplyT]):
    """An errand under way."""

    errand: Errand[ReplyT, Any]
    finished: Callable[[Any], None]
    urgent: bool = False
    ask: Ask[ReplyT] | None = None
    ticket: int | None = None
    """None while the session has not taken the request: the line is away, or has no room."""
    send_by_ms: int = 0
    wake_ms: int | None = None

    @property
    def is_unplaced(self) -> bool:
        return self.ask is not None and self.ticket is None


class AskedBoard(Generic[ReplyT]):
    """``hardware.api.Board`` for any ``Family``."""

    def __init__(
        self,
        family: Family[ReplyT],
        settings: BoardSettings,
        tap: Tap | None = None,
        open_port: OpenPort = SerialPort,
    ) -> None:
        self._family = family
        self._settings = settings
        self._session = AskingSession(family.manners)
        self._vends: AskedVends[ReplyT] = AskedVends()
        self._desk: ErrandDesk[ReplyT] = ErrandDesk(family.services(), family.turning)
        self._port: Port = open_port(settings.port, settings.baud or family.baud, self, tap)
        self._say = Telling()
        self._runs: list[_Run[ReplyT]] = []
        self._vend_run: _Run[ReplyT] | None = None
        self._scan_run: _Run[ReplyT] | None = None
        self._refresh_run: _Run[ReplyT] | None = None
        self._refresh_ms: int | None = None
        self._is_report_wanted = False
        self._last_report: MachineReport | None = None
        self._info = BoardInfo(family.model, settings.port)
        self.counts = AskedCounts()

    # --- from any thread ---------------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        return self._family.capabilities

    @property
    def manners(self) -> Manners[ReplyT]:
        """How the board at the configured address wants to be spoken to, for who only looks."""
        return self._family.manners

    def start(self, listener: Listener) -> None:
        self._say.listener = listener
        self._port.start()

    def close(self) -> None:
        self._port.close()

    def vend(self, order: VendOrder) -> None:
        if not self._port.post(partial(self._vend, order)):
            answer = self._vends.accept(order, 0)
            self._say.tell_all(self._vends.close("the board is closed", 0) if answer is None else answer)

    def query_vend(self, order: VendOrder) -> None:
        if not self._port.post(partial(self._query_vend, order)):
            self._query_vend(order)

    def check_lane(self, motor: int) -> None:
        self._port.post(partial(self._check_lane, motor))

    def refresh(self) -> None:
        self._port.post(self._refresh_all)

    def service(self, request: str, **arguments: int) -> None:
        if not self._port.post(partial(self._service, request, arguments)):
            self._say.tell(ServiceAnswer(request, False, "the board is closed"))

    def trace(self) -> tuple[TraceEntry, ...]:
        """What went over the wire lately, oldest first."""
        return self._port.trace()

    # --- on the port's thread: calls ---------------------------------------------------------------

    def _vend(self, order: VendOrder) -> None:
        impossible = self._family.impossible(order.motor)
        if impossible or self._desk.is_turning:
            self._say.tell_all(self._vends.refuse(order, impossible or "a lane test is running"))
            return
        answer = self._vends.accept(order, self._now_ms())
        if answer is not None:
            self._say.tell_all(answer)
            return
        drop_sensor = order.drop_sensor and self._settings.drop_sensor
        self._vend_run = _Run(self._family.vend(order, drop_sensor), self._vend_ended, urgent=True)
        self._start(self._vend_run)

    def _query_vend(self, order: VendOrder) -> None:
        self._say.tell_all(self._vends.query(order))

    def _check_lane(self, motor: int) -> None:
        impossible = self._family.impossible(motor)
        if impossible:
            self._say.tell(LaneReport(motor, LaneState.MISSING, "-", impossible))
        elif self._session.line is Line.UP:
            self._start(_Run(self._family.check(motor), self._say.tell))

    def _refresh_all(self) -> None:
        if self._session.line is Line.UP:
            self._is_report_wanted = True
            self._refresh()
            self._scan()

    def _service(self, request: str, arguments: dict[str, int]) -> None:
        if self._session.line is not Line.UP:
            self._say.tell(ServiceAnswer(request, False, "the board is away"))
        elif self._desk.turns(request) and self._vends.is_busy:
            self._say.tell(ServiceAnswer(request, False, "a vend is running"))
        else:
            self._say.tell(self._desk.ask(request, arguments))
            self._serve_next()

    # --- on the port's thread: PortUser ------------------------------------------------------------

    def opened(self, now_ms: int) -> None:
        self._session.opened(now_ms)

    def received(self, data: bytes, now_ms: int) -> None:
        self._handle(self._session.feed(data, now_ms), now_ms)

    def lost(self, error: PortError, now_ms: int) -> None:
        self._handle(self._session.lost(error.text, now_ms), now_ms)

    def tick(self, now_ms: int) -> None:
        for run in [run for run in self._runs if run.wake_ms is not None and now_ms >= run.wake_ms]:
            self._go_on(run, None)
        for run in [run for run in self._runs if run.is_unplaced]:
            self._place(run, now_ms)
        cap_ms = self._vends.cap_ms
        if cap_ms is not None and now_ms >= cap_ms and self._vend_run is not None:
            self._runs.remove(self._vend_run)
            self._vend_ended(unknown("the board gave no result in all the time there is"))
        if self._refresh_ms is not None and now_ms >= self._refresh_ms and not self._vends.is_busy:
            self._refresh()
        self._handle(self._session.tick(now_ms), now_ms)

    def next_deadline_ms(self) -> int | None:
        due = [self._session.next_deadline_ms(), self._vends.cap_ms]
        due += [run.send_by_ms if run.is_unplaced else run.wake_ms for run in self._runs]
        if not self._vends.is_busy:
            due.append(self._refresh_ms)
        return min((each for each in due if each is not None), default=None)

    def ended(self, bug: BaseException | None) -> None:
        text = "the board was closed" if bug is None else f"a bug ended the port's thread: {bug!r}"
        if bug is not None:
            self._say.down(text)
        self._runs.clear()
        self._say.tell_all(self._vends.close(text, self._now_ms()))
        self._say.tell_all(self._desk.drop_all(text))

    # --- on the port's thread: what the session says -----------------------------------------------

    def _handle(self, outputs: Iterable[Output[ReplyT]], now_ms: int) -> None:
        for output in outputs:
            match output:
                case Send(data, ticket, is_first):
                    self._send(data, ticket, is_first, now_ms)
                case Answered(ticket, reply):
                    self._resume(ticket, reply)
                case Unanswered(ticket):
                    self.counts.unanswered += 1
                    self._resume(ticket, NoReply.SILENT)
                case Unsent(ticket):
                    self._take_back(ticket, now_ms)
                case Late(ticket, reply):
                    self.counts.strays += 1
                    self._say.tell_all(self._vends.late(ticket, reply))
                case Stray():
                    self.counts.strays += 1
                case NoiseHeard(noise):
                    self.counts.noise_bytes += noise.count
                case LineUp(reply):
                    self._line_up(reply, now_ms)
                case Greeted(reply):
                    self._learn(reply)
                    self._say.up_again(self._info)
                case LineDown(reason):
                    self._refresh_ms = None
                    self._last_report = None
                    self._say.down(self._why_down(reason))

    def _send(self, data: bytes, ticket: int, is_first: bool, now_ms: int) -> None:
        run = self._run_of(ticket)
        self.counts.repeats += not is_first
        if is_first and run is not None and run.ask is not None and run is self._vend_run:
            # Before the write: should it fail half-way, the board may have seen the order.
            if run.ask.drives:
                self._vends.driven(now_ms)
            if run.ask.settle is not None:
                self._vends.watch(ticket, run.ask.settle)
        self._port.write(data)

    def _resume(self, ticket: int, came: ReplyT | NoReply) -> None:
        run = self._run_of(ticket)
        if run is not None:
            self._go_on(run, came)

    def _take_back(self, ticket: int, now_ms: int) -> None:
        """Certainly unsent: it may wait for the line until its own time is over."""
        run = self._run_of(ticket)
        if run is not None:
            run.ticket = None
            if now_ms >= run.send_by_ms:
                self._go_on(run, NoReply.UNSENT)

    def _line_up(self, hello: ReplyT, now_ms: int) -> None:
        self._learn(hello)
        self._say.up(self._info)
        self._refresh_ms = now_ms
        for run in [run for run in self._runs if run.is_unplaced]:
            self._place(run, now_ms)
        self._scan()

    def _why_down(self, reason: str) -> str:
        """Of a board that was never up the settings may be wrong; one that was has fallen silent."""
        if reason == STRANGER:
            return stranger(self._family.model)
        if reason == NO_ANSWER and not self._say.was_up:
            return absence(self._family.model, bytes_come=self.counts.noise_bytes > 0)
        return reason

    def _learn(self, hello: ReplyT) -> None:
        firmware = self._family.firmware(hello) or self._info.firmware
        self._info = BoardInfo(self._info.model, self._info.port, firmware, self._info.motors)

    # --- on the port's thread: errands -------------------------------------------------------------

    def _start(self, run: _Run[ReplyT]) -> None:
        self._runs.append(run)
        self._go_on(run, None)

    def _go_on(self, run: _Run[ReplyT], came: ReplyT | NoReply | int | None) -> None:
        """Carry an errand on until it has to wait, or is done."""
        run.ask = run.ticket = run.wake_ms = None
        now_ms = self._now_ms()
        try:
            while True:
                step = run.errand.send(came)
                came = None
                match step:
                    case Tell(event):
                        self._say.tell(event)
                    case Look():
                        came = now_ms
                    case Pause(for_ms):
                        run.wake_ms = now_ms + for_ms
                        return
                    case Ask():
                        run.ask, run.send_by_ms = step, self._send_by_ms(run, now_ms)
                        self._place(run, now_ms)
                        return
        except StopIteration as done:
            self._runs.remove(run)
            run.finished(done.value)

    def _send_by_ms(self, run: _Run[ReplyT], now_ms: int) -> int:
        is_undriven = run is self._vend_run and not self._vends.is_driven
        return self._vends.send_by_ms if is_undriven else now_ms + START_LIMIT_MS

    def _place(self, run: _Run[ReplyT], now_ms: int) -> None:
        """Hand an errand's request to the session, as soon as that takes it and as long as it matters."""
        assert run.ask is not None
        if now_ms >= run.send_by_ms:
            self._go_on(run, NoReply.UNSENT)
            return
        run.ticket = self._session.submit(run.ask.request, urgent=run.urgent, send_by_ms=run.send_by_ms)

    def _run_of(self, ticket: int) -> _Run[ReplyT] | None:
        return next((run for run in self._runs if run.ticket == ticket), None)

    def _vend_ended(self, verdict: Verdict) -> None:
        self._vend_run = None
        self._say.tell_all(self._vends.end(verdict, self._now_ms()))

    def _refresh(self) -> None:
        self._refresh_ms = self._now_ms() + self._family.refresh_every_ms
        if self._refresh_run is None:
            self._refresh_run = _Run(self._family.refresh(), self._refreshed)
            self._start(self._refresh_run)

    def _refreshed(self, report: MachineReport | None) -> None:
        self._refresh_run = None
        if report is not None and (self._is_report_wanted or report != self._last_report):
            self._is_report_wanted = False
            self._last_report = report
            self._say.tell(report)

    def _scan(self) -> None:
        if self._scan_run is None:
            self._scan_run = _Run(self._family.scan(), self._scanned)
            self._start(self._scan_run)

    def _scanned(self, motors: tuple[int, ...] | None) -> None:
        self._scan_run = None
        if motors is not None and self._session.line is Line.UP:
            self._info = BoardInfo(self._info.model, self._info.port, self._info.firmware, motors)
            self._say.up_again(self._info)

    def _serve_next(self) -> None:
        errand = self._desk.next_errand()
        if errand is not None:
            self._start(_Run(errand, self._served))

    def _served(self, answer: ServiceAnswer) -> None:
        self._desk.finished()
        self._say.tell(answer)
        self._serve_next()

    def _now_ms(self) -> int:
        return self._port.now_ms()
