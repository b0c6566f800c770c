"""Results that come when their vend is over: whose they are, and what they change (boards.md 12.3, 12.4).

Pure: values and times in, events out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from hardware.api import BoardEvent, Result, ServiceAnswer, VendOutcome
from hardware.drivers.vend_memory import VendMemory
from hardware.wire import xy_codes
from hardware.wire.xy_codes import Phase, dispensing_code
from hardware.wire.xy_messages import Dispensing

LATE_LIMIT_MS: Final = 120_000
"""How long a result may still belong to a vend that was given up."""
TWICE_LIMIT_MS: Final = 5_000
"""A 02 so soon after a 24 may be the same turn's success, said a second time (boards.md 2.5)."""
AFTERWARDS_MS: Final = 30_000
"""How long a finished vend still explains a further 04 of its motor."""

_GOOD: Final = (Result.DELIVERED, Result.TURNED_UNCONFIRMED)


class _Owes(Enum):
    """What the board may still say about a vend that was answered."""

    NOTHING = 0
    THE_RESULT = LATE_LIMIT_MS
    A_SECOND_SUCCESS = TWICE_LIMIT_MS


@dataclass(slots=True)
class _Ended:
    key: str
    drop_sensor: bool
    ended_ms: int
    owes: _Owes

    def owes_at(self, now_ms: int) -> _Owes:
        return self.owes if now_ms <= self.ended_ms + self.owes.value else _Owes.NOTHING

    def explains(self, now_ms: int) -> bool:
        limit_ms = self.owes.value if self.owes is _Owes.THE_RESULT else AFTERWARDS_MS
        return now_ms <= self.ended_ms + limit_ms


class LateResults:
    """The last vend that ended on each motor."""

    def __init__(self, memory: VendMemory, *, success_24: bool) -> None:
        self._memory = memory
        self._success_24 = success_24
        self._ended: dict[int, _Ended] = {}

    def ended(self, outcome: VendOutcome, drop_sensor: bool, now_ms: int) -> None:
        """A vend that had been sent was answered."""
        owes = _Owes.NOTHING
        if outcome.result is Result.UNKNOWN:
            owes = _Owes.THE_RESULT
        elif outcome.raw_code == raw_code(xy_codes.DISPENSING_TAKE_OUT):
            owes = _Owes.A_SECOND_SUCCESS
        self._ended[outcome.motor] = _Ended(outcome.key, drop_sensor, now_ms, owes)

    def moves_again(self, motor: int) -> None:
        """The motor's next vend has begun to move: whatever comes now is that one's."""
        self._ended.pop(motor, None)

    def may_claim(self, motor: int, phase: Phase, now_ms: int) -> bool:
        """A 04 of this phase may be about this motor's earlier vend instead of the one under way."""
        ended = self._ended.get(motor)
        if ended is None or phase in (Phase.PROGRESS, Phase.UNKNOWN):
            return False
        owes = ended.owes_at(now_ms)
        return owes is _Owes.THE_RESULT or (owes is _Owes.A_SECOND_SUCCESS and phase is Phase.SUCCESS)

    def hear(self, message: Dispensing, now_ms: int) -> list[BoardEvent]:
        """A 04 that is not the running vend's: it corrects what ``query`` says and is never counted twice."""
        phase = dispensing_code(message.status).phase
        if message.slot is None or phase in (Phase.PROGRESS, Phase.UNKNOWN):
            return []
        if phase is Phase.TAKE_OUT and not self._success_24:
            return []
        ended = self._ended.get(message.slot)
        before = self._memory.known(ended.key) if ended is not None and ended.explains(now_ms) else None
        if ended is None or before is None:
            return [self._told("unasked_result", message, "though no vend was running")]
        ended.owes = _Owes.NOTHING
        if before.result is Result.UNKNOWN:
            ended.ended_ms = now_ms
            return [self._correct(ended, message, phase)]
        if (before.result in _GOOD) == (phase is not Phase.FAILURE):
            return []
        words = f"after {before.raw_code} had been {before.result} ({ended.key})"
        return [self._told("late_result", message, words)]

    def _correct(self, ended: _Ended, message: Dispensing, phase: Phase) -> ServiceAnswer:
        result = Result.FAULT if phase is Phase.FAILURE else turned(ended.drop_sensor)
        words = "told after the vend was given up"
        text = f"{dispensing_code(message.status).text}, {words}"
        self._memory.correct(ended.key, result, raw_code(message.status), text)
        return self._told("late_result", message, f"{words} ({ended.key})")

    @staticmethod
    def _told(request: str, message: Dispensing, words: str) -> ServiceAnswer:
        code, slot = dispensing_code(message.status), message.slot
        assert slot is not None
        is_good = code.phase is not Phase.FAILURE
        text = f"slot {slot}: {code.text}, {words}"
        return ServiceAnswer(request, is_good, text, (slot,), bytes((message.status,)))


def turned(drop_sensor: bool) -> Result:
    return Result.DELIVERED if drop_sensor else Result.TURNED_UNCONFIRMED


def raw_code(status: int) -> str:
    """A status of 04 for the technician."""
    return f"04/{status:02X}"
