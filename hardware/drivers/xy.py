"""The XY board as ``hardware.api.Board``: link, session, vend rules and service desk put together.

Everything below ``# --- on the port's thread`` runs there and nowhere else, so nothing needs a lock.

What a caller may count on beyond the Protocol:

* One vend at a time. A further order while one runs, or while a lane test runs, is REFUSED at once with
  ``nothing_moved=True``; its key counts as seen.
* An order accepted while the line is away waits ``START_LIMIT_MS`` for it, then is REFUSED, nothing moved.
* A 04 that comes after its vend was given up is never taken for the next vend. It corrects what
  ``query_vend`` answers and is told as ``ServiceAnswer("late_result")``; a result for a slot that no
  order asked for as ``ServiceAnswer("unasked_result")``; money as ``ServiceAnswer("money_received")``.
* ``BoardUp`` may be said a second time when the board's list of motors or its version became known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from hardware.api import (
    BoardDown,
    BoardEvent,
    BoardInfo,
    BoardSettings,
    BoardUp,
    Capabilities,
    LaneReport,
    LaneState,
    Listener,
    ServiceAnswer,
    VendOrder,
)
from hardware.drivers.xy_options import MODEL, XyOptions
from hardware.drivers.xy_reports import lane_of_report, lane_of_status, machine_report, money_received
from hardware.drivers.xy_service import ServiceDesk
from hardware.drivers.xy_vend import VendTracker
from hardware.errors import PortError
from hardware.link.serial_port import SerialPort, monotonic_us
from hardware.link.trace import Tap, TraceEntry
from hardware.session.xy import (
    Acknowledged,
    GaveUp,
    Line,
    LineDown,
    LineUp,
    NoiseHeard,
    Output,
    Received,
    Repeated,
    Send,
    XySession,
)
from hardware.wire.xy_messages import (
    SLOT_MAX,
    SLOT_MIN,
    Dispensing,
    Firmware,
    MachineStatus,
    MenuReply,
    MoneyReceived,
    SlotReport,
    SlotStatus,
    Sync,
    ask_status,
    check_slot,
    drive_slot,
    parse,
)

BAUD: Final = 57_600
"""boards.md 2.1"""
VEND_PATIENCE_POLLS: Final = 4
"""POLLs to let pass before the drive command is sent again: a board that heard it says 04/01 meanwhile.
Whether it would turn twice for the same PackNO is documented nowhere (boards.md 2.2)."""
REFRESH_EVERY_MS: Final = 30_000
CHECK_LIMIT_MS: Final = 5_000
"""How long a 02 may be the answer to ``check_lane``."""
INFO_SETTLE_MS: Final = 2_000
"""The slot reports after a synchronisation are over when none has come for so long."""


def _local_time() -> datetime:
    return datetime.now().astimezone()


@dataclass(slots=True)
class LineCounts:
    """What the wire suffered since the start; for the technician's page and the bench."""

    noise_bytes: int = 0
    repeats: int = 0
    """Frames the board sent again: it had not heard our ACK."""
    resends: int = 0


