"""Faults as data: which call goes wrong next, how, and how often."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cloud.sandbox.bills import (
    BILL_CREATING,
    BILL_DAMAGED,
    ROW_CHANGED,
    ROW_FOREIGN,
    ROW_MISSING,
    SUMS_WRONG,
)
from cloud.sandbox.net.fields import FieldError, Fields

NOTIFY = "notify"
ANY = "any"
API_CALLS = (
    "native",
    "precreate",
    "query",
    "close",
    "charge",
    "reverse",
    "cancel",
    "refund",
    "refund_query",
    "abnormal_refund",
    "certificates",
    "tradebill",
    "billdownload",
)
CALLS = (*API_CALLS, NOTIFY, ANY)

_SIGNED = tuple(call for call in API_CALLS if call != "billdownload")
_ALIPAY = ("precreate", "charge", "query", "close", "cancel", "refund", "refund_query", "tradebill")
_WITH_AMOUNT = ("query", "refund", "refund_query", NOTIFY)
_WITH_MCHID = ("query", NOTIFY)
_BILL = ("tradebill",)
FAULTS: dict[str, tuple[str, ...]] = {
    "hang": API_CALLS,
    "slow": API_CALLS,
    "reset_before": API_CALLS,
    "reset_after": API_CALLS,
    "http_500": API_CALLS,
    "http_429": API_CALLS,
    "error_404": API_CALLS,
    "system_error": _ALIPAY,
    "html": API_CALLS,
    "truncated": API_CALLS,
    "bad_signature": (*_SIGNED, NOTIFY),
    "signtest": (*_SIGNED, NOTIFY),
    "stale_timestamp": (*_SIGNED, NOTIFY),
    "clock_skew": (*API_CALLS, NOTIFY),
    "wrong_amount": _WITH_AMOUNT,
    "wrong_mchid": _WITH_MCHID,
    "not_enough": ("refund",),
    BILL_CREATING: _BILL,
    ROW_MISSING: _BILL,
    ROW_FOREIGN: _BILL,
    ROW_CHANGED: _BILL,
    SUMS_WRONG: _BILL,
    BILL_DAMAGED: ("billdownload",),
    "no_auth": ("native", "precreate", "refund"),
    "quota": ("native", "precreate"),
    "duplicate_notify": (NOTIFY,),
    "late_notify": (NOTIFY,),
    "lost_notify": (NOTIFY,),
    "out_of_order_notify": (NOTIFY,),
}
"""Which calls a fault can befall; the others have nothing it could change."""

DEFAULT_MS = {
    "hang": 60_000,
    "slow": 3_000,
    "clock_skew": 600_000,
    "stale_timestamp": 600_000,
    "late_notify": 30_000,
    "out_of_order_notify": 60_000,
}
MS_MAX = 86_400_000
TIMES_MAX = 1_000_000
UNTIL_CLEARED = -1
SCRIPT_MAX = 10_000
"""Faults waiting at once: a soak that posts more than this forgot to run its calls."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One script line. ``times`` is how many calls are left to befall, or ``UNTIL_CLEARED``."""

    call: str
    name: str
    times: int
    ms: int
    processed: bool
    struck: bool = False
    """It has befallen a call already."""

    def befalls(self, call: str) -> bool:
        return self.call in (call, ANY) and call in FAULTS[self.name]


class FaultBook:
    """The faults that are still to come, first posted first served."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def post(self, request: Fields) -> Fault:
        """Read one ``POST /fault``. Raises ``FieldError`` in words."""
        name = request.choice("fault", FAULTS)
        default_call = FAULTS[name][0] if len(FAULTS[name]) == 1 else ANY
        if FAULTS[name] == (NOTIFY,):
            default_call = NOTIFY
        call = request.maybe_choice("call", CALLS) or default_call
        times = request.maybe_whole("times", UNTIL_CLEARED, TIMES_MAX)
        minimum_ms = -MS_MAX if name == "clock_skew" else 0
        ms = request.maybe_whole("ms", minimum_ms, MS_MAX)
        processed = request.flag("processed")
        request.end()
        if call not in (ANY, *FAULTS[name]):
            raise FieldError(f'"{name}" cannot befall {call}; it befalls {", ".join(FAULTS[name])}')
        if times == 0:
            raise FieldError("times must be at least 1, or -1 for until cleared")
        if len(self._waiting) >= SCRIPT_MAX:
            raise FieldError(f"{SCRIPT_MAX} faults are waiting already")
        default_ms = DEFAULT_MS.get(name, 0)
        fault = Fault(call, name, 1 if times is None else times, default_ms if ms is None else ms, processed)
        self._waiting.append(fault)
        return fault

    def take(self, call: str, among: Iterable[str] = tuple(FAULTS)) -> Fault | None:
        """The fault that befalls this call, counted down; only of the kinds ``among``."""
        names = set(among)
        for index, fault in enumerate(self._waiting):
            if fault.name not in names or not fault.befalls(call):
                continue
            if fault.times == 1:
                del self._waiting[index]
            else:
                left = fault.times - 1 if fault.times > 1 else fault.times
                self._waiting[index] = replace(fault, times=left, struck=True)
            return fault
        return None

    def waiting(self) -> tuple[Fault, ...]:
        return tuple(self._waiting)

    def clear(self) -> int:
        """Forget them all; how many of them never befell a call."""
        unused = sum(not fault.struck for fault in self._waiting)
        self._waiting.clear()
        return unused
