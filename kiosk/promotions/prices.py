"""What everything costs now, and why: the one quote of the cart, and the price on every card.

Prices are asked for at every look at the machine, many times a sale; so each answer is kept until something
it was made of has changed: the units, the rules, the minute, the customer, their choice, what was used.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.catalog.products import Lane, Product, Shop
from kiosk.front.order import want
from kiosk.pricing.engine import price
from kiosk.pricing.moment import Moment
from kiosk.pricing.occasion import COUPONS_MAX, GUEST, Choice, Customer, HeldCoupon, Occasion, Want
from kiosk.pricing.quote import REDUCED, Quote
from kiosk.pricing.rulebook import Rulebook, rulebook
from kiosk.pricing.rules import Bundle, Gift, Layer, NthUnit, Promotion, Rules
from kiosk.promotions.published import Published
from kiosk.promotions.telling import explained, offer, offers, points_view
from kiosk.promotions.uses import Uses
from kiosk.promotions.views import Explained, OfferView
from kiosk.sale.state import LINES_MAX
from kiosk.views import CartView, ProductState

log = logging.getLogger(__name__)

SetOf = tuple[object, ...]
"""All that an answer was made of."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One product's price on its card, for one more unit."""

    price_fen: int
    list_fen: int
    """Struck through when above ``price_fen``."""
    because: str
    """Key of the greatest saving on it (``pricing.quote``)."""
    member_fen: int | None
    """What a member would pay, told to a guest."""
    offers: tuple[OfferView, ...]


