"""Each key of the search screen, from the touch to the cards in the model, among thousands of products."""

from __future__ import annotations

import dataclasses
import random
import time
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject

from kiosk.catalog.search import search_index
from kiosk.finding.adviser import Adviser
from kiosk.finding.finder import Finder
from tests.bench.prices import CATALOGUE, SYLLABLES
from ui.backend.finding.search import Search
from ui.showcase.habits import MOMENT
from ui.showcase.states import product_states, selling


def keys_ms(texts: int) -> list[float]:
    """Of this thread's own time, each key of ``texts`` texts and of the deleting of them."""
    application = QCoreApplication.instance() or QCoreApplication([])
    dice = random.Random(13)
    view = selling()
    goods = view.shop.products
    products = []
    for place in range(CATALOGUE):
        syllables = dice.choices(SYLLABLES, k=dice.randrange(2, 6))
        products.append(
            dataclasses.replace(
                goods[place % len(goods)],
                sku=f"p{place}",
                pinyin="".join(syllables),
                initials="".join(syllable[0] for syllable in syllables),
            )
        )
    shop = dataclasses.replace(view.shop, products=tuple(products), lanes=())
    finder = Finder(Adviser(lambda: MOMENT))
    finder.use(search_index(products))
    parent = QObject()
    view = dataclasses.replace(view, shop=shop, products=product_states(shop))
    search = Search(view, "zh_CN", finder, None, parent)
    search.open()
    found: Final[list[float]] = []
    for number in range(texts):
        each = dice.choice(products)
        typed = (each.initials, each.pinyin)[number % 2][:8]
        for char in (*typed, *[""] * len(typed)):
            began_s = time.thread_time()
            if char:
                search.press(char)
            else:
                search.erase()
            found.append((time.thread_time() - began_s) * 1000)
    assert application is not None
    return found
