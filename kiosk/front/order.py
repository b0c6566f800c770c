"""From a basket to a sale: priced once, frozen, described. Pure, but for the token's random bits."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from kiosk.catalog.products import Lane, Product, Shop, in_language
from kiosk.errors import BugError
from kiosk.members.booking import signed
from kiosk.pricing.occasion import Want
from kiosk.pricing.quote import Quote
from kiosk.pricing.quote_json import quote_json
from kiosk.sale.state import Line, open_sale
from kiosk.vend.live import Live

TRUTH_TOKEN_BYTES = 18
"""144 random bits: an order page's address cannot be guessed."""
DESCRIPTION_MAX_BYTES = 120
"""Gateways take 127 bytes (payments.md 1.2)."""


def want(shop: Shop, lane: Lane) -> Want:
    """The next unit of ``lane``, as the rules look at it."""
    product = _product(shop, lane.sku)
    return Want(
        sku=lane.sku,
        lane=lane.label,
        motor=lane.motor,
        price_fen=product.price_fen,
        list_price_fen=product.list_price_fen or 0,
        category=product.category,
        member_price_fen=product.member_price_fen,
    )


def new_sale(shop: Shop, quote: Quote, number: str, now_ms: int, language: str, customer: str = "") -> Live:
    """The sale of ``quote``, not yet stored. ``now_ms`` is UTC; ``language`` is the receipt's; ``customer``:
    the member whose uses of promotions it counts for."""
    lines = tuple(
        Line(index, line.sku, line.lane, line.motor, line.amount_fen, gift=bool(line.gift_of))
        for index, line in enumerate(quote.lines)
    )
    return Live(
        sale=open_sale(number, lines, quote.currency),
        opened_at_ms=now_ms,
        truth_token=secrets.token_urlsafe(TRUTH_TOKEN_BYTES),
        names={line.sku: _product(shop, line.sku).names for line in quote.lines},
        description=description(shop, [line.sku for line in quote.lines], language),
        quote=signed(quote_json(quote), customer),
        customer=customer,
    )


def description(shop: Shop, skus: Sequence[str], language: str) -> str:
    """What the customer reads on the phone: the first product and how many more; whole characters only."""
    name = in_language(_product(shop, skus[0]).names, language)
    more = f" +{len(skus) - 1}" if len(skus) > 1 else ""
    room_bytes = DESCRIPTION_MAX_BYTES - len(more)
    return name.encode()[:room_bytes].decode(errors="ignore") + more


def _product(shop: Shop, sku: str) -> Product:
    product = shop.product(sku)
    if product is None:
        raise BugError(f"{sku} was sold but is not in the shop")
    return product
