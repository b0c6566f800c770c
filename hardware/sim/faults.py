"""The faults a simulated cabinet knows, as data (boards.md 13.3), and what is scripted right now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

UNTIL_CLEARED: Final = 0
"""As ``times``: the fault stays until ``clear``, its opposite, or the end of ``for_ms``."""
ARMED_MAX: Final = 1000
"""Scripted faults waiting at one time."""


class FaultName(StrEnum):
    # In the cabinet
    JAM = "jam"
    NO_DROP = "no_drop"
    DROP_NOT_SEEN = "drop_not_seen"
    SENSOR_BLOCKED = "sensor_blocked"
    SENSOR_OK = "sensor_ok"
    OUT_OF_STOCK = "out_of_stock"
    MOTOR_MISSING = "motor_missing"
    DOOR_OPEN = "door_open"
    DOOR_CLOSED = "door_closed"
    TEMPERATURE = "temperature"
    PROBE_FAULT = "probe_fault"
    PROBE_OK = "probe_ok"
    # Line and power
    CUT_CABLE = "cut_cable"
    REPLUG = "replug"
    POWER_CUT = "power_cut"
    POWER_ON = "power_on"
    SILENCE = "silence"
    SPEAK = "speak"
    # Bytes
    DELAY = "delay"
    NOISE_BEFORE = "noise_before"
    NOISE_AFTER = "noise_after"
    BAD_CHECKSUM = "bad_checksum"
    SPLIT = "split"
    MERGE = "merge"
    WRONG_XOR = "wrong_xor"
    LOST_ACK = "lost_ack"
    LOST_OUR_ACK = "lost_our_ack"
    LOST_COMMAND = "lost_command"
    # What the board says
    UNKNOWN_STATUS = "unknown_status"
    CODE_24 = "code_24"
    CODE_24_THEN_02 = "code_24_then_02"
    ONLY_01_FOREVER = "only_01_forever"
    JAM_THEN_PAUSED = "jam_then_paused"
    TERMINATED = "terminated"
    LATE_RESULT = "late_result"
    STALE_REPLY = "stale_reply"
    FOUR_BYTE_04 = "four_byte_04"
    FIVE_BYTE_04 = "five_byte_04"
    STATUS_33 = "status_33"
    STATUS_41 = "status_41"
    MONEY_DUPLICATE = "money_duplicate"
    # What only boards do that are asked
    LOST_REPLY = "lost_reply"
    WRONG_BOARD = "wrong_board"
    RESEND_IGNORED = "resend_ignored"
    DROPS_AFTER_SHAKING = "drops_after_shaking"
    OVER_TIME_DROPPED = "over_time_dropped"
    MOTOR_FAULT = "motor_fault"
    LIGHT_FAULT = "light_fault"
    OLD_FIRMWARE = "old_firmware"
    DOOR_REVERSED = "door_reversed"
    RUN_REFUSED = "run_refused"
    FAULT_DROPPED = "fault_dropped"
    CLEAR_IGNORED = "clear_ignored"
    SALTED_CRC = "salted_crc"
    # What only boards that speak Modbus do
    EXCEPTION = "exception"
    IDLE_AT_ONCE = "idle_at_once"
    REGISTER_0001 = "register_0001"
    COIL_STUCK = "coil_stuck"
    NO_PULSE = "no_pulse"
    # What people do at a till
    COIN = "coin"
    BILL = "bill"
    CARD = "card"
    CARD_CANCEL = "card_cancel"
    LEVER = "lever"
    TAKE_OUT = "take_out"
    # What only tills do
    COIN_JAM = "coin_jam"
    TUBE_JAM = "tube_jam"
    TUBE_SENSOR = "tube_sensor"
    NO_COUNTING = "no_counting"
    BILL_JAM = "bill_jam"
    CASH_BOX_OUT = "cash_box_out"
    STACKER_FULL = "stacker_full"
    CARD_DENIED = "card_denied"
    CHANGER_AWAY = "changer_away"
    VALIDATOR_AWAY = "validator_away"
    READER_AWAY = "reader_away"
    CHANGER_RESETS = "changer_resets"
    VALIDATOR_RESETS = "validator_resets"
    READER_RESETS = "reader_resets"
    ADAPTER_RESET = "adapter_reset"
    REPEATED_REPORT = "repeated_report"
    NACK = "nack"
    LOST_LINE = "lost_line"
    DAMAGED_LINE = "damaged_line"
    CLEAR = "clear"


class Phase(StrEnum):
    """When, around a vend, a cable, power or silence fault strikes."""

    NOW = "now"
    BEFORE_ACK = "before_ack"
    AFTER_ACK = "after_ack"
    BEFORE_DROP = "before_drop"
    AFTER_DROP = "after_drop"
    BEFORE_RESULT = "before_result"


PHASED: Final = frozenset({FaultName.CUT_CABLE, FaultName.POWER_CUT, FaultName.SILENCE})
"""Faults that may strike at a phase of a vend instead of at once."""

OF_A_VEND: Final = frozenset(
    {
        FaultName.JAM,
        FaultName.NO_DROP,
        FaultName.DROP_NOT_SEEN,
        FaultName.UNKNOWN_STATUS,
        FaultName.CODE_24,
        FaultName.CODE_24_THEN_02,
        FaultName.ONLY_01_FOREVER,
        FaultName.JAM_THEN_PAUSED,
        FaultName.TERMINATED,
        FaultName.LATE_RESULT,
        FaultName.STALE_REPLY,
        FaultName.LOST_REPLY,
        FaultName.WRONG_BOARD,
        FaultName.DROPS_AFTER_SHAKING,
        FaultName.OVER_TIME_DROPPED,
        FaultName.MOTOR_FAULT,
        FaultName.LIGHT_FAULT,
        FaultName.EXCEPTION,
        FaultName.IDLE_AT_ONCE,
        FaultName.RUN_REFUSED,
        FaultName.FAULT_DROPPED,
    }
)
"""Used up by one vend of a fitting lane, taken together when its motor is about to start."""

OF_THE_MOMENT: Final = frozenset(
    {
        FaultName.SENSOR_BLOCKED,
        FaultName.SENSOR_OK,
        FaultName.DOOR_OPEN,
        FaultName.DOOR_CLOSED,
        FaultName.TEMPERATURE,
        FaultName.PROBE_FAULT,
        FaultName.PROBE_OK,
        FaultName.REPLUG,
        FaultName.POWER_ON,
        FaultName.SPEAK,
        FaultName.WRONG_XOR,
        FaultName.MONEY_DUPLICATE,
        FaultName.COIN,
        FaultName.BILL,
        FaultName.CARD,
        FaultName.CARD_CANCEL,
        FaultName.LEVER,
        FaultName.TAKE_OUT,
        FaultName.COIN_JAM,
        FaultName.TUBE_SENSOR,
        FaultName.STACKER_FULL,
        FaultName.ADAPTER_RESET,
        FaultName.CLEAR,
    }
)
"""Carried out once, as soon as they are due."""

LASTING: Final = frozenset(
    {
        FaultName.OUT_OF_STOCK,
        FaultName.MOTOR_MISSING,
        FaultName.DELAY,
        FaultName.NOISE_BEFORE,
        FaultName.NOISE_AFTER,
        FaultName.SPLIT,
        FaultName.MERGE,
        FaultName.FOUR_BYTE_04,
        FaultName.FIVE_BYTE_04,
        FaultName.STATUS_33,
        FaultName.STATUS_41,
        FaultName.RESEND_IGNORED,
        FaultName.OLD_FIRMWARE,
        FaultName.DOOR_REVERSED,
        FaultName.REGISTER_0001,
        FaultName.COIL_STUCK,
        FaultName.NO_PULSE,
        FaultName.SALTED_CRC,
        FaultName.NO_COUNTING,
        FaultName.BILL_JAM,
        FaultName.CASH_BOX_OUT,
        FaultName.CHANGER_AWAY,
        FaultName.VALIDATOR_AWAY,
        FaultName.READER_AWAY,
    }
)
"""Stay until cleared unless the script says how often."""

COMMON: Final = frozenset(
    {
        FaultName.JAM,
        FaultName.NO_DROP,
        FaultName.DROP_NOT_SEEN,
        FaultName.SENSOR_BLOCKED,
        FaultName.SENSOR_OK,
        FaultName.OUT_OF_STOCK,
        FaultName.MOTOR_MISSING,
        FaultName.DOOR_OPEN,
        FaultName.DOOR_CLOSED,
        FaultName.TEMPERATURE,
        FaultName.PROBE_FAULT,
        FaultName.PROBE_OK,
        *PHASED,
        FaultName.REPLUG,
        FaultName.POWER_ON,
        FaultName.SPEAK,
        FaultName.DELAY,
        FaultName.NOISE_BEFORE,
        FaultName.NOISE_AFTER,
        FaultName.BAD_CHECKSUM,
        FaultName.SPLIT,
        FaultName.MERGE,
        FaultName.LOST_COMMAND,
        FaultName.UNKNOWN_STATUS,
        FaultName.LATE_RESULT,
        FaultName.STALE_REPLY,
        FaultName.CLEAR,
    }
)
"""What every board's simulator can be made to do (boards.md 13.3); each adds its own."""

