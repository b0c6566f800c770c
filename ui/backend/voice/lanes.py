"""The lane keypad: which lanes can be bought from, and what typing narrows them to. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.catalog.availability import Availability
from kiosk.catalog.products import in_language
from kiosk.views import KioskView

TYPED_MAX = 4
"""Longer than any lane's label."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One lane with something in it that can be bought now."""

    lane: str
    sku: str
    name: str
    spec: str
    price_fen: int


def _natural(label: str) -> tuple[tuple[int, str], ...]:
    """``A2`` before ``A10``."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.findall(r"\d+|\D+", label))


def offers(view: KioskView, language: str) -> tuple[Offer, ...]:
    """In the order of the labels. A product that lies in several lanes is offered at each."""
    found = []
    for lane in view.shop.lanes:
        product, state = view.shop.product(lane.sku), view.products.get(lane.sku)
        if product is None or state is None or state.availability is not Availability.AVAILABLE:
            continue
        if (lane.stock > 0 and not lane.for_priority) or lane.label == state.lane:
            name = in_language(product.names, language)
            found.append(Offer(lane.label, lane.sku, name, product.spec, state.price_fen))
    return tuple(sorted(found, key=lambda offer: _natural(offer.lane)))


def matching(among: Iterable[Offer], typed: str) -> tuple[Offer, ...]:
    """Those whose label begins with what was typed; the exact one first."""
    fitting = [offer for offer in among if offer.lane.startswith(typed)]
    return tuple(sorted(fitting, key=lambda offer: offer.lane != typed))


def keypad(among: Iterable[Offer]) -> tuple[str, ...]:
    """The characters the labels are made of: letters, then figures."""
    characters = {char for offer in among for char in offer.lane}
    return tuple(sorted(characters, key=lambda char: (char.isdigit(), char)))


def typing(among: Sequence[Offer], typed: str, char: str) -> str:
    """What stands typed after one more key; a key that leads nowhere begins anew."""
    longer = (typed + char)[:TYPED_MAX]
    if matching(among, longer):
        return longer
    return char if matching(among, char) else ""
