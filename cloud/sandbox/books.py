"""One wallet's own books and the rules it lives by; each wallet of the sandbox has its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cloud.sandbox.state import Code, Order, Refund, State
from cloud.sandbox.timeline import Timeline
from cloud.sandbox.wechat.notices import Notices
from cloud.sandbox.wechat.orders import Orders, PhoneRefused
from cloud.sandbox.wechat.refunds import Refunds


@dataclass(frozen=True, slots=True)
class Books:
    """What one wallet remembers. ``wallet`` as in ``[payments.<wallet>]``."""

    wallet: str
    state: State
    orders: Orders
    refunds: Refunds
    notices: Notices
    timeline: Timeline

    def settle(self) -> None:
        """Bring it up to its own time."""
        self.timeline.settle(self.orders, self.refunds)
        self.timeline.wake()

    async def live(self) -> None:
        """Until cancelled."""
        await self.timeline.run(self.orders, self.refunds, self.notices)


def of_token(books: Sequence[Books], token: str) -> Books:
    """Whose code this is. Raises ``PhoneRefused`` for one that nobody gave out."""
    for one in books:
        if one.state.get(Code, token) is not None:
            return one
    raise PhoneRefused("unknown_code", "This is not a payment code of this gateway.")


def of_order(books: Sequence[Books], number: str) -> Books:
    """Whose order this is. Raises ``PhoneRefused`` for one that nobody has."""
    for one in books:
        if one.state.get(Order, number) is not None:
            return one
    raise PhoneRefused("unknown_order", f'There is no order "{number[:40]}".')


def of_refund(books: Sequence[Books], number: str) -> Books:
    """Whose refund this is; the first wallet, which then says that it has none, when nobody has."""
    return next((one for one in books if one.state.get(Refund, number) is not None), books[0])
