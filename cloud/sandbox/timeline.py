"""What the gateway does by itself when its time comes, in the order of the times.

Derived from the tables, never from timers in memory: a restart or a jump of the clock loses nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from cloud.sandbox.clock import Clocks
from cloud.sandbox.state import Order, Refund, RefundStatus, State
from cloud.sandbox.wechat.notices import Notices
from cloud.sandbox.wechat.orders import Orders
from cloud.sandbox.wechat.refunds import Refunds

Due = tuple[int, int, Callable[[], object]]


class Timeline:
    """The gateway's own deeds. ``run`` is its life; ``settle`` brings it up to date at once."""

    def __init__(self, state: State, clocks: Clocks) -> None:
        self._state = state
        self._clocks = clocks
        self._changed = asyncio.Event()
        self._sends: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None

    def wake(self) -> None:
        """Something may have become due sooner."""
        self._changed.set()

    def settle(self, orders: Orders, refunds: Refunds) -> None:
        """Carry out everything that is due, earliest first; cheap when there is nothing."""
        while (due := self._first_due(orders, refunds)) is not None and due[0] <= self._clocks.gateway_ms():
            due[2]()

    async def run(self, orders: Orders, refunds: Refunds, notices: Notices) -> None:
        """Until cancelled. Raises what a send raised: a bug is not a lost notice."""
        try:
            while True:
                self._changed.clear()
                self.settle(orders, refunds)
                for notice in notices.take_due(self._clocks.gateway_ms()):
                    task = asyncio.create_task(notices.send(notice))
                    self._sends.add(task)
                    task.add_done_callback(self._sent)
                if self._broken is not None:
                    raise self._broken
                await self._wait(self._next_ms(orders, refunds, notices))
        finally:
            for task in self._sends:
                task.cancel()
            await asyncio.gather(*self._sends, return_exceptions=True)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sends.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._broken = task.exception()
            self.wake()

    async def _wait(self, due_ms: int | None) -> None:
        timeout_s = None if due_ms is None else max(0, due_ms - self._clocks.gateway_ms()) / 1000
        try:
            await asyncio.wait_for(self._changed.wait(), timeout_s)
        except TimeoutError:
            return

    def _next_ms(self, orders: Orders, refunds: Refunds, notices: Notices) -> int | None:
        first = self._first_due(orders, refunds)
        times = [time for time in (first and first[0], notices.next_due_ms()) if time is not None]
        return min(times, default=None)

    def _first_due(self, orders: Orders, refunds: Refunds) -> Due | None:
        """The earliest deed with its time. On a tie the customer's payment comes before the close."""
        found: list[Due] = []
        for order in self._state.find(Order, "pay_at_ms IS NOT NULL ORDER BY pay_at_ms LIMIT 1"):
            found.append((order.pay_at_ms or 0, 0, partial(orders.keep_promise, order)))
        for refund in self._state.find(Refund, "due_ms IS NOT NULL ORDER BY due_ms LIMIT 1"):
            at_ms, status = refund.due_ms or 0, RefundStatus(refund.due_status or RefundStatus.SUCCESS)
            found.append((at_ms, 1, partial(refunds.set_status, refund, status, at_ms)))
        if (end := orders.next_end()) is not None:
            at_ms, order = end
            found.append((at_ms, 2, partial(orders.mark_closed, order, at_ms, "gateway")))
        return min(found, key=lambda due: due[:2], default=None)
