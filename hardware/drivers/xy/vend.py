"""One XY vend at a time, and what became of those before it: the outcome rules (boards.md 12, 13.2).

Pure: values and times in, events out. The driver submits the command and reports what the session says
about it; this file decides what the customer got.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from hardware.api import BoardEvent, Result, VendFinished, VendOrder, VendOutcome, VendStarted
from hardware.drivers.vend_memory import VendMemory, forgotten
from hardware.drivers.xy.late import LateResults, raw_code, turned
from hardware.session.xy import SENDS_MAX
from hardware.wire import xy_codes
from hardware.wire.xy_codes import Phase, dispensing_code, slot_status_text
from hardware.wire.xy_messages import SLOT_MAX, SLOT_MIN, Dispensing, SlotStatus

START_LIMIT_MS: Final = 5_000
"""An order not on the wire by then is refused: stale orders carried out after a reconnect are a known
cause of double vends (boards.md 12.2)."""
REJOIN_LIMIT_MS: Final = 6_000
"""A port lost in the middle of a vend may come back this late and still bring the result: motor inrush
resets USB adapters (boards.md 12.8)."""
RESTART_LIMIT_MS: Final = 5_000
"""A board that was reset in the middle of a vend has lost it, yet may still be turning."""
SYNC_LIMIT_MS: Final = 15_000
"""A board that only asks to synchronise (31) may have been reset, or may tell the result in its time."""
REFUSAL_LIMIT_MS: Final = 6_000
"""After a 02 that says no, a 04 may still follow: 06 is answered by 04, and what a 02 means behind it no
document says (boards.md 2.3)."""
OWN_AFTER_MS: Final = 10_000
"""A result that comes so long after the order was acknowledged is its own, though an earlier one is owed."""
PROGRESS_CAP_MS: Final = 300_000
"""Lift and heating steps extend a vend, but never beyond this."""

_BLOCKED_BY: Final = (
    xy_codes.DISPENSING_JAM,
    xy_codes.DISPENSING_DID_NOT_STOP,
    xy_codes.DISPENSING_MOTOR_MISSING,
)
"""Faults of the lane itself; the others belong to the machine."""
_BEFORE_TURNING: Final = (xy_codes.DISPENSING_MOTOR_MISSING, xy_codes.DISPENSING_SENSOR_ERROR)
"""Found before the motor is driven: nothing moved, unless the board had already said 01, or may have turned
for an earlier one of several sends."""
_MAY_BE_BOUGHT: Final = (xy_codes.SLOT_USABLE, xy_codes.SLOT_OUT_OF_STOCK, xy_codes.SLOT_PAUSED)
"""Status of 02 that forbids nothing to whoever keeps the stock himself (boards.md 2.4)."""


class Stage(StrEnum):
    WAITING = "waiting"
    """Accepted; it is certain that the board has not seen it."""
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    MOVING = "moving"


class _Short(StrEnum):
    """Why the result is waited for less long than usual."""

    AWAY = "the port was lost in the middle of the vend"
    RESTARTED = "the board restarted in the middle of the vend"
    SYNCED = "the board synchronised in the middle of the vend and told no result"
    SAID_NO = "the board said no"


_SHORT_LIMIT_MS: Final = {
    _Short.AWAY: REJOIN_LIMIT_MS,
    _Short.RESTARTED: RESTART_LIMIT_MS,
    _Short.SYNCED: SYNC_LIMIT_MS,
    _Short.SAID_NO: REFUSAL_LIMIT_MS,
}


@dataclass(slots=True)
class _Vend:
    order: VendOrder
    drop_sensor: bool
    accepted_ms: int
    stage: Stage = Stage.WAITING
    sent_ms: int = 0
    sends: int = 0
    acknowledged_ms: int | None = None
    due_ms: int = 0
    """When the board must have given the result."""
    shorts: dict[_Short, int] = field(default_factory=dict)
    """Earlier deadlines in milliseconds, each with its reason."""
    refusal: str = ""
    last_code: str = "-"


@dataclass(frozen=True, slots=True)
class VendRules:
    """What an installer may choose. Times in milliseconds."""

    success_24: bool = True
    """04/24 is the success (boards.md 2.5); False: only 02 is."""
    vend_timeout_ms: int = 30_000
    lift_timeout_ms: int = 120_000
    resend: bool = True
    """Send a drive command again that was not acknowledged, as boards.md 2.2 demands."""


class VendTracker:
    """The vend in hand, the outcomes given, and the results still owed."""

    def __init__(self, rules: VendRules) -> None:
        self._rules = rules
        self._vend: _Vend | None = None
        self._memory = VendMemory()
        self._late = LateResults(self._memory, success_24=rules.success_24)

    @property
    def is_waiting(self) -> bool:
        """An order waits for the line."""
        return self._vend is not None and self._vend.stage is Stage.WAITING

    @property
    def may_be_sent(self) -> bool:
        """False once the board has shown, or may have forgotten, that it got the order."""
        vend = self._vend
        return (
            vend is not None
            and vend.stage in (Stage.WAITING, Stage.SENT)
            and not vend.shorts.keys() & {_Short.RESTARTED, _Short.SYNCED}
        )

    @property
    def is_busy(self) -> bool:
        return self._vend is not None

    @property
    def order(self) -> VendOrder | None:
        return self._vend.order if self._vend else None

    # --- orders ------------------------------------------------------------------------------------

    def accept(self, order: VendOrder, drop_sensor: bool, now_ms: int) -> list[BoardEvent]:
        """Take an order, or answer it at once. An order already running is answered when it ends."""
        known = self._memory.known(order.key)
        if known is not None:
            return [VendFinished(known)]
        if self._vend is not None:
            if self._vend.order.key == order.key:
                return []
            return self.refuse(order, f"another vend is running: {self._vend.order.key}")
        if not SLOT_MIN <= order.motor <= SLOT_MAX:
            return self.refuse(order, f"there is no slot {order.motor}: {SLOT_MIN} to {SLOT_MAX}")
        self._vend = _Vend(order, drop_sensor, now_ms)
        return []

    def refuse(self, order: VendOrder, text: str) -> list[BoardEvent]:
        """Answer an order that will not be carried out."""
        return [self._memory.refuse(order, text)]

    def query(self, order: VendOrder) -> list[BoardEvent]:
        """The outcome given in this run, corrected by late results; the board itself remembers nothing."""
        known = self._memory.known(order.key)
        if known is not None:
            return [VendFinished(known)]
        if self._vend is not None and self._vend.order.key == order.key:
            return []
        return [forgotten(order, "the board does not remember earlier vends")]

    # --- what the session says ---------------------------------------------------------------------

    def sent(self, now_ms: int) -> None:
        """The order's bytes go out, for the first time or again: perhaps the board hears them only now."""
        vend = self._vend
        if vend is None:
            return
        vend.sends += 1
        vend.due_ms = now_ms + (
            self._rules.lift_timeout_ms if vend.order.lift else self._rules.vend_timeout_ms
        )
        if vend.stage is Stage.WAITING:
            vend.stage, vend.sent_ms = Stage.SENT, now_ms

    def acknowledged(self, now_ms: int) -> None:
        if self._vend is not None and self._vend.stage is Stage.SENT:
            self._vend.stage, self._vend.acknowledged_ms = Stage.ACKNOWLEDGED, now_ms

    def gave_up(self, sends: int, now_ms: int) -> list[BoardEvent]:
        """The session dropped the order. Unsent, it waits for the line again."""
        if self._vend is None or self._vend.stage is not Stage.SENT or sends < SENDS_MAX:
            return []
        return self._end(Result.UNKNOWN, f"sent {sends} times, never acknowledged", now_ms)

    def port_lost(self, now_ms: int) -> None:
        self._shorten(_Short.AWAY, now_ms)

    def board_restarted(self, now_ms: int) -> None:
        self._shorten(_Short.RESTARTED, now_ms)

    def board_synchronised(self, now_ms: int) -> None:
        """31 (boards.md 2.3): no proof of a restart."""
        self._shorten(_Short.SYNCED, now_ms)

    def line_down(self) -> None:
        """A no is no last word of a board that cannot be heard."""
        if self._vend is not None:
            self._vend.shorts.pop(_Short.SAID_NO, None)

    def line_up(self) -> None:
        """The port is back: the result may still come in the ordinary time."""
        if self._vend is not None:
            self._vend.shorts.pop(_Short.AWAY, None)

    def dispensing(self, message: Dispensing, now_ms: int) -> list[BoardEvent]:
        """A 04, for the running vend, for one given up, or for none of ours."""
        vend = self._vend
        if vend is None or vend.stage is Stage.WAITING or not self._is_about(vend, message, now_ms):
            return self._late.hear(message, now_ms)
        code = dispensing_code(message.status)
        vend.last_code = raw_code(message.status)
        vend.shorts.clear()
        if code.phase is Phase.SUCCESS or (code.phase is Phase.TAKE_OUT and self._rules.success_24):
            return self._end(turned(vend.drop_sensor), code.text, now_ms)
        if code.phase is Phase.FAILURE:
            return self._fail(vend, message.status, now_ms)
        return self._progress(vend, message, code.phase, now_ms)

    def slot_status(self, message: SlotStatus, now_ms: int) -> None:
        """A 02 that answers no check of ours: the board's way of saying no to the order, as far as one can
        tell. It ends the vend unless a 04 follows, but never proves that nothing moved."""
        vend = self._vend
        if vend is None or vend.stage not in (Stage.SENT, Stage.ACKNOWLEDGED):
            return
        if message.slot == vend.order.motor and message.status not in _MAY_BE_BOUGHT:
            vend.refusal = slot_status_text(message.status)
            vend.stage = Stage.ACKNOWLEDGED
            vend.last_code = f"02/{message.status:02X}"
            self._shorten(_Short.SAID_NO, now_ms)

    def tick(self, now_ms: int) -> list[BoardEvent]:
        vend, due_ms = self._vend, self.next_deadline_ms()
        if vend is None or due_ms is None or now_ms < due_ms:
            return []
        if vend.stage is Stage.WAITING:
            text = f"the board could not be told within {START_LIMIT_MS // 1000} s"
            return self._end(Result.REFUSED, text, now_ms, nothing_moved=True)
        if now_ms >= vend.due_ms:
            return self._end(Result.UNKNOWN, f"{vend.stage}, but no result in time", now_ms)
        if vend.shorts.keys() == {_Short.SAID_NO}:
            return self._end(Result.REFUSED, vend.refusal, now_ms)
        return self._end(Result.UNKNOWN, min(vend.shorts, key=vend.shorts.__getitem__).value, now_ms)

    def next_deadline_ms(self) -> int | None:
        vend = self._vend
        if vend is None:
            return None
        if vend.stage is Stage.WAITING:
            return vend.accepted_ms + START_LIMIT_MS
        return min(vend.due_ms, *vend.shorts.values()) if vend.shorts else vend.due_ms

    def close(self, text: str, now_ms: int) -> list[BoardEvent]:
        """No more will be heard: the vend in hand ends here."""
        if self._vend is None:
            return []
        if self._vend.stage is Stage.WAITING:
            return self._end(Result.REFUSED, text, now_ms, nothing_moved=True)
        return self._end(Result.UNKNOWN, text, now_ms)

    # --- rules -------------------------------------------------------------------------------------

    def _is_about(self, vend: _Vend, message: Dispensing, now_ms: int) -> bool:
        if message.slot is None:
            return True
        if message.slot != vend.order.motor:
            return False
        if vend.stage is Stage.MOVING:
            return True
        if vend.acknowledged_ms is not None and now_ms - vend.acknowledged_ms > OWN_AFTER_MS:
            return True
        # While the lane owes an earlier result, only after a new 01 can a result be the new one's.
        return not self._late.may_claim(message.slot, dispensing_code(message.status).phase, now_ms)

    def _progress(self, vend: _Vend, message: Dispensing, phase: Phase, now_ms: int) -> list[BoardEvent]:
        if phase is Phase.UNKNOWN:
            # Not a failure: the goods may come out seconds later (boards.md 2.5, 12.15).
            vend.stage = Stage.ACKNOWLEDGED if vend.stage is Stage.SENT else vend.stage
            return []
        if message.status != xy_codes.DISPENSING_STARTED:
            limit = self._rules.lift_timeout_ms
            vend.due_ms = min(max(vend.due_ms, now_ms + limit), vend.sent_ms + PROGRESS_CAP_MS)
        if vend.stage is Stage.MOVING:
            return []
        vend.stage = Stage.MOVING
        self._late.moves_again(vend.order.motor)
        return [VendStarted(vend.order.key, vend.order.motor)]

    def _fail(self, vend: _Vend, status: int, now_ms: int) -> list[BoardEvent]:
        return self._end(
            Result.FAULT,
            dispensing_code(status).text,
            now_ms,
            nothing_moved=status in _BEFORE_TURNING and vend.stage is not Stage.MOVING and vend.sends == 1,
            block_lane=status in _BLOCKED_BY,
            sensor_fault=status == xy_codes.DISPENSING_SENSOR_ERROR,
        )

    def _shorten(self, why: _Short, now_ms: int) -> None:
        vend = self._vend
        if vend is not None and vend.stage is not Stage.WAITING:
            vend.shorts.setdefault(why, now_ms + _SHORT_LIMIT_MS[why])

    def _end(
        self,
        result: Result,
        text: str,
        now_ms: int,
        *,
        nothing_moved: bool = False,
        block_lane: bool = False,
        sensor_fault: bool = False,
    ) -> list[BoardEvent]:
        vend, self._vend = self._vend, None
        assert vend is not None
        outcome = VendOutcome(
            vend.order.key,
            vend.order.motor,
            result,
            vend.last_code,
            text,
            nothing_moved=nothing_moved,
            block_lane=block_lane or result is Result.UNKNOWN,
            run_ms=now_ms - vend.sent_ms if vend.stage is not Stage.WAITING else 0,
            sensor_fault=sensor_fault,
        )
        finished = self._memory.give(outcome)
        if vend.stage is not Stage.WAITING:
            self._late.ended(outcome, vend.drop_sensor, now_ms)
        return [finished]
