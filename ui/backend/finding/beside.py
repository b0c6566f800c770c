"""Cards of what goes well with something: with the product that is looked at, with the whole cart."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.catalog.recommend import Reason, Suggestion
from kiosk.finding.adviser import BESIDE_MAX, Adviser
from kiosk.views import KioskView
from ui.backend.catalogue import CardRow, card


def beside(view: KioskView, skus: Sequence[str], adviser: Adviser | None) -> tuple[Suggestion, ...]:
    """Asked once for what is looked at, so that nothing changes places while somebody reads. Without an
    adviser: what the shop itself says."""
    if adviser is not None:
        return adviser.beside(view.shop, view.products, skus)
    found = [product for product in map(view.shop.product, skus) if product is not None]
    said = [other for product in found for other in product.goes_with if other not in skus]
    return tuple(Suggestion(sku, Reason.SUITS) for sku in dict.fromkeys(said))


def companions(view: KioskView, suggestions: Sequence[Suggestion], language: str) -> list[CardRow]:
    """Those of ``suggestions`` that can be bought now, each with its reason."""
    lines = {line.sku: line for line in view.cart.lines}
    rows = []
    for one in suggestions:
        product, state = view.shop.product(one.sku), view.products.get(one.sku)
        if product is not None and state is not None:
            rows.append(card(product, state, lines.get(one.sku), language, one.reason))
    return [row for row in rows if row.available][:BESIDE_MAX]
