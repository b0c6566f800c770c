"""One emulated gateway inside the sandbox: its own books, its own schedules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cloud.sandbox.state import Code, Order, Refund, State
from cloud.sandbox.timeline import Timeline
from cloud.sandbox.wechat.notices import Notices
from cloud.sandbox.wechat.orders import Orders
from cloud.sandbox.wechat.refunds import Refunds


@dataclass(frozen=True, slots=True)
class Rail:
    """WeChat's rules, or a wallet's that differs from them."""

    wallet: str
    state: State
    orders: Orders
    refunds: Refunds
    notices: Notices
    timeline: Timeline

    def settle(self) -> None:
        """Bring it up to the gateway's time."""
        self.timeline.settle(self.orders, self.refunds)
        self.timeline.wake()

    async def run(self) -> None:
        """Until cancelled."""
        await self.timeline.run(self.orders, self.refunds, self.notices)


def by_number(rails: Sequence[Rail], out_trade_no: str) -> Rail:
    """Whose order this is; the first when nobody knows it, which then says so."""
    return next((rail for rail in rails if rail.state.get(Order, out_trade_no)), rails[0])


def by_token(rails: Sequence[Rail], token: str) -> Rail:
    """Whose payment code this is."""
    return next((rail for rail in rails if rail.state.get(Code, token)), rails[0])


def by_refund(rails: Sequence[Rail], out_refund_no: str) -> Rail:
    """Whose refund this is."""
    return next((rail for rail in rails if rail.state.get(Refund, out_refund_no)), rails[0])