class Prices:
    """Belongs to the loop's thread. ``moment``: now, in the machine's own zone."""

    def __init__(
        self,
        shop: Shop,
        currency: str,
        moment: Callable[[], Moment],
        uses: Uses,
    ) -> None:
        self._shop = shop
        self._currency = currency
        self._moment = moment
        self._uses = uses
        self._published = Published()
        self._shelf = self._published.book
        self._limited_rules: tuple[Promotion, ...] = ()
        self._capped: frozenset[str] = frozenset()
        self._given: frozenset[str] = frozenset()
        self._customer, self.customer_key = GUEST, ""
        self._served = GUEST
        self._given_coupon: tuple[HeldCoupon, ...] = ()
        self._choice = Choice()
        self._quotes: dict[SetOf, Quote] = {}
        self._tags: Mapping[str, Tag] = {}
        self._tags_of: SetOf = ()
        self._beside: tuple[SetOf, Mapping[str, Tag]] = ((), {})
        self._holding: tuple[Moment, str, tuple[bool, ...]] | None = None
        self._shown: dict[str, tuple[ProductState, Tag, ProductState]] = {}
        """Each product as it was last asked about, its price, and the answer."""

    # --- what is published, who shops ----------------------------------------------------------------

    @property
    def book(self) -> Rulebook:
        return self._published.book

    @property
    def published(self) -> Published:
        return self._published

    def publish(self, published: Published) -> None:
        """Other rules hold from now on; what the cart costs by them is told like any change."""
        self._published = published
        rules = published.book.promotions
        self._shelf = rulebook(Rules(tuple(promotion for promotion in rules if _on_the_card(promotion))))
        self._limited_rules = tuple(one for one in self._shelf.promotions if one.caps.left(0, 0) < LINES_MAX)
        self._capped = frozenset(one.id for one in rules if one.caps.stock or one.caps.per_customer)
        self._given = frozenset(one.action.sku for one in rules if isinstance(one.action, Gift))
        log.info("price rules %s: %d promotions", published.book.version, len(rules))

    def serve(self, customer: Customer, key: str = "") -> None:
        """Who shops: a member by ``key``, for whom uses are counted; a guest again when they leave."""
        self._served, self.customer_key = customer, key
        self._customer = _holding(customer, self._given_coupon)
        self._choice = Choice()

    def give(self, coupon: str, code: str) -> bool:
        """Whoever shops holds one more coupon, of id ``coupon``; empty: not any more. False: as before."""
        given = (HeldCoupon(code, coupon),) if coupon else ()
        is_new = given != self._given_coupon
        self._given_coupon, self._customer = given, _holding(self._served, given)
        return is_new

    def choose_coupon(self, code: str | None) -> None:
        self._choice = replace(self._choice, coupon=code)

    def spend_points(self, spend: bool) -> None:
        self._choice = replace(self._choice, spend_points=spend)

    def forget_choice(self) -> None:
        self._choice = Choice()

    # --- the cart ------------------------------------------------------------------------------------

    def gives(self, sku: str) -> bool:
        """Some promotion gives it away: a spare one is of interest."""
        return sku in self._given

    def quote(self, lanes: Sequence[Lane], spare: Sequence[Lane]) -> Quote | None:
        """One unit out of each of ``lanes``; gifts out of ``spare``. None: something has no price."""
        return self._quote(self._wants(lanes), self._spare(spare, len(lanes)), self._choice)

    def explain(self, cart: CartView, lanes: Sequence[Lane], spare: Sequence[Lane]) -> CartView:
        """``cart`` with what its quote says: each line's amount, the total, and why."""
        quote = self.quote(lanes, spare)
        if quote is None:
            return replace(cart, can_pay=False)
        amounts: dict[str, int] = {}
        plain: dict[str, int] = {}
        for line in quote.lines:
            if not line.gift_of:
                amounts[line.sku] = amounts.get(line.sku, 0) + line.amount_fen
                below_fen = sum(share.fen for share in line.savings if share.key != REDUCED)
                plain[line.sku] = plain.get(line.sku, 0) + line.amount_fen + below_fen
        bought = [line for line in quote.lines if not line.gift_of]
        return replace(
            cart,
            lines=tuple(
                replace(line, amount_fen=amounts[line.sku], plain_fen=plain[line.sku]) for line in cart.lines
            ),
            total_fen=quote.total_fen,
            savings_fen=sum(line.list_fen - line.amount_fen for line in bought),
            why=self._explained(quote, lanes, spare),
        )

    def _explained(self, quote: Quote, lanes: Sequence[Lane], spare: Sequence[Lane]) -> Explained:
        wants = self._wants(lanes)
        told = explained(quote, self.book, self._occasion(self._choice), wants)
        if not self._customer.is_member:
            return told
        on = self._quote(wants, self._spare(spare, len(lanes)), replace(self._choice, spend_points=True))
        if on is None:
            return told
        return replace(told, points=points_view(self._customer, on, self._choice.spend_points, quote))

    def _quote(self, wants: tuple[Want, ...], spare: tuple[Want, ...], choice: Choice) -> Quote | None:
        if not wants or any(one.price_fen < 1 for one in wants):
            return None
        made_of: SetOf = (wants, spare, choice, *self._state())
        if made_of not in self._quotes:
            if len(self._quotes) >= 4:  # this one and the last few: with and without points
                self._quotes.clear()
            occasion = self._occasion(choice, spare)
            self._quotes[made_of] = price(wants, self._currency, self.book, occasion)
        return self._quotes[made_of]

    def _wants(self, lanes: Sequence[Lane]) -> tuple[Want, ...]:
        return tuple(want(self._shop, lane) for lane in lanes)

    def _spare(self, lanes: Sequence[Lane], count: int) -> tuple[Want, ...]:
        return self._wants(lanes[: max(0, LINES_MAX - count)])

    def _occasion(self, choice: Choice, spare: tuple[Want, ...] = ()) -> Occasion:
        return Occasion(
            moment=self._moment(),
            customer=self._customer,
            choice=choice,
            used_by_customer=self._uses.by_customer(self.customer_key),
            used_by_all=self._uses.by_all,
            spare=spare,
        )

    def _state(self) -> SetOf:
        """What every answer depends on besides its units."""
        return (
            self.book.version,
            self._moment(),
            self._customer,
            _counted(self._uses.by_all, self._capped),
            _counted(self._uses.by_customer(self.customer_key), self._capped),
        )

    def _holds_now(self) -> tuple[bool, ...]:
        """For each promotion: is this one of its hours? Cards change with these, not with every minute."""
        moment, version = self._moment(), self.book.version
        if self._holding is None or self._holding[:2] != (moment, version):
            holds = tuple(one.window.holds(moment) for one in self.book.promotions)
            self._holding = moment, version, holds
        return self._holding[2]

    # --- the shelves ---------------------------------------------------------------------------------

    def on_shelves(
        self, states: Mapping[str, ProductState], lanes: Sequence[Lane]
    ) -> dict[str, ProductState]:
        """Every product with what one more unit would cost now beside ``lanes``, those of the cart."""
        found = self._tags_beside(self._wants(lanes))
        return {
            sku: self._as_shown(state, found[sku]) if sku in found else state for sku, state in states.items()
        }

    def _as_shown(self, state: ProductState, tag: Tag) -> ProductState:
        """The same object as long as nothing about it has changed: this is asked many times a sale."""
        known = self._shown.get(state.sku)
        if known is None or known[1] is not tag or known[0] != state:
            known = self._shown[state.sku] = state, tag, _tagged(state, tag)
        return known[2]

    def promoted(self) -> tuple[OfferView, ...]:
        """Every promotion that holds for this customer now, those of higher priority first."""
        occasion = self._occasion(Choice())
        row = sorted(self.book.promotions, key=lambda promotion: (-promotion.priority, promotion.id))
        return tuple(offer(promotion, occasion) for promotion in row if _holds(promotion, occasion))

    def _all_tags(self) -> Mapping[str, Tag]:
        """Of every product, as if the cart were empty."""
        version, _, customer, *used = self._state()
        made_of: SetOf = (version, self._moment().date, self._holds_now(), customer, *used)
        if made_of != self._tags_of:
            occasion = self._occasion(Choice(coupon=""))
            known: dict[str, OfferView] = {}
            self._tags = {
                product.sku: self._tag(product, occasion, known)
                for product in self._shop.products
                if product.price_fen > 0
            }
            self._tags_of = made_of
        return self._tags

    def _tags_beside(self, cart: tuple[Want, ...]) -> Mapping[str, Tag]:
        """The same beside ``cart``: what it uses up of a limit costs others its ordinary price."""
        tags, taken = self._all_tags(), self._limited(cart)
        if not taken:
            return tags
        if (self._tags_of, taken) != self._beside[0]:
            occasion = self._occasion(Choice(coupon=""))
            taken_fen = price(taken, self._currency, self._shelf, occasion).total_fen
            changed = {}
            for product in self._shop.products:
                unit = _unit(product)
                if product.sku in tags and self._limited((unit,)):
                    with_it = price([unit, *taken], self._currency, self._shelf, occasion)
                    fen, tag = with_it.total_fen - taken_fen, tags[product.sku]
                    changed[product.sku] = (
                        tag if fen == tag.price_fen else replace(tag, price_fen=fen, because="")
                    )
            self._beside = (self._tags_of, taken), {**tags, **changed}
        return self._beside[1]

    def _limited(self, cart: tuple[Want, ...]) -> tuple[Want, ...]:
        """Of the cart, the units that use up what others could have: all else leaves the cards alone."""
        return tuple(one for one in cart if any(rule.scope.covers(one) for rule in self._limited_rules))

    def _tag(self, product: Product, occasion: Occasion, known: dict[str, OfferView]) -> Tag:
        """``known``: what was said of each promotion so far."""
        unit = _unit(product)
        line = price([unit], self._currency, self._shelf, occasion).lines[0]
        member_fen = product.member_price_fen or 0
        told_member = not self._customer.is_member and 0 < member_fen < line.amount_fen
        return Tag(
            price_fen=line.amount_fen,
            list_fen=max(product.list_price_fen or 0, product.price_fen),
            because=line.because,
            member_fen=member_fen if told_member else None,
            offers=offers(self.book, unit, occasion, known),
        )


