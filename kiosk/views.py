"""What the screen is told: one frozen snapshot of all a customer may see, and the verbs it may ask for.

The UI turns these into finished text; it computes nothing about money or motors. A new snapshot replaces
the old one; parts that did not change are the same objects, so ``is`` tells what to redraw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import Shop, Texts
from kiosk.finding.finder import Finder
from kiosk.game.views import Game
from kiosk.members.views import GUEST_VIEW, MemberVerbs, MemberView
from kiosk.pickup.views import Codes
from kiosk.promotions.views import PLAIN, Deals, Explained, OfferView, SavingView
from kiosk.staff.views import StaffDesk

if TYPE_CHECKING:
    from kiosk.help.desk import HelpDesk
    from kiosk.orders.views import Orders


class Mode(StrEnum):
    """What the machine as a whole can do for a customer."""

    STARTING = "starting"
    """Catalogue on screen, services still coming up; taps are kept."""
    SELLING = "selling"
    OFFLINE = "offline"
    """No payment can be offered; browsing and orders still work."""
    OUT_OF_SERVICE = "out_of_service"


class Trouble(StrEnum):
    """Why the machine is not selling; the screen has words for each."""

    NONE = "none"
    NETWORK = "network"
    """The gateway or the cloud cannot be reached."""
    PAYMENT_SETUP = "payment_setup"
    """No wallet is set up or all are refused by their gateway."""
    BOARD = "board"
    """The motor board does not answer."""
    DOOR = "door"
    TEMPERATURE = "temperature"
    """The food-safety cut-off has locked everything."""
    DROP_SENSOR = "drop_sensor"
    """Nobody could see whether goods fall."""
    STORAGE = "storage"
    """The data folder is full, read-only or damaged."""
    NOT_ENROLLED = "not_enrolled"
    SERVICE = "service"
    """Staff are working on the machine."""


@dataclass(frozen=True, slots=True)
class ProductState:
    """The changing part of a product; the rest is in ``shop``."""

    sku: str
    availability: Availability
    stock: int
    """Units that could be sold now, over all its lanes, less what is in the cart."""
    lane: str
    """Label of the lane the next unit comes from."""
    price_fen: int
    list_price_fen: int | None
    best_before: str = ""
    """ISO date of the next unit, empty when unknown."""
    member_price_fen: int | None = None
    """What a member would pay, told to a guest; None: no less."""
    because: str = ""
    """Key of what makes ``price_fen`` less than the list price (``pricing.quote``)."""
    offers: tuple[OfferView, ...] = ()
    """Promotions that hold for it now, the most telling first."""


@dataclass(frozen=True, slots=True)
class CartLine:
    sku: str
    quantity: int
    amount_fen: int
    """After every saving."""
    problem: Availability = Availability.AVAILABLE
    """Anything else: this line can no longer be sold as it stands."""
    can_add: bool = True
    plain_fen: int = 0
    """Before the savings that stand below the basket; 0: nobody has reckoned yet."""


@dataclass(frozen=True, slots=True)
class CartView:
    lines: tuple[CartLine, ...] = ()
    count: int = 0
    total_fen: int = 0
    savings_fen: int = 0
    units_max: int = 6
    full: bool = False
    can_pay: bool = False
    one_at_a_time: bool = False
    """What can be paid with now pays for one item only."""
    why: Explained = PLAIN
    """Each saving, what is near, coupons, points, gifts."""
    was_fen: int = 0
    """Told until the next touch: the total was this, and became ``total_fen`` without anybody's doing."""


class Phase(StrEnum):
    """Where the sale on the screen stands, as the customer understands it."""

    PREPARING = "preparing"
    """The code is being fetched: a skeleton stands in its place."""
    CODE = "code"
    CONFIRM = "confirm"
    """The customer's own code was read: it is being charged, the wallet may ask for a word on the phone."""
    CHECKING = "checking"
    """Time is up or cancel was pressed; the gateway is being asked for the last word."""
    PAID = "paid"
    """Money arrived, the first motor has not started yet."""
    VENDING = "vending"
    SETTLING = "settling"
    """All motors stand still; what is owed is being worked out."""
    RESULT = "result"


class LineFate(StrEnum):
    WAITING = "waiting"
    MOVING = "moving"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not_delivered"
    UNKNOWN = "unknown"


class RefundState(StrEnum):
    DUE = "due"
    """Decided, not yet accepted by the gateway."""
    ON_ITS_WAY = "on_its_way"
    """Accepted by the gateway, not yet confirmed."""
    DONE = "done"
    WITH_STAFF = "with_staff"


class Outcome(StrEnum):
    """How the sale on the result screen ended."""

    OPEN = "open"
    DELIVERED = "delivered"
    PARTLY = "partly"
    NOTHING = "nothing"
    """Paid, nothing fell; all of it goes back."""
    IN_DOUBT = "in_doubt"
    """At least one line is being checked by a person."""
    GIFT_MISSED = "gift_missed"
    """All that was paid for fell; a gift did not, and no refund hangs on it."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUSED = "refused"
    """The gateway would not make an order; nothing was paid."""
    CHECKING = "checking"
    """It is not known yet whether money was taken; it is watched and goes back by itself."""


@dataclass(frozen=True, slots=True)
class SaleLineView:
    index: int
    sku: str
    lane: str
    amount_fen: int
    fate: LineFate
    gift: bool = False
    """Given, not bought."""
    plain_fen: int = 0
    """Before the savings that stand beside the lines; 0: the same."""


@dataclass(frozen=True, slots=True)
class RefundView:
    number: str
    amount_fen: int
    state: RefundState
    method: str = ""
    """By which it was paid, and goes back."""


class MoneyBack(StrEnum):
    """What becomes of money that was put into the till and is not kept."""

    NOTHING = "nothing"
    COMING = "coming"
    GIVEN = "given"
    WITH_STAFF = "with_staff"
    """The tubes cannot pay (all of) it: a person will."""
    CHECKING = "checking"
    """Nobody knows how much of it came out."""


@dataclass(frozen=True, slots=True)
class TillView:
    """The till's part of a sale: what is in, what may be put in, what comes back."""

    shows: str = ""
    """What to pay by now: ``money``, ``reader``, or empty for neither."""
    is_up: bool = True
    inserted_fen: int = 0
    missing_fen: int = 0
    coins_fen: tuple[int, ...] = ()
    """Values that are taken now, ascending."""
    bills_fen: tuple[int, ...] = ()
    exact: bool = False
    """Larger than what is missing is not taken: there is no change for it."""
    back: MoneyBack = MoneyBack.NOTHING
    back_fen: int = 0
    """All that is to come out, refunds excepted: they are the sale's."""
    given_fen: int = 0
    """How much of it is out already."""
    is_change: bool = False
    """It is what was put in beyond the price."""
    denied: bool = False
    """No card was accepted so far; another may be tried."""


