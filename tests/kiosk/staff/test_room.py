"""The room opens to whoever proves who they are, and shuts by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from kiosk.staff.lockout import WAITS_S
from kiosk.staff.roles import Deed, Page, Role
from kiosk.staff.room import KNOCKS_MAX, KNOCKS_WITHIN_MS, LOGIN_IDLE_MS, SESSION_IDLE_MS
from kiosk.staff.signing_in import DEMO_NAME, DEMO_PIN
from kiosk.staff.views import NOBODY, Said, Step
from tests.kiosk.staff.house import FREE, OPEN, OTHER_PIN, PIN, SHUT, House, played


def said(house: House) -> Said:
    return house.room.view.login.notice.said


# --- the door ------------------------------------------------------------------------------------------


def test_nobody_is_shown_before_somebody_knocks(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hire()
        assert house.room.view == NOBODY
        house.room.enter(PIN)
        house.room.open("money")
        assert house.room.view == NOBODY
        await house.knock()
        view = house.room.view
        assert view.screen == "staff_login"
        assert [person.name for person in view.login.people] == ["王芳"]

    played(tmp_path, story)


def test_money_in_flight_goes_before_everything(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.money_in_flight = True
        house.room.knock()
        assert house.room.view == NOBODY

    played(tmp_path, story)


def test_who_plays_with_the_gesture_finds_it_shut_for_a_while(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        for _ in range(KNOCKS_MAX):
            house.room.knock()
            assert house.room.view.screen == "staff_login"
            house.room.leave()
        house.room.knock()
        assert house.room.view == NOBODY
        house.clock.advance(KNOCKS_WITHIN_MS)
        house.room.knock()
        assert house.room.view.screen == "staff_login"

    played(tmp_path, story)


def test_a_sign_in_nobody_touches_goes_away(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.knock()
        house.clock.advance(LOGIN_IDLE_MS - 1)
        house.room.touched()
        house.clock.advance(LOGIN_IDLE_MS - 1)
        house.room.time_passed()
        assert house.room.view.screen == "staff_login"
        house.clock.advance(1)
        house.room.time_passed()
        assert house.room.view == NOBODY

    played(tmp_path, story)


# --- the PIN -------------------------------------------------------------------------------------------


def test_the_right_pin_lets_in_and_the_trail_says_who(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        view = house.room.view
        assert view.person is not None and view.person.name == "王芳" and house.room.is_open
        assert view.pages == tuple(Page)
        assert house.renewed, "the kiosk sells nothing from now on"
        detail = await house.until_done("staff.signed_in")
        assert detail == {"role": "manager"}
        assert PIN not in str(house.trail())

    played(tmp_path, story)


def test_wrong_pins_make_wait_and_the_wait_ends(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.at_the_pin()
        for left in reversed(range(1, FREE)):
            await house.enter("999999")
            login = house.room.view.login
            assert (login.step, login.notice.said, login.tries_left) == (Step.PIN, Said.WRONG_PIN, left)
        await house.enter("999999")
        login = house.room.view.login
        assert (login.notice.said, login.locked_ms) == (Said.LOCKED, WAITS_S[0] * 1_000)
        house.room.enter(PIN)
        assert house.room.view.login.step is Step.PIN, "while it waits, not even the right one is looked at"
        await house.until(lambda: house.actions().count("staff.wrong_pin") == FREE)
        house.clock.advance(WAITS_S[0] * 1_000)
        house.room.touched()
        house.room.time_passed()
        assert house.room.view.login.locked_until_ms == 0
        await house.enter(PIN)
        await house.until(lambda: house.room.is_open)

    played(tmp_path, story)


def test_the_wait_outlives_a_restart_and_somebody_hears_of_it(tmp_path: Path) -> None:
    async def whole() -> None:
        async with House(tmp_path) as house:
            await house.at_the_pin()
            for _ in range(FREE):
                await house.enter("999999")
            until_ms = house.room.view.login.locked_until_ms
            assert until_ms
            assert house.machine.ledger.is_open("staff_locked_out", "王芳")
        async with House(tmp_path) as house:
            await house.knock()
            house.room.choose("P1")
            assert house.room.view.login.notice.said is Said.LOCKED
            house.room.enter(PIN)
            assert house.room.view.login.step is Step.PIN and not house.room.is_open

    asyncio.run(whole())


def test_a_right_pin_forgives_the_wrong_ones_before(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.at_the_pin()
        for _ in range(FREE - 1):
            await house.enter("999999")
        await house.enter(PIN)
        await house.until(lambda: house.room.is_open)
        house.room.leave()
        await house.knock()
        house.room.choose("P1")
        await house.enter("999999")
        assert house.room.view.login.tries_left == FREE - 1

    played(tmp_path, story)


def test_a_pin_that_was_given_out_opens_nothing_but_the_choice_of_another(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hire(given=True)
        await house.knock()
        house.room.choose("P1")
        await house.enter(PIN)
        assert house.room.view.login.step is Step.NEW_PIN and not house.room.is_open
        house.room.enter("123456")
        assert said(house) is Said.EASY_PIN
        house.room.enter(PIN)
        await house.enter(PIN)
        assert said(house) is Said.SAME_PIN
        house.room.enter(OTHER_PIN)
        house.room.enter("280418")
        assert said(house) is Said.PINS_DIFFER
        house.room.enter(OTHER_PIN)
        await house.enter(OTHER_PIN)
        await house.until(lambda: house.room.is_open)
        assert "person.pin_changed" in house.actions()
        house.room.leave()
        await house.knock()
        house.room.choose("P1")
        await house.enter(OTHER_PIN)
        await house.until(lambda: house.room.is_open)

    played(tmp_path, story)


def test_who_was_removed_meanwhile_does_not_get_in(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.at_the_pin()
        await house.store.run(lambda store: store.people.remove(store.people.all()[0], who="test"))
        await house.enter(PIN)
        assert not house.room.is_open

    played(tmp_path, story)


def test_what_is_still_being_checked_opens_nothing_once_the_sign_in_is_gone(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.at_the_pin()
        house.room.enter(PIN)
        house.room.leave()
        await house.store.run(lambda store: store.people.all())
        await house.until(lambda: house.room._sign_in.view.step is Step.PERSON)
        assert house.room.view == NOBODY

    played(tmp_path, story)


@pytest.mark.parametrize("is_demo", [True, False])
def test_the_known_person_is_only_a_demos(tmp_path: Path, is_demo: bool) -> None:
    async def whole() -> None:
        async with House(tmp_path, is_demo=True) as house:
            await house.knock()
            house.room.choose("P1")
            await house.enter(DEMO_PIN)
            await house.until(lambda: house.room.is_open)
        async with House(tmp_path, is_demo=is_demo) as house:
            await house.knock()
            names = [person.name for person in house.room.view.login.people]
            assert names == ([DEMO_NAME] if is_demo else [])
            house.room.choose("P1")
            house.room.enter(DEMO_PIN)
            assert (house.room.view.login.step is Step.PERSON) is not is_demo

    asyncio.run(whole())


# --- the session ---------------------------------------------------------------------------------------


def test_a_session_nobody_touches_ends_and_says_why(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        house.clock.advance(SESSION_IDLE_MS - 1)
        house.room.touched()
        house.clock.advance(SESSION_IDLE_MS - 1)
        house.room.time_passed()
        assert house.room.is_open
        house.clock.advance(1)
        house.room.time_passed()
        assert house.room.view == NOBODY
        assert await house.until_done("staff.signed_out") == {"why": "nobody touched anything"}

    played(tmp_path, story)


def test_closing_the_door_ends_the_session(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.sign_in()
        house.board.say(OPEN)
        assert house.room.is_open, "opening it does not"
        house.board.say(SHUT)
        assert house.room.view == NOBODY
        assert await house.until_done("staff.signed_out") == {"why": "the door was closed"}

    played(tmp_path, story)


def test_a_door_that_was_open_before_ends_it_as_well(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.board.say(OPEN)
        await house.sign_in()
        house.board.say(SHUT)
        assert house.room.view == NOBODY

    played(tmp_path, story)


@pytest.mark.parametrize("role", list(Role))
def test_what_the_role_may_not_do_is_not_done(tmp_path: Path, role: Role) -> None:
    async def story(house: House) -> None:
        house.sales.doubted("K1")
        await house.sign_in()
        assert (Page.MONEY in house.room.view.pages) is (role is not Role.RESTOCKER)
        house.room.open("money")
        assert (house.room.view.page is Page.MONEY) is (role is not Role.RESTOCKER)
        house.room.settle("K1", 0, delivered=True, reason="counted")
        allowed = Deed.SETTLE in house.room.view.deeds
        if allowed:
            await house.until(lambda: house.sales.told)
        await house.store.run(lambda store: store.people.all())
        assert bool(house.sales.told) is allowed is (role in (Role.MANAGER, Role.TECHNICIAN))

    played(tmp_path, story, role)


def test_nobody_who_is_out_does_anything(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.sales.doubted("K1")
        house.room.settle("K1", 0, delivered=True, reason="counted")
        house.room.test_lane("A1")
        house.room.pause_lane("A1", paused=True)
        await house.store.run(lambda store: store.people.all())
        assert not house.sales.told and not house.board.turned and not house.actions()

    played(tmp_path, story)