def _holding(customer: Customer, given: tuple[HeldCoupon, ...]) -> Customer:
    return replace(customer, coupons=(*customer.coupons[: COUPONS_MAX - len(given)], *given))


def _on_the_card(promotion: Promotion) -> bool:
    """It gives one unit another price, whatever else is bought."""
    return promotion.layer is Layer.PRICE and not isinstance(promotion.action, NthUnit | Bundle)


def _holds(promotion: Promotion, occasion: Occasion) -> bool:
    fits = promotion.audience.fits(occasion.customer, occasion.moment)
    used_by_customer = occasion.used_by_customer.get(promotion.id, 0)
    left = promotion.caps.left(used_by_customer, occasion.used_by_all.get(promotion.id, 0))
    return fits and left > 0 and promotion.window.holds(occasion.moment)


def _unit(product: Product) -> Want:
    """One more, from whichever lane: on a card the lane changes nothing."""
    return Want(
        product.sku,
        "",
        0,
        product.price_fen,
        product.list_price_fen or 0,
        product.category,
        product.member_price_fen,
    )


def _tagged(state: ProductState, tag: Tag) -> ProductState:
    return replace(
        state,
        price_fen=tag.price_fen,
        list_price_fen=tag.list_fen if tag.list_fen > tag.price_fen else None,
        member_price_fen=tag.member_fen,
        because=tag.because,
        offers=tag.offers,
    )


def _counted(used: Mapping[str, int], capped: frozenset[str]) -> tuple[tuple[str, int], ...]:
    """Uses that a limit looks at."""
    return tuple(sorted((promotion, uses) for promotion, uses in used.items() if promotion in capped))
