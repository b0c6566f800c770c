"""Orders as the screen is told of them, and the verbs it may ask for. Values only.

Times are UTC milliseconds since 1970, amounts whole fen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kiosk.views import SaleView

TAIL_CHARS = 4
"""Of the end of an order's number: with the time of the order that tells it apart, and it is not on the list,
so whoever types it has seen the number (20 random bits, ``kiosk.ids.sale_number``)."""
LIST_SPAN_MS = 24 * 60 * 60 * 1000
TAIL_SPAN_MS = 7 * LIST_SPAN_MS
"""How far back the end of a number is enough; older orders are found by the whole number."""
NUMBER_LEAST_CHARS = 15
"""Of a whole number (``kiosk.ids.sale_number``)."""
LIST_MAX = 60
WRONG_TAILS_MAX = 8
"""So many ends in vain, and no more are looked at until the session is over: guessing is no way in."""
STARS_MAX = 5


class Step(StrEnum):
    """What the time line of an order is made of."""

    ORDERED = "ordered"
    PAID = "paid"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    UNKNOWN = "unknown"
    REFUND_ASKED = "refund_asked"
    REFUND_ACCEPTED = "refund_accepted"
    REFUNDED = "refunded"
    WITH_STAFF = "with_staff"
    """A refund that a person must see to."""
    PAID_BACK_LATE = "paid_back_late"
    """Money that came when nobody waited for it any more."""
    NOT_PAID = "not_paid"
    """The order is over, and nothing was paid."""


class Mishap(StrEnum):
    """What a customer may say went wrong."""

    NOTHING_FELL = "nothing_fell"
    WRONG_THING = "wrong_thing"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    PAID_NO_ORDER = "paid_no_order"
    SCREEN = "screen"
    OTHER = "other"


class Tag(StrEnum):
    """One touch about the whole sale, after the stars."""

    FAST = "fast"
    CLEAN = "clean"
    GOOD_GOODS = "good_goods"
    GOOD_PRICE = "good_price"
    SLOW = "slow"
    JAMMED = "jammed"
    DAMAGED_PACK = "damaged_pack"
    DIRTY = "dirty"


PRAISE = (Tag.FAST, Tag.CLEAN, Tag.GOOD_GOODS, Tag.GOOD_PRICE)
BLAME = (Tag.SLOW, Tag.JAMMED, Tag.DAMAGED_PACK, Tag.DIRTY)


class Can(StrEnum):
    """What may be done with an order now."""

    CANCEL = "cancel"
    CHANGE = "change"
    """Back to the cart with its goods; a code that is still on the screen is ended first."""
    RATE = "rate"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order in the list: nothing of it that would tell a stranger who bought what."""

    key: str
    number: str
    """Empty but for one's own: bought in this session, by the member signed in, or its end was typed."""
    opened_at_ms: int
    units: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class StepView:
    step: Step
    at_ms: int
    sku: str = ""
    amount_fen: int = 0
    number: str = ""
    """Of the refund."""


@dataclass(frozen=True, slots=True)
class TicketView:
    number: str
    sale: str
    kind: Mishap
    opened_at_ms: int
    due_at_ms: int
    """An answer is promised by then."""
    reply: str = ""
    replied_at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Rating:
    """``stars`` 1 to 5, 0 for none yet; ``goods`` by SKU, 1 to 5."""

    stars: int = 0
    tags: tuple[Tag, ...] = ()
    goods: tuple[tuple[str, int], ...] = ()

    def of(self, sku: str) -> int:
        return next((value for one, value in self.goods if one == sku), 0)


NO_RATING = Rating()


@dataclass(frozen=True, slots=True)
class OrderView:
    """One order in full: for who knows its number."""

    sale: SaleView
    opened_at_ms: int
    steps: tuple[StepView, ...]
    rating: Rating = NO_RATING
    tickets: tuple[TicketView, ...] = ()
    can: frozenset[Can] = frozenset()
    asked: tuple[int, ...] = ()
    """Lines in doubt whose customer has said whether they have it."""


@dataclass(frozen=True, slots=True)
class OrdersView:
    """All of it. Parts that did not change stay the same objects."""

    rows: tuple[OrderRow, ...] = ()
    typed: str = ""
    """The end of a number, as far as it was typed."""
    wrong: bool = False
    """No order ends so."""
    locked: bool = False
    """Too many were tried."""
    open: OrderView | None = None
    front: OrderView | None = None
    """The sale on the screen, as an order: what was said about it."""
    ticket: TicketView | None = None
    """The one that has just been made."""
    changing: bool = False
    """The old code is being ended; the goods are back in the cart in a moment."""
    changed: int = 0
    """How often an order went back to the cart: the screen goes there when this grows."""


NO_ORDERS = OrdersView()


class Orders(Protocol):
    """The verbs. Each returns at once; what came of it is in the next ``view``."""

    @property
    def view(self) -> OrdersView: ...

    def subscribe(self, changed: Callable[[], None]) -> None: ...

    def look(self) -> None:
        """The list is about to be shown: read it anew."""

    def type(self, text: str) -> None:
        """The end of a number as typed so far; a whole end opens its order if it fits exactly one."""

    def open(self, number: str) -> None:
        """One's own: of this session, of the member, or one whose end was typed; any other stays shut."""

    def scan(self) -> None:
        """Wait for the receipt's code at the reader; nothing where there is none."""

    def close(self) -> None:
        """Nothing is looked at any more."""

    def own(self, numbers: Sequence[str]) -> None:
        """Orders of the member who is signed in; none when signed out."""

    def cancel(self, number: str) -> None: ...

    def change(self, number: str) -> None: ...

    def rate(self, number: str, stars: int) -> None: ...

    def tag(self, number: str, tag: str) -> None:
        """On, or off again."""

    def rate_product(self, number: str, sku: str, stars: int) -> None: ...

    def got(self, number: str, line: int, has_it: bool) -> None:
        """The customer's own word about a line in doubt."""

    def report(self, kind: str, number: str = "") -> None:
        """Make a ticket; ``number`` empty: about no order."""

    def forget(self) -> None:
        """The session is over."""
