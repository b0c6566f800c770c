"""Finding a product with the own keypad: pinyin initials, full pinyin, Latin words, the lane's label, a
pick-up code; ranked, from the first key on. Pure; made once for a catalogue, then asked at every key.

Prefixes are looked up in sorted arrays. What is found anywhere inside a key is looked for with one pass over
the products' joined texts, at the next key only over those that were found before: a longer text finds no
others. Products are numbered in the order of sales, so within a tier the lower number is the better product.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from kiosk.catalog.products import Lane, Product

TEXT_MAX_CHARS = 24
"""What is typed beyond that is not looked at: no key on earth is found by it."""
RESULTS_MAX = 120
"""Ten pages of a portrait screen; nobody turns more, one more letter is quicker."""
PICK_UP_DIGITS = 8
"""Of a pick-up code (features.md 12)."""
_UNRANKED = 1_000_000
_BETWEEN = "\n"
"""Of a product's keys in its joined text: no typed text contains it."""
_BEHIND_ALL = "\U0010ffff"


class Tier(IntEnum):
    """How a product was found, best first."""

    LANE = 0
    """The whole label of a lane: who types ``A3`` means that lane."""
    INITIALS = 1
    PINYIN = 2
    WORD = 3
    """From the beginning of a word on, in any language."""
    LABEL = 4
    """A lane's label begins so."""
    INSIDE = 5
    """Anywhere in a key."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text finds. Hand it to the next ``find``: it makes the next key quicker and changes nothing."""

    text: str
    """As it was looked for: no case, no spaces, no accents."""
    skus: tuple[str, ...] = ()
    """The best RESULTS_MAX, best first."""
    count: int = 0
    """All."""
    pick_up_code: str = ""
    """The text, when it could be one. Products may be found by it none the less."""
    places: tuple[int, ...] = field(default=(), repr=False)
    """Numbers of the products whose keys contain the text, rising."""
    texts: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Of the index that found it: of another catalogue's the next key must not make use."""


NOTHING = Found("")


@dataclass(frozen=True, slots=True)
class _Prefixes:
    """Sorted keys, and the product behind each."""

    keys: tuple[str, ...]
    places: tuple[int, ...]

    def at(self, text: str) -> Sequence[int]:
        """Of the keys that begin with ``text``; a product may come twice."""
        first = bisect_left(self.keys, text)
        return self.places[first : bisect_left(self.keys, text + _BEHIND_ALL, first)]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Make one with ``search_index``."""

    skus: tuple[str, ...]
    """By sales rank, then in the order of the catalogue."""
    texts: tuple[str, ...]
    """All keys of each product but its lanes'."""
    tiers: tuple[tuple[Tier, _Prefixes], ...]
    """Those that are found by prefix, best first."""
    labels: _Prefixes

    def find(self, text: str, earlier: Found = NOTHING) -> Found:
        """``text`` as it was typed so far; ``earlier`` what was found before the last key, if at hand."""
        plain = normal(text)[:TEXT_MAX_CHARS]
        if not plain:
            return NOTHING
        narrows = earlier.texts is self.texts and plain.startswith(earlier.text)
        inside = self._inside(plain, earlier.places if narrows else range(len(self.texts)))
        ranked: dict[int, None] = {}
        for _, places in self._found_by_prefix(plain):
            ranked.update(dict.fromkeys(sorted(places)))
        ranked.update(dict.fromkeys(inside))
        return Found(
            text=plain,
            skus=tuple(self.skus[place] for place, _ in zip(ranked, range(RESULTS_MAX), strict=False)),
            count=len(ranked),
            pick_up_code=plain if len(plain) == PICK_UP_DIGITS and is_digits(plain) else "",
            places=inside,
            texts=self.texts,
        )

    def _inside(self, plain: str, places: Sequence[int]) -> tuple[int, ...]:
        texts = self.texts
        return tuple([place for place in places if plain in texts[place]])

    def _found_by_prefix(self, plain: str) -> Iterator[tuple[Tier, Iterable[int]]]:
        labels = self.labels
        if any(map(is_digits, plain)):
            first = bisect_left(labels.keys, plain)
            yield Tier.LANE, labels.places[first : bisect_left(labels.keys, plain + "\0", first)]
        for tier, prefixes in self.tiers:
            yield tier, prefixes.at(plain)


def search_index(products: Sequence[Product], lanes: Sequence[Lane] = ()) -> SearchIndex:
    """The index of a catalogue and of the lanes in which it lies."""
    ranked = sorted(products, key=lambda product: product.sales_rank or _UNRANKED)
    places = {product.sku: place for place, product in enumerate(ranked)}
    initials = [_initials(product) for product in ranked]
    pinyin = [_pinyin(product) for product in ranked]
    words = [tuple(_words(product)) for product in ranked]
    labels = _prefixes((normal(lane.label), places[lane.sku]) for lane in lanes if lane.sku in places)
    return SearchIndex(
        skus=tuple(product.sku for product in ranked),
        texts=tuple(_BETWEEN.join(dict.fromkeys(keys)) for keys in _joined(initials, pinyin, words)),
        tiers=(
            (Tier.INITIALS, _prefixes(_each(initials))),
            (Tier.PINYIN, _prefixes(_each(pinyin))),
            (Tier.WORD, _prefixes(_each(words))),
            (Tier.LABEL, labels),
        ),
        labels=labels,
    )


def normal(text: str) -> str:
    """Letters and digits only, without case, width and accents: ``Café Latte`` is ``cafelatte``."""
    if text.isascii() and text.isalnum():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def is_digits(text: str) -> bool:
    """What our keypad's digits make."""
    return text.isascii() and text.isdigit()


def _initials(product: Product) -> tuple[str, ...]:
    """Given, or of the syllables where the pinyin is written with spaces."""
    given = product.initials or (
        "".join(syllable[:1] for syllable in product.pinyin.split()) if " " in product.pinyin else ""
    )
    return tuple(filter(None, [normal(given)]))


def _pinyin(product: Product) -> tuple[str, ...]:
    """``lǜchá`` is typed ``lvcha`` by who learnt it at a keyboard, ``lucha`` by who did not."""
    plain = unicodedata.normalize("NFC", product.pinyin.casefold())
    with_v = normal("".join("v" if letter in "üǖǘǚǜ" else letter for letter in plain))
    with_u = with_v.replace("lv", "lu").replace("nv", "nu")
    return tuple(dict.fromkeys(filter(None, [with_v, with_u])))


def _words(product: Product) -> Iterator[str]:
    """From each word on to the end, of every name and keyword: ``springwater`` and ``water``."""
    for text in (*product.names.values(), *product.search_keys):
        words = [word for word in map(normal, text.split()) if word]
        for first in range(len(words)):
            yield "".join(words[first:])


def _joined(*kinds: Sequence[tuple[str, ...]]) -> Iterator[list[str]]:
    for row in zip(*kinds, strict=True):
        yield [key for keys in row for key in keys]


def _each(keys: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, int]]:
    for place, own in enumerate(keys):
        for key in own:
            yield key, place


def _prefixes(pairs: Iterable[tuple[str, int]]) -> _Prefixes:
    rows = sorted(set(pairs))
    return _Prefixes(tuple(key for key, _ in rows), tuple(place for _, place in rows))
