"""The XY board as ``hardware.api.Board``: link, session, vend rules and service desk put together.

Everything below ``# --- on the port's thread`` runs there and nowhere else, so nothing needs a lock.

What a caller may count on beyond the Protocol:

* One vend at a time. A further order while one runs, or while a lane test runs, is REFUSED at once with
  ``nothing_moved=True``; its key counts as seen.
* An order accepted while the line is away waits ``START_LIMIT_MS`` for it, then is REFUSED, nothing moved.
* A 04 that comes after its vend was given up is never taken for the next vend. It corrects what
  ``query_vend`` answers and is told as ``ServiceAnswer("late_result")``; a result for a slot that no
  order asked for as ``ServiceAnswer("unasked_result")``; money as ``ServiceAnswer("money_received")``. A 04
  that contradicts what was said of a vend up to 30 s ago is a ``late_result``, too, and changes nothing.
* A check of a lane that was checked a moment ago and not answered is not asked again; one answer serves both.
* ``BoardUp`` may be said a second time when the board's list of motors or its version became known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Final

from hardware.api import (
    BoardInfo,
    BoardSettings,
    Capabilities,
    LaneReport,
    LaneState,
    Listener,
    ServiceAnswer,
    VendOrder,
)
from hardware.drivers.telling import Telling, absence
from hardware.drivers.xy.checks import Checks
from hardware.drivers.xy.counts import LineCounts
from hardware.drivers.xy.options import MODEL, XyOptions
from hardware.drivers.xy.reports import (
    drop_sensor_report,
    lane_of_report,
    lane_of_status,
    machine_report,
    money_received,
)
from hardware.drivers.xy.service import ServiceDesk
from hardware.drivers.xy.tempo import QUICK, SENDS, Tempo
from hardware.drivers.xy.vend import VendTracker
from hardware.errors import PortError
from hardware.link.port import OpenPort, Port
from hardware.link.serial_port import SerialPort
from hardware.link.trace import Tap, TraceEntry
from hardware.session.xy import (
    SENDS_MAX,
    SILENCE,
    Acknowledged,
    GaveUp,
    Line,
    LineDown,
    LineUp,
    NoiseHeard,
    Output,
    Received,
    Repeated,
    Restarted,
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
    set_poll_interval,
)

BAUD: Final = 57_600
"""boards.md 2.1"""
VEND_PATIENCE_MS: Final = 4_000
"""How long a drive command that was not acknowledged is not sent again: a board that heard it says 04/01
meanwhile, or has even turned and told the result. Whether it would turn twice for the same PackNO is
documented nowhere (boards.md 2.2)."""
REFRESH_EVERY_MS: Final = 3_000
"""An open door must end the selling within five seconds; only 52 tells of it (boards.md 2.6)."""
FRESH_MS: Final = 1_000
"""A 52 asked for so recently need not be asked for again before a sale; nor the slots right after a start."""
SYNC_AFTER_MS: Final = 3_000
"""So long after a vend our own 31 still waits: the basket's next vend may follow at once."""
INFO_SETTLE_MS: Final = 2_000
"""The slot reports after a synchronisation are over when none has come for so long."""


def _local_time() -> datetime:
    return datetime.now().astimezone()


