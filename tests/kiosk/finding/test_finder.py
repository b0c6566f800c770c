from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence

import pytest

from kiosk.catalog.products import Lane, Product
from kiosk.catalog.search import SearchIndex, search_index
from kiosk.finding import finder as module
from kiosk.finding.finder import Finder

COLA = Product("cola", {"en": "Cola"}, "soda", 300, initials="kl")
TEA = Product("tea", {"en": "Tea"}, "tea", 400, initials="c")
LANES = (Lane("A1", 1, "cola", 8, 5),)
LIMIT_S = 20.0


def test_nothing_is_found_before_there_is_an_index_and_that_is_said() -> None:
    finder = Finder()
    assert not finder.ready
    assert finder.find("k").skus == ()


def test_a_catalogue_is_learnt_beside_the_loop_and_told() -> None:
    finder = Finder()
    told: list[int] = []
    finder.subscribe(lambda: told.append(threading.get_ident()))
    asyncio.run(finder.learn((COLA, TEA), LANES))
    assert told == [threading.get_ident()]
    assert finder.find("k").skus == ("cola",)
    assert finder.find("a1").skus == ("cola",)


def test_of_two_catalogues_the_later_counts_whichever_is_made_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    earlier_may_end = threading.Event()

    def slow_at_first(products: Sequence[Product], lanes: Sequence[Lane]) -> SearchIndex:
        if TEA not in products:
            assert earlier_may_end.wait(LIMIT_S)
        return search_index(products, lanes)

    monkeypatch.setattr(module, "search_index", slow_at_first)
    finder = Finder()

    async def both() -> None:
        earlier = asyncio.ensure_future(finder.learn((COLA,), LANES))
        await asyncio.sleep(0)
        await finder.learn((COLA, TEA), LANES)
        earlier_may_end.set()
        await earlier

    asyncio.run(both())
    assert finder.find("c").skus[0] == "tea"