class XyBoard:
    """``hardware.api.Board`` for the XY "FA FB" board."""

    def __init__(
        self,
        settings: BoardSettings,
        *,
        local_time: Callable[[], datetime] = _local_time,
        tap: Tap | None = None,
    ) -> None:
        self._settings = settings
        self._options = XyOptions.read(settings.options)
        self._session = XySession()
        self._vends = VendTracker(self._options.rules)
        self._desk = ServiceDesk(local_time)
        self._port = SerialPort(settings.port, settings.baud or BAUD, self, tap)
        self._listener: Listener | None = None
        self._vend_ticket: int | None = None
        self._checks: dict[int, int] = {}
        self._refresh_ms: int | None = None
        self._motors: set[int] = set()
        self._firmware = ""
        self._said_info: BoardInfo | None = None
        self._info_due_ms: int | None = None
        self._is_down_said = False
        self.counts = LineCounts()

    # --- from any thread ---------------------------------------------------------------------------

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            drop_sensor=self._settings.drop_sensor,
            lift=self._options.lift,
            temperature=self._options.temperature_zones > 0,
            door=True,
            reports_lanes=True,
        )

    def start(self, listener: Listener) -> None:
        self._listener = listener
        self._port.start()

    def close(self) -> None:
        self._port.close()

    def vend(self, order: VendOrder) -> None:
        if not self._port.post(partial(self._vend, order)):
            self._emit_all(self._vends.accept(order, self._uses_drop_sensor(order), 0))
            self._emit_all(self._vends.close("the board is closed", 0))

    def query_vend(self, order: VendOrder) -> None:
        if not self._port.post(partial(self._query_vend, order)):
            self._query_vend(order)

    def check_lane(self, motor: int) -> None:
        self._port.post(partial(self._check_lane, motor))

    def refresh(self) -> None:
        self._port.post(self._refresh)

    def service(self, request: str, **arguments: int) -> None:
        if not self._port.post(partial(self._service, request, arguments)):
            self._emit(ServiceAnswer(request, False, "the board is closed"))

    def trace(self) -> tuple[TraceEntry, ...]:
        """What went over the wire lately, oldest first."""
        return self._port.trace()

    # --- on the port's thread: calls ---------------------------------------------------------------

    def _vend(self, order: VendOrder) -> None:
        now_ms = self._now_ms()
        if self._desk.is_testing:
            self._emit_all(self._vends.refuse(order, "a lane test is running"))
            return
        self._emit_all(self._vends.accept(order, self._uses_drop_sensor(order), now_ms))
        self._submit_vend()

    def _query_vend(self, order: VendOrder) -> None:
        self._emit_all(self._vends.query(order))

    def _check_lane(self, motor: int) -> None:
        if not SLOT_MIN <= motor <= SLOT_MAX:
            text = f"there is no slot {motor}: {SLOT_MIN} to {SLOT_MAX}"
            self._emit(LaneReport(motor, LaneState.MISSING, "-", text))
        elif self._session.line is Line.UP and self._session.submit(check_slot(motor)) is not None:
            self._checks[motor] = self._now_ms()

    def _refresh(self) -> None:
        if self._session.line is Line.UP:
            self._session.submit(ask_status())
            if not self._vends.is_busy:
                # A board may answer 31 by 31, which in the middle of a vend would look like a restart.
                self._session.synchronise()

    def _service(self, request: str, arguments: dict[str, int]) -> None:
        if self._session.line is not Line.UP:
            self._emit(ServiceAnswer(request, False, "the board is away"))
        elif request == "test_lane" and self._vends.is_busy:
            self._emit(ServiceAnswer(request, False, "a vend is running"))
        else:
            self._emit_some(self._desk.ask(request, arguments))
            self._submit_service()

    # --- on the port's thread: PortUser ------------------------------------------------------------

    def opened(self, now_ms: int) -> None:
        self._session.opened(now_ms)

    def received(self, data: bytes, now_ms: int) -> None:
        self._handle(self._session.feed(data, now_ms), now_ms)

    def lost(self, error: PortError, now_ms: int) -> None:
        self._vends.port_lost(now_ms)
        self._handle(self._session.lost(error.text), now_ms)

    def tick(self, now_ms: int) -> None:
        self._handle(self._session.tick(now_ms), now_ms)
        self._emit_all(self._vends.tick(now_ms))
        self._settle_vend()
        self._emit_some(self._desk.tick(now_ms))
        self._submit_service()
        if self._refresh_ms is not None and now_ms >= self._refresh_ms:
            self._refresh_ms = now_ms + REFRESH_EVERY_MS
            self._session.submit(ask_status())
        if self._info_due_ms is not None and now_ms >= self._info_due_ms:
            self._info_due_ms = None
            if self._info() != self._said_info:
                self._say_up()

    def next_deadline_ms(self) -> int | None:
        due = (
            self._session.next_deadline_ms(),
            self._vends.next_deadline_ms(),
            self._desk.next_deadline_ms(),
            self._refresh_ms,
            self._info_due_ms,
        )
        return min((each for each in due if each is not None), default=None)

    def ended(self, bug: BaseException | None) -> None:
        text = "the board was closed" if bug is None else f"a bug ended the port's thread: {bug!r}"
        if bug is not None:
            self._say_down(text)
        self._emit_all(self._vends.close(text, self._now_ms()))
        self._emit_all(self._desk.drop_all(text))

    # --- on the port's thread: what the session says -----------------------------------------------

    def _handle(self, outputs: Iterable[Output], now_ms: int) -> None:
        for output in outputs:
            match output:
                case Send(data, ticket):
                    self._send(data, ticket, now_ms)
                case Received(frame):
                    self._hear(parse(frame), now_ms)
                case Acknowledged(ticket):
                    if ticket == self._vend_ticket:
                        self._vends.acknowledged()
                case GaveUp(ticket, sends):
                    self._give_up(ticket, sends, now_ms)
                case LineUp():
                    self._line_up(now_ms)
                case LineDown(reason):
                    self._line_down(reason)
                case Repeated():
                    self.counts.repeats += 1
                case NoiseHeard(noise):
                    self.counts.noise_bytes += noise.count

    def _send(self, data: bytes, ticket: int | None, now_ms: int) -> None:
        if ticket is not None and ticket == self._vend_ticket:
            # Before the write: should it fail half-way, the board may have seen the order.
            if self._vends.is_waiting:
                self._vends.sent(now_ms)
            else:
                self.counts.resends += 1
        self._port.write(data)

    def _hear(self, message: object, now_ms: int) -> None:
        match message:
            case Dispensing():
                self._emit_all(self._vends.dispensing(message, now_ms))
                self._settle_vend()
            case SlotStatus():
                self._hear_slot_status(message, now_ms)
            case SlotReport():
                self._hear_slot_report(message, now_ms)
            case MachineStatus():
                self._emit(machine_report(message, self._options))
            case MenuReply():
                self._emit_some(self._desk.replied(message))
                self._submit_service()
            case Sync():
                self._vends.board_restarted(now_ms)
                self._settle_vend()
                self._set_clock()
            case Firmware(version):
                self._firmware, self._info_due_ms = version, now_ms + INFO_SETTLE_MS
            case MoneyReceived():
                self._emit(money_received(message))
            case _:
                return  # display texts, keys and credit concern machines with the board's own till

    def _hear_slot_status(self, status: SlotStatus, now_ms: int) -> None:
        asked_ms = self._checks.pop(status.slot, None)
        if asked_ms is None or now_ms - asked_ms > CHECK_LIMIT_MS:
            self._vends.slot_status(status, now_ms)
            self._settle_vend()
        self._emit(lane_of_status(status))

    def _hear_slot_report(self, report: SlotReport, now_ms: int) -> None:
        if report.slot not in self._motors:
            self._motors.add(report.slot)
            self._info_due_ms = now_ms + INFO_SETTLE_MS
        self._emit(lane_of_report(report))

    def _give_up(self, ticket: int, sends: int, now_ms: int) -> None:
        if ticket == self._vend_ticket:
            self._vend_ticket = None
            self._emit_all(self._vends.gave_up(sends, now_ms))
        else:
            self._emit_some(self._desk.gave_up(ticket))

    def _line_up(self, now_ms: int) -> None:
        self._vends.line_up()
        self._say_up()
        self._submit_vend()
        self._set_clock()
        self._session.submit(ask_status())
        self._refresh_ms = now_ms + REFRESH_EVERY_MS

    def _line_down(self, reason: str) -> None:
        self._refresh_ms = None
        self._checks.clear()
        self._say_down(reason)
        self._emit_all(self._desk.drop_all("the board is away"))

    # --- on the port's thread: telling the session -------------------------------------------------

    def _submit_vend(self) -> None:
        order = self._vends.order
        if order is None or not self._vends.is_waiting or self._vend_ticket is not None:
            return
        if self._session.line is Line.UP:
            command = drive_slot(order.motor, drop_sensor=self._uses_drop_sensor(order), lift=order.lift)
            self._vend_ticket = self._session.submit(command, urgent=True, patience_polls=VEND_PATIENCE_POLLS)

    def _settle_vend(self) -> None:
        """Whatever ended the order, or proved that it arrived, also ends its resends."""
        if self._vend_ticket is not None and not self._vends.may_be_sent:
            self._session.withdraw(self._vend_ticket)
            self._vend_ticket = None

    def _submit_service(self) -> None:
        command = self._desk.next_command()
        if command is not None:
            self._emit_some(self._desk.submitted(self._session.submit(command), self._now_ms()))

    def _set_clock(self) -> None:
        """The board has no battery: at every start (boards.md 2.7)."""
        self._emit_some(self._desk.ask("clock_set", {}, is_quiet=True))
        self._submit_service()

    def _uses_drop_sensor(self, order: VendOrder) -> bool:
        return order.drop_sensor and self._settings.drop_sensor

    # --- on the port's thread: telling the kiosk ---------------------------------------------------

    def _info(self) -> BoardInfo:
        return BoardInfo(MODEL, self._settings.port, self._firmware, tuple(sorted(self._motors)))

    def _say_up(self) -> None:
        self._is_down_said = False
        self._said_info = self._info()
        self._emit(BoardUp(self._said_info))

    def _say_down(self, reason: str) -> None:
        if not self._is_down_said:
            self._is_down_said = True
            self._emit(BoardDown(reason))

    def _emit(self, event: BoardEvent) -> None:
        assert self._listener is not None, "start() was not called"
        self._listener(event)

    def _emit_some(self, event: BoardEvent | None) -> None:
        if event is not None:
            self._emit(event)

    def _emit_all(self, events: list[BoardEvent] | list[ServiceAnswer]) -> None:
        for event in events:
            self._emit(event)

    @staticmethod
    def _now_ms() -> int:
        return monotonic_us() // 1_000
