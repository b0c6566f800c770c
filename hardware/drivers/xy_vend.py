"""One XY vend at a time, and what became of those before it: the outcome rules (boards.md 12, 13.2).

Pure: values and times in, events out. The driver submits the command and reports what the session says
about it; this file decides what the customer got.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from hardware.api import BoardEvent, Result, ServiceAnswer, VendFinished, VendOrder, VendOutcome, VendStarted
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
"""A board that synchronises in the middle of a vend has probably lost it, yet may still be turning."""
REFUSAL_LIMIT_MS: Final = 1_500
"""After a 02 that says no, a 04 may still follow: 02 and 04 do not always forbid (boards.md 2.4)."""
PROGRESS_CAP_MS: Final = 300_000
"""Lift and heating steps extend a vend, but never beyond this."""
LATE_LIMIT_MS: Final = 120_000
"""How long a result may still belong to a vend that was given up."""
KEYS_KEPT: Final = 10_000

_BLOCKED_BY: Final = (
    xy_codes.DISPENSING_JAM,
    xy_codes.DISPENSING_DID_NOT_STOP,
    xy_codes.DISPENSING_MOTOR_MISSING,
)
"""Faults of the lane itself; the others belong to the machine."""
_BEFORE_TURNING: Final = (xy_codes.DISPENSING_MOTOR_MISSING, xy_codes.DISPENSING_SENSOR_ERROR)
"""Found before the motor is driven: nothing moved, unless the board had already said 01."""


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
    SAID_NO = "the board said no"


_SHORT_LIMIT_MS: Final = {
    _Short.AWAY: REJOIN_LIMIT_MS,
    _Short.RESTARTED: RESTART_LIMIT_MS,
    _Short.SAID_NO: REFUSAL_LIMIT_MS,
}


@dataclass(slots=True)
class _Vend:
    order: VendOrder
    drop_sensor: bool
    accepted_ms: int
    stage: Stage = Stage.WAITING
    sent_ms: int = 0
    due_ms: int = 0
    """When the board must have given the result."""
    shorts: dict[_Short, int] = field(default_factory=dict)
    """Earlier deadlines in milliseconds, each with its reason."""
    refusal: str = ""
    last_code: str = "-"


@dataclass(frozen=True, slots=True)
class _Owed:
    """A vend already answered whose result, or a second one, may still come."""

    key: str
    drop_sensor: bool
    until_ms: int


@dataclass(frozen=True, slots=True)
class VendRules:
    """What an installer may choose. Times in milliseconds."""

    success_24: bool = True
    """04/24 is the success (boards.md 2.5); False: only 02 is."""
    vend_timeout_ms: int = 30_000
    lift_timeout_ms: int = 120_000


class VendTracker:
    """The vend in hand, the outcomes given, and the results still owed."""

    def __init__(self, rules: VendRules) -> None:
        self._rules = rules
        self._vend: _Vend | None = None
        self._outcomes: OrderedDict[str, VendOutcome] = OrderedDict()
        self._owed: dict[int, _Owed] = {}

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
            and _Short.RESTARTED not in vend.shorts
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
        known = self._outcomes.get(order.key)
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
        outcome = VendOutcome(order.key, order.motor, Result.REFUSED, "-", text, nothing_moved=True)
        return self._give(outcome)

    def query(self, order: VendOrder) -> list[BoardEvent]:
        """The outcome given in this run, corrected by late results; the board itself remembers nothing."""
        known = self._outcomes.get(order.key)
        if known is not None:
            return [VendFinished(known)]
        if self._vend is not None and self._vend.order.key == order.key:
            return []
        text = "the board does not remember earlier vends"
        return [VendFinished(VendOutcome(order.key, order.motor, Result.UNKNOWN, "-", text, block_lane=True))]

    # --- what the session says ---------------------------------------------------------------------

    def sent(self, now_ms: int) -> None:
        """The order's bytes go out, for the first or a further time."""
        vend = self._vend
        if vend is not None and vend.stage is Stage.WAITING:
            limit = self._rules.lift_timeout_ms if vend.order.lift else self._rules.vend_timeout_ms
            vend.stage, vend.sent_ms, vend.due_ms = Stage.SENT, now_ms, now_ms + limit

    def acknowledged(self) -> None:
        if self._vend is not None and self._vend.stage is Stage.SENT:
            self._vend.stage = Stage.ACKNOWLEDGED

    def gave_up(self, sends: int, now_ms: int) -> list[BoardEvent]:
        """The session dropped the order. Unsent, it waits for the line again."""
        if self._vend is None or self._vend.stage is not Stage.SENT or sends < SENDS_MAX:
            return []
        return self._end(Result.UNKNOWN, f"sent {sends} times, never acknowledged", now_ms)

    def port_lost(self, now_ms: int) -> None:
        self._shorten(_Short.AWAY, now_ms)

    def board_restarted(self, now_ms: int) -> None:
        self._shorten(_Short.RESTARTED, now_ms)

    def line_up(self) -> None:
        """The port is back: the result may still come in the ordinary time."""
        if self._vend is not None:
            self._vend.shorts.pop(_Short.AWAY, None)

    def dispensing(self, message: Dispensing, now_ms: int) -> list[BoardEvent]:
        """A 04, for the running vend, for one given up, or for none of ours."""
        vend = self._vend
        if vend is None or vend.stage is Stage.WAITING or not self._is_about(vend, message, now_ms):
            return self._late(message, now_ms)
        code = dispensing_code(message.status)
        vend.last_code = _raw(message.status)
        vend.shorts.clear()
        if code.phase is Phase.SUCCESS or (code.phase is Phase.TAKE_OUT and self._rules.success_24):
            return self._succeed(vend, message, now_ms)
        if code.phase is Phase.FAILURE:
            return self._fail(vend, message.status, now_ms)
        return self._progress(vend, message, code.phase, now_ms)

    def slot_status(self, message: SlotStatus, now_ms: int) -> None:
        """A 02 nobody asked for: the board's way of saying no to the order."""
        vend = self._vend
        if vend is None or vend.stage not in (Stage.SENT, Stage.ACKNOWLEDGED):
            return
        if message.slot == vend.order.motor and message.status != xy_codes.SLOT_USABLE:
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
        if _Short.SAID_NO in vend.shorts:
            return self._end(Result.REFUSED, vend.refusal, now_ms, nothing_moved=True)
        if vend.shorts:
            return self._end(Result.UNKNOWN, min(vend.shorts, key=vend.shorts.__getitem__).value, now_ms)
        return self._end(Result.UNKNOWN, f"{vend.stage}, but no result in time", now_ms)

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
        owed = self._owed.get(message.slot)
        if owed is None or vend.stage is Stage.MOVING or now_ms > owed.until_ms:
            return True
        # The same lane still owes an earlier result: only after a new 01 can a result be the new one's.
        return dispensing_code(message.status).phase in (Phase.PROGRESS, Phase.UNKNOWN)

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
        self._owed.pop(vend.order.motor, None)
        return [VendStarted(vend.order.key, vend.order.motor)]

    def _succeed(self, vend: _Vend, message: Dispensing, now_ms: int) -> list[BoardEvent]:
        if message.status == xy_codes.DISPENSING_TAKE_OUT:
            # A 02 may follow for the same turn and must not count again (boards.md 2.5).
            self._owe(vend, now_ms)
        return self._end(_turned(vend.drop_sensor), dispensing_code(message.status).text, now_ms)

    def _fail(self, vend: _Vend, status: int, now_ms: int) -> list[BoardEvent]:
        return self._end(
            Result.FAULT,
            dispensing_code(status).text,
            now_ms,
            nothing_moved=status in _BEFORE_TURNING and vend.stage is not Stage.MOVING,
            block_lane=status in _BLOCKED_BY,
        )

    def _late(self, message: Dispensing, now_ms: int) -> list[BoardEvent]:
        """A 04 that is not the running vend's: it corrects what ``query`` says and is never counted twice."""
        code = dispensing_code(message.status)
        if message.slot is None or code.phase in (Phase.PROGRESS, Phase.UNKNOWN):
            return []
        owed = self._owed.pop(message.slot, None)
        before = self._outcomes.get(owed.key) if owed else None
        if owed is None or before is None or now_ms > owed.until_ms:
            text = f"slot {message.slot}: {code.text}, though no vend was running"
            return [self._told("unasked_result", message.slot, message.status, code.phase, text)]
        if before.result is not Result.UNKNOWN:
            if code.phase is not Phase.FAILURE:
                return []
            text = f"slot {message.slot}: {code.text}, after {before.raw_code} had been {before.result}"
            return [self._told("late_result", message.slot, message.status, code.phase, text)]
        result = Result.FAULT if code.phase is Phase.FAILURE else _turned(owed.drop_sensor)
        text = f"{code.text}, told after the vend was given up"
        self._outcomes[owed.key] = replace(before, result=result, raw_code=_raw(message.status), text=text)
        text = f"slot {message.slot}: {text} ({owed.key})"
        return [self._told("late_result", message.slot, message.status, code.phase, text)]

    @staticmethod
    def _told(request: str, slot: int, status: int, phase: Phase, text: str) -> ServiceAnswer:
        return ServiceAnswer(request, phase is not Phase.FAILURE, text, (slot,), bytes((status,)))

    def _shorten(self, why: _Short, now_ms: int) -> None:
        vend = self._vend
        if vend is not None and vend.stage is not Stage.WAITING:
            vend.shorts.setdefault(why, now_ms + _SHORT_LIMIT_MS[why])

    def _owe(self, vend: _Vend, now_ms: int) -> None:
        self._owed[vend.order.motor] = _Owed(vend.order.key, vend.drop_sensor, now_ms + LATE_LIMIT_MS)

    def _end(
        self, result: Result, text: str, now_ms: int, *, nothing_moved: bool = False, block_lane: bool = False
    ) -> list[BoardEvent]:
        vend, self._vend = self._vend, None
        assert vend is not None
        if result is Result.UNKNOWN:
            self._owe(vend, now_ms)
        return self._give(
            VendOutcome(
                vend.order.key,
                vend.order.motor,
                result,
                vend.last_code,
                text,
                nothing_moved=nothing_moved,
                block_lane=block_lane or result is Result.UNKNOWN,
                run_ms=now_ms - vend.sent_ms if vend.stage is not Stage.WAITING else 0,
            )
        )

    def _give(self, outcome: VendOutcome) -> list[BoardEvent]:
        self._outcomes[outcome.key] = outcome
        if len(self._outcomes) > KEYS_KEPT:
            self._outcomes.popitem(last=False)
        return [VendFinished(outcome)]


def _turned(drop_sensor: bool) -> Result:
    return Result.DELIVERED if drop_sensor else Result.TURNED_UNCONFIRMED


def _raw(status: int) -> str:
    return f"04/{status:02X}"