NO_TILL = TillView()


@dataclass(frozen=True, slots=True)
class SaleView:
    """The one sale the screen belongs to."""

    number: str
    stage: str
    """The stage's name in the books, for the control socket and the technician."""
    phase: Phase
    method: str
    methods: tuple[str, ...]
    """Wallets that can be chosen now, in the order to show them."""
    code: str
    """Text to draw as a QR code; empty while there is none."""
    amount_fen: int
    lines: tuple[SaleLineView, ...]
    refunds: tuple[RefundView, ...]
    outcome: Outcome
    ends_at_ms: int
    """By the monotonic clock: when this phase ends by itself; 0 when it does not."""
    span_ms: int
    """The full length of the countdown that ends at ``ends_at_ms``."""
    can_cancel: bool
    can_extend: bool
    truth_url: str = ""
    """Address of the order's page for the phone; empty when there is no cloud."""
    notice: str = ""
    """A message key: e.g. ``price_changed``, ``last_second``, ``paid_twice``; empty for none."""
    till: TillView = NO_TILL
    savings: tuple[SavingView, ...] = ()
    """What the quote took off, one by one."""
    own_codes: tuple[str, ...] = ()
    """Wallets whose own code may be held before the reader now; empty: that is not offered."""


@dataclass(frozen=True, slots=True)
class KioskView:
    shop: Shop
    mode: Mode
    trouble: Trouble
    since_s: int
    """UTC seconds since when the mode has been what it is."""
    network_up: bool
    board_up: bool
    test_money: bool
    """A gateway that takes no real money is configured: the banner must be on every screen."""
    temperature_c: int | None
    products: dict[str, ProductState]
    cart: CartView
    sale: SaleView | None
    """None when the screen is free for shopping. Sales that are watched or refunded in the background
    are not here."""
    methods: tuple[str, ...] = ()
    """The wallets that can be paid with now, in the order they are offered."""
    reader_up: bool | None = None
    """A code reader can read codes now; None: the machine has none."""
    aside: str = ""
    """A message key: said once beside the goods, about a sale that has just left the screen."""
    member: MemberView = GUEST_VIEW
    """Who has signed in, and how far it is."""
    promoted: tuple[OfferView, ...] = ()
    """Promotions that hold now for who shops, the most important first."""
    earlier: SaleView | None = None
    """An unfinished sale from before a restart, told once so that its customer is not left alone."""
    hatches: Mapping[str, Texts] = field(default_factory=dict)
    """Where the goods of a lane are taken, by its label, where that has a name: the end of "take it from"."""


class Shopping(Protocol):
    """The verbs of the customer's screen. Each returns at once and never raises for what the world does;
    what came of it is in the next snapshot."""

    @property
    def view(self) -> KioskView: ...

    @property
    def finder(self) -> Finder:
        """What the search screen asks."""

    @property
    def members(self) -> MemberVerbs:
        """Signing in and out."""

    @property
    def deals(self) -> Deals:
        """What the customer may choose about the cart's price."""

    @property
    def staff(self) -> StaffDesk:
        """The room behind the shop."""

    @property
    def game(self) -> Game:
        """The draw, where there is one."""

    @property
    def pickup(self) -> Codes:
        """How the pick-up code fares that was typed last."""

    def redeem(self, code: str) -> None:
        """A pick-up code of eight digits was typed."""

    def subscribe(self, changed: Callable[[], None]) -> None:
        """``changed`` is called on the loop's thread after each new snapshot."""

    @property
    def orders(self) -> Orders:
        """Orders looked up again, rated, complained of."""

    @property
    def help(self) -> HelpDesk:
        """Answers to what people ask."""

    def monotonic_ms(self) -> int:
        """The clock ``ends_at_ms`` is measured by."""

    def add(self, sku: str) -> None: ...

    def remove(self, sku: str) -> None:
        """One unit less."""

    def discard(self, sku: str) -> None:
        """The whole line."""

    def clear_cart(self) -> None: ...

    def buy_now(self, sku: str) -> None:
        """Put one in the cart if it is not there, and pay."""

    def pay(self) -> None:
        """Start paying for the cart by the method offered first."""

    def choose_method(self, method: str) -> None: ...

    def cancel(self) -> None: ...

    def more_time(self) -> None: ...

    def done(self) -> None:
        """Leave the result (or the notice of an earlier sale)."""

    def picture_broken(self, path: str, why: str) -> None:
        """A picture of the shop cannot be shown; a placeholder stands there. For staff, once."""

    def reset_session(self) -> None:
        """The customer went away: the cart is emptied. Ignored while a sale is on the screen."""