class XyBoard:
    """``hardware.api.Board`` for the XY "FA FB" board."""

    def __init__(
        self,
        settings: BoardSettings,
        *,
        local_time: Callable[[], datetime] = _local_time,
        last_pack_no: int | None = None,
        tap: Tap | None = None,
        open_port: OpenPort = SerialPort,
    ) -> None:
        self._settings = settings
        self._options = XyOptions.read(settings.options)
        self._session = XySession(os.urandom(1)[0] if last_pack_no is None else last_pack_no)
        self._vends = VendTracker(self._options.rules)
        self._desk = ServiceDesk(local_time)
        self._port: Port = open_port(settings.port, settings.baud or BAUD, self, tap)
        self._say = Telling()
        self._vend_ticket: int | None = None
        self._checks = Checks()
        self._tempo = Tempo(is_wanted=self._options.quick_poll)
        self._asked_status_ms: int | None = None
        self._refresh_ms: int | None = None
        self._up_ms = 0
        self._release_sync_ms: int | None = None
        self._was_busy = False
        self._motors: set[int] = set()
        self._firmware = ""
        self._info_due_ms: int | None = None
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
            tests_drop_sensor=self._settings.drop_sensor,
        )

    def start(self, listener: Listener) -> None:
        self._say.listener = listener
        self._port.start()

    def close(self) -> None:
        self._port.close()

    def vend(self, order: VendOrder) -> None:
        if not self._port.post(partial(self._vend, order)):
            self._say.tell_all(self._vends.accept(order, self._uses_drop_sensor(order), 0))
            self._say.tell_all(self._vends.close("the board is closed", 0))

    def query_vend(self, order: VendOrder) -> None:
        if not self._port.post(partial(self._query_vend, order)):
            self._query_vend(order)

    def check_lane(self, motor: int) -> None:
        self._port.post(partial(self._check_lane, motor))

    def refresh(self) -> None:
        self._port.post(self._refresh)

    def service(self, request: str, **arguments: int) -> None:
        if not self._port.post(partial(self._service, request, arguments)):
            self._say.tell(ServiceAnswer(request, False, "the board is closed"))

    def trace(self) -> tuple[TraceEntry, ...]:
        """What went over the wire lately, oldest first."""
        return self._port.trace()

    # --- on the port's thread: calls ---------------------------------------------------------------

    def _vend(self, order: VendOrder) -> None:
        now_ms = self._now_ms()
        if self._desk.is_testing:
            self._say.tell_all(self._vends.refuse(order, "a lane test is running"))
            return
        self._say.tell_all(self._vends.accept(order, self._uses_drop_sensor(order), now_ms))
        self._submit_vend()
        self._settle_vend()

    def _query_vend(self, order: VendOrder) -> None:
        self._say.tell_all(self._vends.query(order))

    def _check_lane(self, motor: int) -> None:
        if not SLOT_MIN <= motor <= SLOT_MAX:
            text = f"there is no slot {motor}: {SLOT_MIN} to {SLOT_MAX}"
            self._say.tell(LaneReport(motor, LaneState.MISSING, "-", text))
            return
        now_ms = self._now_ms()
        if self._session.line is not Line.UP or self._checks.is_pending(motor, now_ms):
            return
        ticket = self._session.submit(check_slot(motor))
        if ticket is not None:
            self._checks.submitted(ticket, motor, now_ms)
        if self._asked_status_ms is None or now_ms - self._asked_status_ms >= FRESH_MS:
            self._ask_status(now_ms)  # whoever checks a lane is about to sell: the door must be closed

    def _refresh(self) -> None:
        if self._session.line is Line.UP:
            now_ms = self._now_ms()
            self._ask_status(now_ms)
            if now_ms - self._up_ms >= FRESH_MS:  # every slot is being reported since the line is up
                self._session.synchronise()

    def _ask_status(self, now_ms: int) -> None:
        self._asked_status_ms, self._refresh_ms = now_ms, now_ms + REFRESH_EVERY_MS
        self._session.submit(ask_status())

    def _service(self, request: str, arguments: dict[str, int]) -> None:
        if self._session.line is not Line.UP:
            self._say.tell(ServiceAnswer(request, False, "the board is away"))
        elif request == "test_lane" and self._vends.is_busy:
            self._say.tell(ServiceAnswer(request, False, "a vend is running"))
        else:
            self._say.tell(self._desk.ask(request, arguments))
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
        self._say.tell_all(self._vends.tick(now_ms))
        self._settle_vend()
        self._say.tell(self._desk.tick(now_ms))
        self._submit_service()
        if self._refresh_ms is not None and now_ms >= self._refresh_ms:
            self._refresh_ms = now_ms + REFRESH_EVERY_MS
            if not self._vends.is_busy:
                self._ask_status(now_ms)
        if self._release_sync_ms is not None and now_ms >= self._release_sync_ms:
            self._release_sync_ms = None
            self._session.hold_sync(False)
        if self._info_due_ms is not None and now_ms >= self._info_due_ms:
            self._info_due_ms = None
            self._say.up_again(self._info())

    def next_deadline_ms(self) -> int | None:
        due = (
            self._session.next_deadline_ms(),
            self._vends.next_deadline_ms(),
            self._desk.next_deadline_ms(),
            self._refresh_ms,
            self._info_due_ms,
            self._release_sync_ms,
            self._tempo.next_deadline_ms(),
        )
        return min((each for each in due if each is not None), default=None)

    def ended(self, bug: BaseException | None) -> None:
        text = "the board was closed" if bug is None else f"a bug ended the port's thread: {bug!r}"
        if bug is not None:
            self._say.down(text)
        self._say.tell_all(self._vends.close(text, self._now_ms()))
        self._say.tell_all(self._desk.drop_all(text))

    # --- on the port's thread: what the session says -----------------------------------------------

    def _handle(self, outputs: Iterable[Output], now_ms: int) -> None:
        for output in outputs:
            match output:
                case Send(data, ticket):
                    self._send(data, ticket, now_ms)
                case Received(frame):
                    self._hear(parse(frame), now_ms)
                case Restarted():
                    self._vends.board_restarted(now_ms)
                    self._tempo.restarted()
                case Acknowledged(ticket):
                    if ticket == self._vend_ticket:
                        self._vends.acknowledged(now_ms)
                    self._checks.closed(ticket)
                    self._tempo.acknowledged(ticket, now_ms)
                case GaveUp(ticket, sends):
                    self._give_up(ticket, sends, now_ms)
                case LineUp():
                    self._line_up(now_ms)
                case LineDown(reason):
                    self._line_down(reason)
                case Repeated():
                    self.counts.repeats += 1
                    self._tempo.trouble(now_ms)
                case NoiseHeard(noise):
                    self.counts.noise_bytes += noise.count
                    if self._session.line is Line.UP:
                        self._tempo.trouble(now_ms)
        self._keep_tempo(now_ms)

    def _send(self, data: bytes, ticket: int | None, now_ms: int) -> None:
        if ticket is not None:
            # Before the write: should it fail half-way, the board may have seen it.
            self._checks.sent(ticket)
            if ticket == self._vend_ticket:
                self.counts.resends += not self._vends.is_waiting
                self._vends.sent(now_ms)
            self._tempo.sent(ticket, now_ms)
        self._port.write(data)

    def _hear(self, message: object, now_ms: int) -> None:
        match message:
            case Dispensing():
                self._say.tell_all(self._vends.dispensing(message, now_ms))
                self._settle_vend()
            case SlotStatus():
                self._hear_slot_status(message, now_ms)
            case SlotReport():
                self._hear_slot_report(message, now_ms)
            case MachineStatus():
                self._say.tell(machine_report(message, self._options))
            case MenuReply():
                answer = self._desk.replied(message)
                self._say.tell(answer)
                self._say.tell(drop_sensor_report(answer))
                self._submit_service()
            case Sync():
                self._vends.board_synchronised(now_ms)
                self._settle_vend()
                self._set_clock()
            case Firmware(version):
                self._firmware, self._info_due_ms = version, now_ms + INFO_SETTLE_MS
            case MoneyReceived():
                self._say.tell(money_received(message))
            case _:
                return  # display texts, keys and credit concern machines with the board's own till

    def _hear_slot_status(self, status: SlotStatus, now_ms: int) -> None:
        if not self._checks.answered(status.slot, now_ms):
            self._vends.slot_status(status, now_ms)
            self._settle_vend()
        self._say.tell(lane_of_status(status))

    def _hear_slot_report(self, report: SlotReport, now_ms: int) -> None:
        if report.slot not in self._motors:
            self._motors.add(report.slot)
            self._info_due_ms = now_ms + INFO_SETTLE_MS
        self._say.tell(lane_of_report(report))

    def _give_up(self, ticket: int, sends: int, now_ms: int) -> None:
        self._checks.closed(ticket)
        self._tempo.gave_up(ticket, now_ms)
        if ticket == self._vend_ticket:
            self._vend_ticket = None
            self._say.tell_all(self._vends.gave_up(sends, now_ms))
            self._settle_vend()
        else:
            self._say.tell(self._desk.gave_up(ticket))

    def _line_up(self, now_ms: int) -> None:
        self._up_ms = now_ms
        self._vends.line_up()
        self._checks.line_up(now_ms)
        self._tempo.line_up()
        self._say.up(self._info())
        self._submit_vend()
        self._set_clock()
        self._ask_status(now_ms)

    def _line_down(self, reason: str) -> None:
        self._refresh_ms = self._info_due_ms = None
        self._vends.line_down()
        self._checks.line_down()
        self._tempo.line_down()
        if reason == SILENCE and not self._say.was_up:
            reason = absence(MODEL, bytes_come=self.counts.noise_bytes > 0)
        self._say.down(reason)
        self._say.tell_all(self._desk.drop_all("the board is away"))

    # --- on the port's thread: telling the session -------------------------------------------------

    def _submit_vend(self) -> None:
        order = self._vends.order
        if order is None or not self._vends.is_waiting or self._vend_ticket is not None:
            return
        if self._session.line is Line.UP:
            command = drive_slot(order.motor, drop_sensor=self._uses_drop_sensor(order), lift=order.lift)
            sends_max = SENDS_MAX if self._options.rules.resend else 1
            self._vend_ticket = self._session.submit(
                command, urgent=True, patience_ms=VEND_PATIENCE_MS, sends_max=sends_max
            )

    def _settle_vend(self) -> None:
        """Whatever ended the order, or proved that it arrived, also ends its resends. As long as it runs the
        board is not made to report its slots: the result would come behind them."""
        if self._vends.is_busy:
            self._session.hold_sync(True)
            self._release_sync_ms = None
        elif self._was_busy:
            self._release_sync_ms = self._now_ms() + SYNC_AFTER_MS
        self._was_busy = self._vends.is_busy
        if self._vend_ticket is not None and not self._vends.may_be_sent:
            self._session.withdraw(self._vend_ticket)
            self._vend_ticket = None

    def _submit_service(self) -> None:
        command = self._desk.next_command()
        if command is not None:
            self._say.tell(self._desk.submitted(self._session.submit(command), self._now_ms()))

    def _keep_tempo(self, now_ms: int) -> None:
        """Ahead of whatever waits, but never of an order: as long as one waits, nothing is changed."""
        if self._session.line is not Line.UP or self._vends.is_waiting:
            return
        beat = self._tempo.next(now_ms, is_moving=self._vends.is_busy or self._desk.is_testing)
        if beat:
            sends_max = 1 if beat == QUICK else SENDS
            ticket = self._session.submit(set_poll_interval(beat), urgent=True, sends_max=sends_max)
            self._tempo.submitted(ticket, beat)

    def _set_clock(self) -> None:
        """The board has no battery: at every start (boards.md 2.7)."""
        self._say.tell(self._desk.ask("clock_set", {}, is_quiet=True))
        self._submit_service()

    def _uses_drop_sensor(self, order: VendOrder) -> bool:
        return order.drop_sensor and self._settings.drop_sensor

    # --- on the port's thread: telling the kiosk ---------------------------------------------------

    def _info(self) -> BoardInfo:
        return BoardInfo(MODEL, self._settings.port, self._firmware, tuple(sorted(self._motors)))

    def _now_ms(self) -> int:
        return self._port.now_ms()
