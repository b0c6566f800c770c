"""Pinyin for products that have none. Pure: the speller is handed in, for the library that knows 20,000
characters costs 60 MB and belongs to the import of a catalogue, not to a kiosk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from kiosk.catalog.products import Product

CHINESE = "zh_CN"
Speller = Callable[[str], Sequence[str]]
"""The syllables of a text, one for each Chinese character, without tones; other text stands as it is."""


def spelled(product: Product, speller: Speller) -> Product:
    """The product with pinyin and initials; what somebody wrote stays: machines do not know 重庆."""
    name = product.names.get(CHINESE, "")
    if (product.pinyin and product.initials) or not name:
        return product
    syllables = [syllable for syllable in (part.strip() for part in speller(name)) if syllable]
    return replace(
        product,
        pinyin=product.pinyin or "".join(syllables),
        initials=product.initials or "".join(syllable[0] for syllable in syllables),
    )
