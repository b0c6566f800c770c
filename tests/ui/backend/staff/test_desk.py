"""What the staff's screens read, and what touches on them ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.staff.views import NOBODY, StaffView
from ui.backend.backend import Backend
from ui.backend.staff.desk import Staff
from ui.screenshots import ShiftedClock
from ui.showcase.shop import demo_shop, settings
from ui.showcase.shopping import StillShopping, now_ms
from ui.showcase.staff import SALES, staff_states
from ui.showcase.states import selling


def seen(model: object, *names: str) -> Any:
    """What QML reads, down a chain of properties: mypy knows them only as Qt's own."""
    for name in names:
        model = getattr(model, name)
    return model


class Desk:
    """A backend over a still kiosk; ``staff`` is what the screens read."""

    def __init__(self) -> None:
        self.clock = ShiftedClock(now_ms())
        self.shopping = StillShopping(selling(), self.clock)
        self.backend = Backend(self.shopping, settings(1080, 1920), lambda _code: None)
        self.states: dict[str, StaffView] = {
            name: view for name, view, _ in staff_states(demo_shop(), self.clock())
        }

    @property
    def staff(self) -> Staff:
        found = seen(self.backend, "staff")
        assert isinstance(found, Staff)
        return found

    @property
    def asked(self) -> list[tuple[object, ...]]:
        return self.shopping.staff.asked

    @property
    def screen(self) -> str:
        return str(self.backend.property("screen"))

    def show(self, name: str) -> None:
        self.shopping.staff.show(self.states[name])

    def touch(self, x: float, y: float, lasts_ms: int = 50) -> None:
        self.staff.pressed(x, y)
        self.clock.shift_ms += lasts_ms
        self.staff.released(x, y)


@pytest.fixture
def desk(qapp: QGuiApplication) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.backend.deleteLater()


def test_the_gesture_asks_to_be_let_in_and_takes_nothing_from_the_shop(desk: Desk) -> None:
    for _ in range(3):
        desk.touch(0.5, 0.5)
    desk.touch(0.02, 0.02)
    desk.touch(0.98, 0.02)
    desk.touch(0.02, 0.02, 2_100)
    assert desk.asked == [("knock",)]
    assert desk.screen == "home"


def test_the_staffs_screen_goes_before_the_shop_and_after_money(desk: Desk) -> None:
    desk.show("staff-login")
    assert desk.screen == "staff_login"
    assert ("reset_session",) in desk.shopping.asked, "what a customer left in the cart is put back"
    desk.show("staff-money")
    assert desk.screen == "staff:money"
    desk.shopping.staff.show(NOBODY)
    assert desk.screen == "home"


def test_no_customers_idle_time_ends_a_session(desk: Desk) -> None:
    desk.show("staff-today")
    desk.clock.shift_ms += 3_600_000
    desk.backend.clock_moved()
    assert desk.screen == "staff:today"


def test_the_last_digit_hands_the_pin_over_and_nothing_of_it_stays(desk: Desk) -> None:
    desk.show("staff-login-pin")
    for digit in "12345":
        desk.staff.digit(digit)
    assert seen(desk.staff, "digits") == 5 and not desk.asked
    desk.staff.erase()
    desk.staff.digit("6")
    desk.staff.digit("7")
    assert desk.asked == [("enter", "123467")]
    assert seen(desk.staff, "digits") == 0


def test_while_it_waits_no_digit_is_taken(desk: Desk) -> None:
    desk.show("staff-login-locked")
    assert seen(desk.staff, "waits") and not seen(desk.staff, "takesDigits")
    for digit in "246810":
        desk.staff.digit(digit)
    assert not desk.asked and seen(desk.staff, "digits") == 0


def test_a_doubt_is_settled_by_its_reason_only(desk: Desk) -> None:
    desk.show("staff-money")
    money = seen(desk.staff, "money")
    key = f"{SALES[0]}:0"
    money.settle("lane_counted")
    money.ask(key, True)
    assert not desk.asked, "the answer alone does nothing"
    assert seen(money, "reasons").rows[0].name == "lane_counted"
    money.settle("stuck_in_lane")
    assert not desk.asked, "that is a reason for the other answer"
    money.ask(key, False)
    money.settle("stuck_in_lane")
    assert desk.asked == [("settle", SALES[0], 0, False, "stuck_in_lane")]
    assert not seen(money, "reasons").rows


def test_an_answer_pressed_twice_is_taken_back_and_does_not_outlive_the_session(desk: Desk) -> None:
    desk.show("staff-money")
    money = seen(desk.staff, "money")
    key = f"{SALES[0]}:0"
    money.ask(key, True)
    money.ask(key, True)
    money.settle("lane_counted")
    money.ask(key, True)
    desk.shopping.staff.show(NOBODY)
    desk.show("staff-login")
    desk.show("staff-money")
    money.settle("lane_counted")
    assert not desk.asked


def test_a_touch_on_a_lane_chooses_and_a_button_acts(desk: Desk) -> None:
    desk.show("staff-lanes")
    lanes = seen(desk.staff, "lanes")
    lanes.choose("B3")
    assert not desk.asked and seen(lanes, "chosen") == "B3"
    assert seen(lanes, "canClear") and seen(lanes, "mayTest")
    lanes.test()
    lanes.clear()
    lanes.pause()
    lanes.choose("C2")
    lanes.pause()
    assert desk.asked == [
        ("test_lane", "B3"),
        ("clear_lane", "B3"),
        ("pause_lane", "B3", True),
        ("pause_lane", "C2", False),
    ]


def test_while_a_lane_turns_no_other_can(desk: Desk) -> None:
    desk.show("staff-lanes-turning")
    lanes = seen(desk.staff, "lanes")
    lanes.choose("A1")
    assert not seen(lanes, "canTest")


def test_takings_are_not_on_the_restockers_screen(desk: Desk) -> None:
    desk.show("staff-today-restocker")
    assert seen(desk.staff, "today", "taken") == ""
    assert [row.page for row in seen(desk.staff, "pages").rows] == ["today", "lanes"]
    desk.show("staff-today")
    assert seen(desk.staff, "today", "taken") == "218.50"


def test_what_went_wrong_with_a_sale_is_said_with_its_number(desk: Desk) -> None:
    desk.show("staff-today")
    first = seen(desk.staff, "today", "troubles").rows[0]
    assert SALES[0] in first.text and first.step


def test_every_state_of_the_showcase_can_be_read(desk: Desk) -> None:
    for name, view in desk.states.items():
        desk.show(name)
        assert desk.screen == view.screen
        changed = replace(view, ends_at_ms=view.ends_at_ms + 1)
        desk.shopping.staff.show(changed)
        assert desk.screen == view.screen
