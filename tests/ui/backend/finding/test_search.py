"""The search as a customer types it: cards from the first key, live, and never an empty hand."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QObject

from kiosk.catalog.availability import Availability
from kiosk.catalog.search import TEXT_MAX_CHARS, search_index
from kiosk.finding.finder import Finder
from kiosk.views import KioskView
from ui.backend.finding.search import GRID_ROWS, UPRIGHT_ROWS, Search
from ui.showcase import states

SKU = "soda-cola"
CODE = "30517284"


@pytest.fixture
def view(qapp: object) -> KioskView:
    return states.selling()


@pytest.fixture
def parent(qapp: object) -> QObject:
    return QObject()


@pytest.fixture
def finder(view: KioskView) -> Finder:
    made = Finder()
    made.use(search_index(view.shop.products, view.shop.lanes))
    return made


@pytest.fixture
def search(view: KioskView, finder: Finder, parent: QObject) -> Search:
    made = Search(view, "zh_CN", finder, None, parent)
    made.open()
    return made


def type_(search: Search, text: str) -> list[str]:
    """What is on the cards after each key of ``text``."""
    for char in text:
        search.press(char)
    return shown(search)


def shown(search: Search) -> list[str]:
    return [row.sku for row in search._cards.rows]


def with_state(view: KioskView, sku: str, **changes: object) -> KioskView:
    state = dataclasses.replace(view.products[sku], **changes)  # type: ignore[arg-type]  # ProductState's own fields
    return dataclasses.replace(view, products={**view.products, sku: state})


def test_both_keypads_have_every_letter_and_digit_once() -> None:
    for rows in (UPRIGHT_ROWS, GRID_ROWS):
        assert sorted("".join(rows)) == sorted("abcdefghijklmnopqrstuvwxyz0123456789")


@pytest.mark.parametrize("text", ["kl", "kele", "cola", "b2"])
def test_a_product_is_found_by_initials_pinyin_name_and_lane(search: Search, text: str) -> None:
    assert type_(search, text)[0] == SKU
    assert search.property("text") == text


def test_the_first_key_finds_and_delete_and_clear_lead_back(search: Search) -> None:
    suggested = shown(search)
    assert suggested
    one = type_(search, "k")
    assert one != suggested and SKU in one
    type_(search, "l")
    search.erase()
    assert shown(search) == one
    search.clear()
    assert shown(search) == suggested
    assert not search.property("hasText")


def test_what_finds_nothing_says_so_and_suggests_what_can_be_bought(search: Search, view: KioskView) -> None:
    found = type_(search, "xqz")
    assert search.property("foundNothing")
    assert found
    assert all(view.products[sku].availability is Availability.AVAILABLE for sku in found)


def test_a_lane_that_jams_greys_the_card_while_one_looks(search: Search, view: KioskView) -> None:
    type_(search, "kl")
    search.show(with_state(view, SKU, availability=Availability.FAULTY), "zh_CN")
    assert (search._cards.rows[0].sku, search._cards.rows[0].available) == (SKU, False)
    search.show(with_state(view, SKU, availability=Availability.HIDDEN), "zh_CN")
    assert SKU not in shown(search)


def test_only_as_much_is_typed_as_is_looked_for(search: Search) -> None:
    type_(search, "k" * (TEXT_MAX_CHARS + 5))
    assert len(str(search.property("text"))) == TEXT_MAX_CHARS


def test_eight_digits_may_be_a_code_and_are_handed_over_as_typed(
    view: KioskView, finder: Finder, parent: QObject
) -> None:
    redeemed: list[str] = []
    search = Search(view, "zh_CN", finder, redeemed.append, parent)
    search.open()
    type_(search, CODE[:-1])
    assert not search.property("maybeCode")
    search.redeem()
    search.press(CODE[-1])
    assert search.property("maybeCode") and search.property("redeems")
    search.redeem()
    assert redeemed == [CODE]


def test_a_machine_that_redeems_nothing_offers_no_button(search: Search) -> None:
    type_(search, CODE)
    assert search.property("maybeCode") and not search.property("redeems")
    search.redeem()


def test_the_next_customer_finds_it_empty(search: Search) -> None:
    type_(search, "kl")
    search.reset()
    assert (shown(search), search.property("text")) == ([], "")


def test_another_catalogue_is_asked_again(search: Search, view: KioskView, finder: Finder) -> None:
    assert SKU in type_(search, "kl")
    without = tuple(product for product in view.shop.products if product.sku != SKU)
    finder.use(search_index(without))
    assert SKU not in shown(search)


def test_before_the_index_is_there_nothing_is_called_missing(view: KioskView, parent: QObject) -> None:
    search = Search(view, "zh_CN", Finder(), None, parent)
    search.open()
    type_(search, "kl")
    assert not search.property("foundNothing")
