"""One vend at a time, and what became of those before it: the rules every asked board shares (boards.md 12).

Pure: values and times in, events out. How one vend goes on the wire is its family's errand.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic

from hardware.api import BoardEvent, Result, ServiceAnswer, VendFinished, VendOrder, VendOutcome
from hardware.drivers.asked.steps import Verdict, refused, unknown
from hardware.drivers.vend_memory import VendMemory, forgotten
from hardware.session.requests import ReplyT

START_LIMIT_MS: Final = 5_000
"""An order not on the wire by then is refused: stale orders carried out after a reconnect are a known
cause of double vends (boards.md 12.2)."""
VEND_CAP_MS: Final = 300_000
"""Whatever an errand does, its vend ends by then."""
OWED_KEPT: Final = 64
"""Vends whose late replies are still recognised."""

_GOOD: Final = (Result.DELIVERED, Result.TURNED_UNCONFIRMED)

Settle = Callable[[ReplyT], Verdict | None]
"""What a late reply says of its vend; None: nothing."""


@dataclass(slots=True)
class _Vend:
    order: VendOrder
    accepted_ms: int
    driven_ms: int | None = None
    """When the first byte of the motor command went out; None while it is certain that nothing moved."""


class AskedVends(Generic[ReplyT]):
    """The vend in hand, the outcomes given, and whose late replies may still come."""

    def __init__(self) -> None:
        self._memory = VendMemory()
        self._vend: _Vend | None = None
        self._owed: OrderedDict[int, tuple[VendOrder, Settle[ReplyT]]] = OrderedDict()

    @property
    def is_busy(self) -> bool:
        return self._vend is not None

    @property
    def is_driven(self) -> bool:
        """The motor command is out: from here on it cannot be taken back."""
        return self._vend is not None and self._vend.driven_ms is not None

    @property
    def send_by_ms(self) -> int:
        """Until when the motor command of the vend in hand must be on the wire."""
        assert self._vend is not None
        return self._vend.accepted_ms + START_LIMIT_MS

    @property
    def cap_ms(self) -> int | None:
        """When the vend in hand ends, whatever its errand does."""
        return None if self._vend is None else self._vend.accepted_ms + VEND_CAP_MS

    def accept(self, order: VendOrder, now_ms: int) -> list[BoardEvent] | None:
        """Take an order: None means that its errand is to be started now; otherwise it is answered."""
        known = self._memory.known(order.key)
        if known is not None:
            return [VendFinished(known)]
        if self._vend is not None:
            if self._vend.order.key == order.key:
                return []  # answered when it ends
            return self.refuse(order, f"another vend is running: {self._vend.order.key}")
        self._vend = _Vend(order, now_ms)
        return None

    def refuse(self, order: VendOrder, text: str) -> list[BoardEvent]:
        """Answer an order that will not be carried out; one that was answered before, as then."""
        known = self._memory.known(order.key)
        return [self._memory.refuse(order, text) if known is None else VendFinished(known)]

    def query(self, order: VendOrder) -> list[BoardEvent]:
        """The outcome given in this run, corrected by late replies; the board itself remembers nothing."""
        known = self._memory.known(order.key)
        if known is not None:
            return [VendFinished(known)]
        if self._vend is not None and self._vend.order.key == order.key:
            return []
        return [forgotten(order, "the board does not remember earlier vends")]

    def driven(self, now_ms: int) -> None:
        """The motor command's bytes go out: once for each order, or it is a bug."""
        vend = self._vend
        assert vend is not None, "a motor command without an order"
        assert vend.driven_ms is None, f"the order {vend.order.key} would be driven twice"
        vend.driven_ms = now_ms

    def watch(self, ticket: int, settle: Settle[ReplyT]) -> None:
        """A request of the running vend whose reply, however late, tells how it ended."""
        if self._vend is not None:
            self._owed[ticket] = (self._vend.order, settle)
            if len(self._owed) > OWED_KEPT:
                self._owed.popitem(last=False)

    def end(self, verdict: Verdict, now_ms: int) -> list[BoardEvent]:
        """The errand's result is the vend's outcome."""
        vend, self._vend = self._vend, None
        assert vend is not None
        assert not (verdict.nothing_moved and verdict.result is Result.UNKNOWN), verdict
        return [self._memory.give(_outcome(vend, verdict, now_ms))]

    def close(self, text: str, now_ms: int) -> list[BoardEvent]:
        """No more will be heard: the vend in hand ends here."""
        if self._vend is None:
            return []
        return self.end(unknown(text) if self.is_driven else refused(text), now_ms)

    def late(self, ticket: int, reply: ReplyT) -> list[BoardEvent]:
        """A reply that comes after its vend was given up corrects what ``query`` says, and is told."""
        if ticket not in self._owed:
            return []
        order, settle = self._owed.pop(ticket)
        before, verdict = self._memory.known(order.key), settle(reply)
        if before is None or before.result is not Result.UNKNOWN:
            return []
        if verdict is None or verdict.result is Result.UNKNOWN:
            return []
        text = f"{verdict.text}, told after the vend was given up"
        self._memory.correct(order.key, verdict.result, verdict.raw_code, text)
        is_out = verdict.result in _GOOD
        return [
            ServiceAnswer("late_result", is_out, f"lane {order.motor}: {text} ({order.key})", (order.motor,))
        ]


def _outcome(vend: _Vend, verdict: Verdict, now_ms: int) -> VendOutcome:
    return VendOutcome(
        vend.order.key,
        vend.order.motor,
        verdict.result,
        verdict.raw_code,
        verdict.text,
        nothing_moved=verdict.nothing_moved,
        fault_although_delivered=verdict.fault_although_delivered,
        block_lane=verdict.block_lane or verdict.result is Result.UNKNOWN,
        current_ma=verdict.current_ma,
        sensor_fault=verdict.sensor_fault,
        run_ms=0 if vend.driven_ms is None else now_ms - vend.driven_ms,
    )
