"""What is sold and where it lies: products, categories, lanes, and the shop that holds them. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]
"""One text in several languages: ``{"zh_CN": "可乐", "en": "Cola"}``."""


def in_language(texts: Texts, language: str) -> str:
    """The text in ``language``; otherwise in any language there is; otherwise empty."""
    if language in texts:
        return texts[language]
    return next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    names: Texts
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    sku: str
    names: Texts
    category: str
    price_fen: int
    """What one costs now. 0 or less: not for sale until somebody sets a price."""
    spec: str = ""
    list_price_fen: int | None = None
    """Shown struck through when above ``price_fen``."""
    member_price_fen: int | None = None
    picture: str = ""
    """Path below the media folder; empty or missing draws a plain placeholder."""
    tint: str = ""
    badge: str = ""
    descriptions: Texts = field(default_factory=dict)
    allergens: Texts = field(default_factory=dict)
    nutrition: str = ""
    pinyin: str = ""
    """Of the Chinese name, without tones; with or without spaces between the syllables."""
    initials: str = ""
    """Of those syllables: ``kkkl`` for 可口可乐."""
    search_keys: tuple[str, ...] = ()
    """Further words to find it by, in any language."""
    sales_rank: int = 0
    """1 sells best; 0 unknown (sorted last)."""
    added: str = ""
    """ISO date the product came into the shop."""
    goes_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lane:
    """One place in the planogram and what the machine believes lies there."""

    label: str
    motor: int
    sku: str
    capacity: int
    stock: int
    par: int = 0
    board: int = 0
    best_before: str = ""
    """ISO date of the next item to fall; empty when nobody entered one."""
    for_priority: bool = False
    """Kept for members whose level has priority: nobody else is sold from it."""


@dataclass(frozen=True, slots=True)
class Banner:
    titles: Texts
    subtitles: Texts
    picture: str
    skus: tuple[str, ...] = ()
    ink: str = ""


@dataclass(frozen=True, slots=True)
class Operator:
    """Who answers for the machine; shown on the help screen."""

    name: Texts
    phone: str = ""
    address: Texts = field(default_factory=dict)
    licence: Texts = field(default_factory=dict)
    food_permit: Texts = field(default_factory=dict)
    """Its number and validity as the authority wrote them; empty where none is needed."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The nearest other machine, named where this one does not sell."""

    names: Texts
    distance_m: int = 0
    """0: not known."""


@dataclass(frozen=True, slots=True)
class Shop:
    names: Texts
    sites: Texts
    operator: Operator
    categories: tuple[Category, ...]
    products: tuple[Product, ...]
    lanes: tuple[Lane, ...]
    banners: tuple[Banner, ...] = ()
    neighbour: Neighbour | None = None

    def product(self, sku: str) -> Product | None:
        return next((product for product in self.products if product.sku == sku), None)
