"""What a merchant may promise, as data: whom, when and what for + an action + priority + limits. Values.

Whatever could make a wrong price cannot be built: every value checks itself and raises ``ValueError`` with a
sentence that follows the rule's name (``rules_file`` leaves such a rule out and says so).
Percents say what is still paid, as in 八折: 80. Amounts are whole fen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from kiosk.money import AMOUNT_MAX_FEN
from kiosk.pricing.moment import ANY_TIME, Moment, Window, is_leap
from kiosk.pricing.occasion import Customer, Want

NTH_MAX = 10
PARTS_MAX = 6
COUNT_MAX = 20
"""Of units that one action counts: no basket holds more (``kiosk.sale.state.LINES_MAX``)."""
TIMES_MAX = 10
PRIORITY_MAX = 1_000
USES_MAX = 1_000_000_000


def _need(holds: bool, text: str) -> None:
    if not holds:
        raise ValueError(text)


def _need_between(what: str, value: int, least: int, most: int) -> None:
    _need(type(value) is int and least <= value <= most, f"{what} must be from {least} to {most}")


# --- for whom, for what, how often -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scope:
    """Which goods. No product and no category named: all; ``but_skus`` are left out in any case."""

    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    but_skus: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        return not self.skus and not self.categories

    def covers(self, want: Want) -> bool:
        if want.sku in self.but_skus:
            return False
        return self.is_everything or want.sku in self.skus or want.category in self.categories


EVERYTHING = Scope()


class Who(StrEnum):
    EVERYONE = "everyone"
    MEMBERS = "members"
    GUESTS = "guests"


class Birthday(StrEnum):
    ANY_DAY = ""
    DAY = "day"
    """On the day itself; who was born on 29 February has it on the 28th in other years."""
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Audience:
    who: Who = Who.EVERYONE
    levels: tuple[str, ...] = ()
    newcomer: bool = False
    birthday: Birthday = Birthday.ANY_DAY

    def __post_init__(self) -> None:
        personal = self.levels or self.newcomer or self.birthday
        _need(not (personal and self.who is Who.GUESTS), "guests have no level, birthday or first purchase")

    def fits(self, customer: Customer, moment: Moment) -> bool:
        if self.who is Who.MEMBERS and not customer.is_member:
            return False
        if self.who is Who.GUESTS and customer.is_member:
            return False
        if self.levels and customer.level not in self.levels:
            return False
        if self.newcomer and not customer.is_newcomer:
            return False
        return self.birthday is Birthday.ANY_DAY or _has_birthday(self.birthday, customer, moment)


def _has_birthday(kind: Birthday, customer: Customer, moment: Moment) -> bool:
    if not customer.birthday:
        return False
    month, day = (int(part) for part in customer.birthday.split("-"))
    if (month, day) == (2, 29) and not is_leap(moment.day.year):
        day = 28
    is_month = month == moment.day.month
    return is_month and (kind is Birthday.MONTH or day == moment.day.month_day)


ALL_PEOPLE = Audience()


@dataclass(frozen=True, slots=True)
class Caps:
    """How often, None: not limited. A use is a unit at its new price, a set of a bundle, a group of 第N件, a
    step of 满减, a gift."""

    per_sale: int | None = None
    per_customer: int | None = None
    """Over all sales; of somebody unknown only this sale is known."""
    stock: int | None = None
    """Over all sales and customers."""
    saving_max_fen: int | None = None
    """Of one sale (封顶)."""

    def __post_init__(self) -> None:
        for what, value in (
            ("per_sale", self.per_sale),
            ("per_customer", self.per_customer),
            ("stock", self.stock),
        ):
            if value is not None:
                _need_between(what, value, 1, USES_MAX)
        if self.saving_max_fen is not None:
            _need_between("saving_max_fen", self.saving_max_fen, 1, AMOUNT_MAX_FEN)

    def left(self, used_by_customer: int, used_by_all: int) -> int:
        """Uses that this sale may still make of it."""
        limits = [
            USES_MAX if self.per_sale is None else self.per_sale,
            USES_MAX if self.per_customer is None else self.per_customer - used_by_customer,
            USES_MAX if self.stock is None else self.stock - used_by_all,
        ]
        return max(0, min(limits))


NO_CAPS = Caps()


# --- actions -----------------------------------------------------------------------------------------


class Layer(IntEnum):
    """One after another; each unit serves at most once in each."""

    PRICE = 1
    """Prices of units and sets."""
    TOTAL = 2
    """满减, on what the units cost after PRICE."""
    GIFT = 3
    POINTS = 4
    """Costs nothing: nothing is used up."""


@dataclass(frozen=True, slots=True)
class PayPercent:
    """折扣: each unit at ``percent`` of its price, halves up, never below 1 fen."""

    percent: int

    def __post_init__(self) -> None:
        _need_between("percent", self.percent, 1, 99)


@dataclass(frozen=True, slots=True)
class AmountOff:
    """立减: each unit ``off_fen`` less, never below 1 fen."""

    off_fen: int

    def __post_init__(self) -> None:
        _need_between("off_fen", self.off_fen, 1, AMOUNT_MAX_FEN)


@dataclass(frozen=True, slots=True)
class FixedPrice:
    """特价: each unit at ``price_fen`` where that is less."""

    price_fen: int

    def __post_init__(self) -> None:
        _need_between("price_fen", self.price_fen, 1, AMOUNT_MAX_FEN)


@dataclass(frozen=True, slots=True)
class FlashPrice:
    """限时秒杀: a price as above, for as long as its stock lasts."""

    price_fen: int

    def __post_init__(self) -> None:
        _need_between("price_fen", self.price_fen, 1, AMOUNT_MAX_FEN)


@dataclass(frozen=True, slots=True)
class NthUnit:
    """第N件: dearest first in groups of ``nth``; the last of each group costs ``percent`` of its price (0:
    nothing). ``same_product``: groups of one product each, otherwise over the whole scope."""

    nth: int
    percent: int
    same_product: bool = True

    def __post_init__(self) -> None:
        _need_between("nth", self.nth, 2, NTH_MAX)
        _need_between("percent", self.percent, 0, 99)


@dataclass(frozen=True, slots=True)
class Part:
    scope: Scope
    count: int = 1

    def __post_init__(self) -> None:
        _need_between("count", self.count, 1, COUNT_MAX)

    def breadth(self) -> tuple[bool, int, int]:
        """The smaller, the fewer goods there are for it."""
        return self.scope.is_everything, len(self.scope.categories), len(self.scope.skus)


@dataclass(frozen=True, slots=True)
class Bundle:
    """套餐: one set of all parts for ``price_fen`` where that is less; of each part the dearest units."""

    parts: tuple[Part, ...]
    price_fen: int
    in_turn: tuple[Part, ...] = field(init=False, repr=False, compare=False)
    """The order in which parts choose: those for few products, for a category, for everything; so that a part
    for anything does not take the one product that another part needs."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "in_turn", tuple(sorted(self.parts, key=Part.breadth)))
        _need_between("the number of parts", len(self.parts), 1, PARTS_MAX)
        _need(sum(part.count for part in self.parts) >= 2, "a bundle needs two units or more")
        _need_between("price_fen", self.price_fen, 1, AMOUNT_MAX_FEN)


