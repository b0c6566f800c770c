"""Order of the goods: the same every time."""

from __future__ import annotations

import pytest

from kiosk.catalog.browse import ALL, Order, browse
from kiosk.catalog.products import Product


def product(sku: str, category: str, price_fen: int, rank: int, added: str) -> Product:
    return Product(sku, {"en": sku}, category, price_fen, sales_rank=rank, added=added)


GOODS = (
    product("a", "tea", 500, 2, "2026-01-01"),
    product("b", "tea", 300, 1, "2026-03-01"),
    product("c", "soda", 300, 3, "2026-02-01"),
    product("d", "soda", 900, 0, ""),
)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.RECOMMENDED, "bcad"),
        (Order.SALES, "bacd"),
        (Order.PRICE_UP, "bcad"),
        (Order.PRICE_DOWN, "dabc"),
        (Order.NEW, "bcad"),
    ],
)
def test_orders(order: Order, expected: str) -> None:
    assert "".join(item.sku for item in browse(GOODS, ALL, order)) == expected


def test_a_category_and_prices_of_today() -> None:
    assert [item.sku for item in browse(GOODS, "tea", Order.PRICE_UP)] == ["b", "a"]
    assert [item.sku for item in browse(GOODS, "tea", Order.PRICE_UP, {"a": 100})] == ["a", "b"]
    assert browse(GOODS, "none") == ()