XY_ONLY: Final = frozenset(
    {
        FaultName.WRONG_XOR,
        FaultName.LOST_ACK,
        FaultName.LOST_OUR_ACK,
        FaultName.CODE_24,
        FaultName.CODE_24_THEN_02,
        FaultName.ONLY_01_FOREVER,
        FaultName.JAM_THEN_PAUSED,
        FaultName.TERMINATED,
        FaultName.FOUR_BYTE_04,
        FaultName.FIVE_BYTE_04,
        FaultName.STATUS_33,
        FaultName.STATUS_41,
        FaultName.MONEY_DUPLICATE,
    }
)

ENDED_BY: Final = {
    FaultName.CUT_CABLE: FaultName.REPLUG,
    FaultName.POWER_CUT: FaultName.POWER_ON,
    FaultName.SILENCE: FaultName.SPEAK,
    FaultName.DOOR_OPEN: FaultName.DOOR_CLOSED,
    FaultName.SENSOR_BLOCKED: FaultName.SENSOR_OK,
    FaultName.PROBE_FAULT: FaultName.PROBE_OK,
}
"""What ``for_ms`` brings about when it is over."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of a fault script, checked and complete. Times are milliseconds."""

    name: FaultName
    motor: int | None = None
    """None fits every lane."""
    times: int = 1
    phase: Phase = Phase.NOW
    at_ms: int = 0
    """Asleep for this long after the script was handed over."""
    after_vends: int = 0
    """Asleep until so many vends have ended after the script was handed over."""
    for_ms: int | None = None
    ms: int = 0
    """How late (``delay``, ``late_result``)."""
    celsius: int | None = None
    zone: int = 0
    code: int = 0
    """The raw status to say (``unknown_status``)."""
    amount: int = 0
    """Minor units (``money_duplicate``)."""
    turn_again: bool = False
    """``lost_ack``: the board turns once more for the resent order."""
    falls: bool = True
    """Whether the goods fall although the board says something odd."""
    only: FaultName | None = None
    """``clear`` this one alone."""


