"""Which screen is shown: money in flight first, then what is wrong, then what was touched."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from kiosk.clock import ManualClock
from kiosk.views import KioskView, Mode, Outcome, Phase, Trouble
from ui.backend.backend import WAKE_SWALLOW_MS, Backend
from ui.showcase import shop, states
from ui.showcase.shopping import StillShopping

SETTINGS = shop.settings(1080, 1920)


class Screen:
    def __init__(self, view: KioskView | None = None) -> None:
        self.clock = ManualClock()
        self.first = view or states.selling()
        self.shopping = StillShopping(self.first, self.clock.monotonic_ms)
        self.spoken: list[str] = []
        self.backend = Backend(self.shopping, SETTINGS, self.spoken.append)

    @property
    def name(self) -> str:
        return str(self.backend.property("screen"))

    def idle(self, name: str) -> Any:
        return self.backend._idle.property(name)

    def show(self, **changes: object) -> str:
        self.shopping.show(dataclasses.replace(self.first, **changes))  # type: ignore[arg-type]  # KioskView's fields
        return self.name

    def sale(self, phase: Phase, **changes: object) -> str:
        sku = next(iter(self.first.products))
        return self.show(sale=states.sale(self.first, (sku,), 0, phase=phase, **changes))

    def wait(self, seconds: int) -> str:
        self.clock.advance(seconds * 1000)
        self.backend.clock_moved()
        return self.name


@pytest.fixture
def screen(qapp: object) -> Screen:
    return Screen()


@pytest.mark.parametrize(
    ("phase", "name"),
    [
        (Phase.PREPARING, "pay"),
        (Phase.CODE, "pay"),
        (Phase.CHECKING, "pay"),
        (Phase.PAID, "pay"),
        (Phase.VENDING, "vending"),
        (Phase.SETTLING, "vending"),
        (Phase.RESULT, "result"),
    ],
)
def test_each_phase_of_a_sale_has_its_screen(screen: Screen, phase: Phase, name: str) -> None:
    assert screen.sale(phase) == name


def test_a_sale_goes_before_trouble(screen: Screen) -> None:
    sale = states.sale(screen.first, tuple(screen.first.products)[:1], 0, phase=Phase.VENDING)
    assert screen.show(sale=sale, mode=Mode.OUT_OF_SERVICE, trouble=Trouble.BOARD) == "vending"


def test_an_earlier_sale_is_told_before_shopping(screen: Screen) -> None:
    skus = tuple(screen.first.products)[:1]
    earlier = states.sale(screen.first, skus, 0, phase=Phase.RESULT, outcome=Outcome.IN_DOUBT)
    assert screen.show(earlier=earlier) == "result"
    assert screen.backend.parts.checkout.property("earlier")
    screen.backend.done()
    assert screen.shopping.asked == [("done",)]


def test_offline_can_be_browsed_and_comes_back_as_it_was(screen: Screen) -> None:
    assert screen.show(mode=Mode.OFFLINE, trouble=Trouble.NETWORK) == "offline"
    screen.backend.home()
    assert screen.name == "home"
    assert screen.show(mode=Mode.SELLING) == "home"
    assert screen.show(mode=Mode.OFFLINE, trouble=Trouble.NETWORK) == "offline"


def test_out_of_service_leaves_help_open_and_nothing_else(screen: Screen) -> None:
    screen.backend.openCart()
    assert screen.show(mode=Mode.OUT_OF_SERVICE, trouble=Trouble.DOOR) == "out_of_service"
    screen.backend.openHelp()
    assert screen.name == "help"
    screen.backend.back()
    assert screen.name == "out_of_service"


def test_help_over_the_code_closes_when_the_payment_arrives(screen: Screen) -> None:
    screen.sale(Phase.CODE)
    screen.backend.openHelp()
    assert screen.name == "help"
    assert screen.sale(Phase.PAID) == "pay"
    assert screen.sale(Phase.CODE) == "pay"


def test_vending_cannot_be_left(screen: Screen) -> None:
    screen.sale(Phase.VENDING)
    for leave in (screen.backend.back, screen.backend.home, screen.backend.openHelp, screen.backend.openCart):
        leave()
        assert screen.name == "vending"


def test_a_sheet_over_the_search_leads_back_to_it_and_what_was_typed_is_still_there(screen: Screen) -> None:
    screen.backend.openSearch()
    screen.backend.parts.search.press("k")
    for _ in range(2):
        screen.backend.openProduct("soda-cola")
        assert (screen.name, screen.backend.property("searching")) == ("product", True)
        screen.backend.back()
        assert screen.name == "search"
    assert screen.backend.parts.search.property("text") == "k"
    screen.backend.back()
    assert (screen.name, screen.backend.property("searching")) == ("home", False)
    screen.backend.openProduct("soda-cola")
    screen.backend.back()
    assert screen.name == "home"


def test_a_sale_ends_the_search(screen: Screen) -> None:
    screen.backend.openSearch()
    screen.sale(Phase.CODE)
    screen.show(sale=None)
    assert screen.name == "home"
    assert not screen.backend.property("searching")


def test_an_unknown_product_opens_nothing(screen: Screen) -> None:
    screen.backend.openProduct("no-such-thing")
    assert screen.name == "home"


def test_idle_warns_for_fifteen_seconds_then_forgets_the_customer(screen: Screen) -> None:
    screen.backend.speak("en")
    screen.backend.parts.comfort.toggleLargePrint()
    screen.backend.parts.catalogue.chooseCategory("tea")
    screen.backend.touched()
    assert screen.wait(44) == "home"
    assert not screen.idle("shown")
    screen.wait(1)
    assert (screen.idle("shown"), screen.idle("left")) == (True, 15)
    assert screen.wait(15) == "attract"
    assert screen.shopping.asked == [("reset_session",)]
    assert screen.backend.property("language") == "zh_CN"
    assert not screen.backend.parts.comfort.property("largePrint")
    assert screen.backend.parts.catalogue.property("category") == "all"


def test_a_touch_starts_the_idle_time_anew(screen: Screen) -> None:
    screen.wait(50)
    screen.backend.touched()
    assert not screen.idle("shown")
    assert screen.wait(44) == "home"


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.RESULT])
def test_nobody_is_sent_away_while_money_is_in_flight(screen: Screen, phase: Phase) -> None:
    name = screen.sale(phase)
    assert screen.wait(3600) == name
    assert not screen.idle("shown")


def test_the_result_goes_home_by_itself_and_a_touch_gives_it_time(screen: Screen) -> None:
    screen.sale(Phase.RESULT)
    screen.wait(20)
    screen.backend.touched()
    screen.wait(20)
    assert screen.shopping.asked == []
    screen.wait(5)
    assert screen.shopping.asked == [("done",)]


def test_the_first_touch_only_wakes(screen: Screen, qtbot: object) -> None:
    screen.backend.session_over()
    screen.backend.wake()
    assert screen.name == "attract", f"touches within {WAKE_SWALLOW_MS} ms must hit nothing"
    qtbot.waitUntil(lambda: screen.name == "home", timeout=3000)  # type: ignore[attr-defined]  # pytest-qt has no types


def test_a_sale_wakes_the_screen(screen: Screen) -> None:
    screen.backend.session_over()
    assert screen.sale(Phase.RESULT) == "result"


def test_a_language_that_is_not_there_changes_nothing(screen: Screen) -> None:
    screen.backend.speak("fr")
    assert screen.backend.property("language") == "zh_CN"
    assert screen.spoken == ["zh_CN"]


def test_only_what_the_kiosk_took_flies_into_the_cart(screen: Screen) -> None:
    flown: list[str] = []
    screen.backend.flew.connect(flown.append)
    screen.backend.add("soda-cola")
    assert flown == []
    assert screen.shopping.asked == [("add", "soda-cola")]


def test_every_verb_reaches_the_kiosk(screen: Screen) -> None:
    backend = screen.backend
    backend.buyNow("a")
    backend.pay()
    backend.chooseMethod("alipay")
    backend.cancel()
    backend.moreTime()
    backend.remove("a")
    backend.discard("a")
    backend.clearCart()
    assert screen.shopping.asked == [
        ("buy_now", "a"),
        ("pay",),
        ("choose_method", "alipay"),
        ("cancel",),
        ("more_time",),
        ("remove", "a"),
        ("discard", "a"),
        ("clear_cart",),
    ]


@pytest.mark.parametrize("phase", [Phase.CODE, Phase.RESULT])
def test_nobody_signs_in_over_a_sale(screen: Screen, phase: Phase) -> None:
    shown = screen.sale(phase)
    assert not screen.backend.parts.checkout.property("isOver")
    screen.backend.openMember()
    assert screen.name == shown
    screen.backend.openHelp()
    screen.backend.openMember()
    assert screen.name == "help", "and what was open stays"
    screen.show()
    assert screen.backend.parts.checkout.property("isOver")
    screen.backend.openMember()
    assert screen.name == "member"