@dataclass(frozen=True, slots=True)
class Threshold:
    """满减: from ``at_fen`` on ``off_fen`` less; ``each``: for every full ``at_fen`` (每满减)."""

    at_fen: int
    off_fen: int
    each: bool = False

    def __post_init__(self) -> None:
        _need_between("at_fen", self.at_fen, 1, AMOUNT_MAX_FEN)
        _need_between("off_fen", self.off_fen, 1, AMOUNT_MAX_FEN)
        _need(self.off_fen < self.at_fen, "off_fen must be below at_fen")


@dataclass(frozen=True, slots=True)
class Gift:
    """赠品: ``count`` units of ``sku`` for ``buy_units`` units, or from ``at_fen`` on (one of the two).
    ``each``: for every full one."""

    sku: str
    count: int = 1
    buy_units: int = 0
    at_fen: int = 0
    each: bool = False

    def __post_init__(self) -> None:
        _need(bool(self.sku), "a gift names its product")
        _need_between("count", self.count, 1, COUNT_MAX)
        _need_between("buy_units", self.buy_units, 0, COUNT_MAX)
        _need_between("at_fen", self.at_fen, 0, AMOUNT_MAX_FEN)
        _need(bool(self.buy_units) != bool(self.at_fen), "a gift is for buy_units or from at_fen on")


@dataclass(frozen=True, slots=True)
class TimesPoints:
    """双倍积分. Of several the greatest counts; they never multiply one another."""

    times: int

    def __post_init__(self) -> None:
        _need_between("times", self.times, 2, TIMES_MAX)


Action = PayPercent | AmountOff | FixedPrice | FlashPrice | NthUnit | Bundle | Threshold | Gift | TimesPoints