@dataclass(slots=True)
class _Armed:
    fault: Fault
    due_ms: int
    until_ms: int | None
    vends_left: int
    times_left: int

    def is_awake(self, now_ms: int) -> bool:
        return now_ms >= self.due_ms and self.vends_left == 0


@dataclass(slots=True)
class FaultBook:
    """The faults that still have something to do. Each use is taken here, exactly once."""

    _armed: list[_Armed] = field(default_factory=list)

    @property
    def waiting(self) -> list[str]:
        """Names of the faults not used up yet, for people."""
        return [armed.fault.name.value for armed in self._armed]

    def add(self, faults: Iterable[Fault], now_ms: int) -> None:
        """Arm a script. Raises ``OverflowError`` when far too many are waiting."""
        for fault in faults:
            if len(self._armed) >= ARMED_MAX:
                raise OverflowError(f"{ARMED_MAX} faults are waiting already")
            due_ms = now_ms + fault.at_ms
            lasts = fault.for_ms if fault.name not in ENDED_BY else None
            until_ms = None if lasts is None else due_ms + lasts
            self._armed.append(_Armed(fault, due_ms, until_ms, fault.after_vends, fault.times))

    def clear(self, only: FaultName | None = None) -> None:
        self._armed = [armed for armed in self._armed if only is not None and armed.fault.name is not only]

    def vend_ended(self) -> None:
        """One more vend for everything that waits for a number of them."""
        for armed in self._armed:
            armed.vends_left = max(0, armed.vends_left - 1)

    def next_due_ms(self, now_ms: int) -> int | None:
        """When a sleeping fault wakes or a lasting one is over."""
        times = [armed.due_ms for armed in self._armed if armed.due_ms > now_ms]
        times += [armed.until_ms for armed in self._armed if armed.until_ms is not None]
        return min(times, default=None)

    def take_due(self, now_ms: int) -> list[Fault]:
        """Faults to be carried out now, each with the end its ``for_ms`` asks for armed behind it."""
        self._expire(now_ms)
        due = [armed for armed in self._armed if armed.is_awake(now_ms) and _is_immediate(armed.fault)]
        for armed in due:
            self._armed.remove(armed)
            self.arm_end(armed.fault, now_ms)
        return [armed.fault for armed in due]

    def arm_end(self, fault: Fault, now_ms: int) -> None:
        """Arm what ends a fault that has just struck."""
        if fault.for_ms is not None and fault.name in ENDED_BY:
            end = Fault(ENDED_BY[fault.name], zone=fault.zone, at_ms=fault.for_ms)
            self.add([end], now_ms)

    def take(
        self, name: FaultName, now_ms: int, motor: int | None = None, *, lasting_only: bool = False
    ) -> Fault | None:
        """Use a fault once, if one is awake that fits the lane."""
        for armed in self._armed:
            if armed.fault.name is not name or not self._fits(armed, now_ms, motor):
                continue
            if not lasting_only or armed.fault.times == UNTIL_CLEARED:
                return self._use(armed)
        return None

    def take_for_vend(self, motor: int, now_ms: int) -> dict[FaultName, Fault]:
        """Everything scripted for this one vend, by name."""
        names = {armed.fault.name for armed in self._armed} & OF_A_VEND
        taken = {name: self.take(name, now_ms, motor) for name in names}
        return {name: fault for name, fault in taken.items() if fault is not None}

    def take_phase(self, phase: Phase, motor: int, now_ms: int) -> list[Fault]:
        """Line and power faults that strike at this moment of this vend."""
        fitting = [
            armed
            for armed in self._armed
            if armed.fault.name in PHASED and armed.fault.phase is phase and self._fits(armed, now_ms, motor)
        ]
        return [self._use(armed) for armed in fitting]

    def lasts(self, name: FaultName, now_ms: int, motor: int | None = None) -> bool:
        """Whether a fault is in force, without using it up."""
        return self.lasting(name, now_ms, motor) is not None

    def lasting(self, name: FaultName, now_ms: int, motor: int | None = None) -> Fault | None:
        """The fault in force with what its script says of it, without using it up."""
        fitting = (
            armed.fault
            for armed in self._armed
            if armed.fault.name is name and self._fits(armed, now_ms, motor)
        )
        return next(fitting, None)

    def _fits(self, armed: _Armed, now_ms: int, motor: int | None) -> bool:
        return armed.is_awake(now_ms) and (armed.fault.motor is None or armed.fault.motor == motor)

    def _use(self, armed: _Armed) -> Fault:
        if armed.times_left != UNTIL_CLEARED:
            armed.times_left -= 1
            if armed.times_left == 0:
                self._armed.remove(armed)
        return armed.fault

    def _expire(self, now_ms: int) -> None:
        self._armed = [armed for armed in self._armed if armed.until_ms is None or now_ms < armed.until_ms]


def _is_immediate(fault: Fault) -> bool:
    if fault.name is FaultName.JAM:
        # Jammed for good is a state of the lane, not of the next vend.
        return fault.times == UNTIL_CLEARED and fault.motor is not None
    return fault.name in OF_THE_MOMENT or (fault.name in PHASED and fault.phase is Phase.NOW)


def at_once(fault: Fault, in_ms: int) -> Fault:
    """The same line or power fault, striking by itself after ``in_ms``."""
    return replace(fault, phase=Phase.NOW, at_ms=in_ms, after_vends=0, motor=None, times=1)
