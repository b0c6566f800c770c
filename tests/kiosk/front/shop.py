"""A shop of three products on four lanes."""

from __future__ import annotations

from kiosk.catalog.products import Category, Lane, Operator, Product, Shop

TEA = Product("tea", {"zh_CN": "茶", "en": "Tea"}, "drinks", 450)
COLA = Product("cola", {"zh_CN": "可乐", "en": "Cola"}, "drinks", 300, list_price_fen=350)
FREE = Product("free", {"en": "No price yet"}, "drinks", 0)

SHOP = Shop(
    names={"en": "Shop"},
    sites={"en": "Here"},
    operator=Operator({"en": "Somebody"}),
    categories=(Category("drinks", {"en": "Drinks"}),),
    products=(TEA, COLA, FREE),
    lanes=(
        Lane("A1", 1, "tea", 8, 2),
        Lane("A2", 2, "cola", 8, 8),
        Lane("A3", 3, "tea", 8, 5, best_before="2026-09-30"),
        Lane("A4", 4, "free", 8, 5),
    ),
)
