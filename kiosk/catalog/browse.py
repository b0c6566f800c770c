"""Which products a page of the shop shows, and in which order. Pure and stable: the same every time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum

from kiosk.catalog.products import Product

ALL = "all"
"""The category that holds every product."""
_UNRANKED = 1_000_000


class Order(StrEnum):
    RECOMMENDED = "recommended"
    """Best sellers of every category in turn, so that the first page shows something of everything."""
    SALES = "sales"
    PRICE_UP = "price_up"
    PRICE_DOWN = "price_down"
    NEW = "new"


def browse(
    products: Sequence[Product],
    category: str = ALL,
    order: Order = Order.RECOMMENDED,
    prices_fen: Mapping[str, int] | None = None,
) -> tuple[Product, ...]:
    """Products of ``category`` in ``order``. ``prices_fen`` by sku, where they differ from the products' own.
    Equal ones stay in the order of the shop."""
    shown = [product for product in products if category in (ALL, product.category)]
    if order is Order.RECOMMENDED:
        return _in_turn(shown)
    now_fen = prices_fen or {}
    if order is Order.SALES:
        shown.sort(key=_rank)
    elif order is Order.NEW:
        shown.sort(key=lambda product: product.added, reverse=True)
    else:
        shown.sort(
            key=lambda product: now_fen.get(product.sku, product.price_fen),
            reverse=order is Order.PRICE_DOWN,
        )
    return tuple(shown)


def _rank(product: Product) -> int:
    return product.sales_rank or _UNRANKED


def _in_turn(products: Sequence[Product]) -> tuple[Product, ...]:
    ranked = sorted(products, key=_rank)
    seen: defaultdict[str, int] = defaultdict(int)
    rounds: list[tuple[int, int]] = []
    for place, product in enumerate(ranked):
        rounds.append((seen[product.category], place))
        seen[product.category] += 1
    return tuple(ranked[place] for _, place in sorted(rounds))