KINDS: Mapping[type[Action], tuple[str, Layer]] = {
    PayPercent: ("discount", Layer.PRICE),
    AmountOff: ("amount_off", Layer.PRICE),
    FixedPrice: ("fixed_price", Layer.PRICE),
    FlashPrice: ("flash_sale", Layer.PRICE),
    NthUnit: ("nth_unit", Layer.PRICE),
    Bundle: ("bundle", Layer.PRICE),
    Threshold: ("threshold", Layer.TOTAL),
    Gift: ("gift", Layer.GIFT),
    TimesPoints: ("times_points", Layer.POINTS),
}
"""The word for each action, in files and as the key of its message; and where in the reckoning it stands."""


# --- rules -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Promotion:
    id: str
    action: Action
    names: Mapping[str, str] = field(default_factory=dict)
    """The merchant's own title by language."""
    scope: Scope = EVERYTHING
    """Of a bundle: the parts name theirs, this stays everything."""
    audience: Audience = ALL_PEOPLE
    window: Window = ANY_TIME
    priority: int = 0
    """Higher goes first. Of equal ones whichever saves the customer more; then by id."""
    group: str = ""
    """互斥组: of one group at most one promotion serves in a sale."""
    alone: bool = False
    """不与其他促销同享: takes only units that no other promotion has touched, and leaves them to none."""
    caps: Caps = NO_CAPS
    kind: str = field(init=False, repr=False, compare=False)
    layer: Layer = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        kind, layer = KINDS[type(self.action)]
        object.__setattr__(self, "kind", kind)
        object.__setattr__(self, "layer", layer)
        _need(bool(self.id), "a promotion has an id")
        _need_between("priority", self.priority, -PRIORITY_MAX, PRIORITY_MAX)
        is_flash = isinstance(self.action, FlashPrice)
        _need(not is_flash or self.caps.stock is not None, "a flash sale has a stock")
        _need(not is_flash or bool(self.window.until_date), "a flash sale has an until_date")
        is_bundle = isinstance(self.action, Bundle)
        _need(not is_bundle or self.scope == EVERYTHING, "a bundle's parts name its goods")

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """Together: every unit it could look at."""
        if isinstance(self.action, Bundle):
            return tuple(part.scope for part in self.action.parts)
        return (self.scope,)


@dataclass(frozen=True, slots=True)
class Coupon:
    """What all coupons of one issue promise; customers hold them by code (``HeldCoupon``)."""

    id: str
    action: Threshold | PayPercent
    names: Mapping[str, str] = field(default_factory=dict)
    scope: Scope = EVERYTHING
    audience: Audience = ALL_PEOPLE
    window: Window = ANY_TIME
    with_promotions: bool = True
    """False: counts only units that no promotion has touched."""
    adds: bool = False
    """可叠加: goes along with the one coupon of a sale. Otherwise one coupon a sale."""
    saving_max_fen: int | None = None

    def __post_init__(self) -> None:
        _need(bool(self.id), "a coupon has an id")
        if self.saving_max_fen is not None:
            _need_between("saving_max_fen", self.saving_max_fen, 1, AMOUNT_MAX_FEN)


@dataclass(frozen=True, slots=True)
class PointsScheme:
    """积分: ``earn_points`` for every ``earn_per_fen`` paid; ``spend_points`` are worth ``spend_worth_fen``
    and are spent in such steps, up to ``spend_percent_max`` of what the basket costs."""

    earn_points: int = 1
    earn_per_fen: int = 100
    spend_points: int = 100
    spend_worth_fen: int = 100
    spend_percent_max: int = 100

    def __post_init__(self) -> None:
        _need_between("earn_points", self.earn_points, 0, 1_000)
        _need_between("earn_per_fen", self.earn_per_fen, 1, AMOUNT_MAX_FEN)
        _need_between("spend_points", self.spend_points, 1, AMOUNT_MAX_FEN)
        _need_between("spend_worth_fen", self.spend_worth_fen, 1, AMOUNT_MAX_FEN)
        _need_between("spend_percent_max", self.spend_percent_max, 0, 100)


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a merchant has published. The order says nothing."""

    promotions: tuple[Promotion, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    points: PointsScheme | None = None

    def __post_init__(self) -> None:
        for found in (
            [promotion.id for promotion in self.promotions],
            [coupon.id for coupon in self.coupons],
        ):
            _need(len(found) == len(set(found)), "two rules have the same id")
