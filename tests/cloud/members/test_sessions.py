"""Signing in at a machine by its code: one minute, one use, one machine; two phones, two processes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from cloud.cloud import Pace
from tests.cloud.members.phones import Phone
from tests.cloud.served import Machine, ServedCloud


def begin(machine: Machine) -> dict[str, Any]:
    answer = machine.post("/v1/member-sessions", {})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def state(machine: Machine, session: dict[str, Any], query: str = "") -> dict[str, Any]:
    answer = machine.get(f"/v1/member-sessions/{session['id']}{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_stranger_registers_and_is_signed_in(machine: Machine, phones: Callable[..., Phone]) -> None:
    session = begin(machine)
    assert (session["state"], session["left_s"], session["member"]) == ("waiting", 60, None)
    phone = phones()
    assert phone.scan(session["token"]).status_code == 200
    assert state(machine, session)["state"] == "opened"
    assert "已登录" in phone.register(session["token"]).text
    now = state(machine, session)
    assert now["state"] == "signed_in"
    member = now["member"]
    assert member["name"] == "138****1234"
    assert (member["level"], member["points"], member["is_newcomer"]) == ("standard", 0, True)
    assert [coupon["coupon"] for coupon in member["coupons"]] == ["welcome"]


def test_the_next_time_is_one_tap(machine: Machine, phones: Callable[..., Phone]) -> None:
    phone = phones()
    phone.register(begin(machine)["token"])
    session = begin(machine)
    page = phone.scan(session["token"])
    assert "南门" in page.text, "whoever confirms reads where"
    assert "是我，登录" in page.text
    assert "已登录" in phone.here(session["token"]).text
    assert state(machine, session)["member"]["name"] == "138****1234"


def test_of_two_phones_one_is_first(machine: Machine, phones: Callable[..., Phone]) -> None:
    first, second = phones(), phones("13900005678")
    for phone in (first, second):
        phone.register()
    session = begin(machine)
    for phone in (first, second):
        assert phone.scan(session["token"]).status_code == 200
    answers: list[int] = []
    together = threading.Barrier(2)

    def tap(phone: Phone) -> None:
        together.wait(10)
        answers.append(phone.here(session["token"]).status_code)

    taps = [threading.Thread(target=tap, args=(phone,)) for phone in (first, second)]
    for one in taps:
        one.start()
    for one in taps:
        one.join(30)
    assert sorted(answers) == [200, 409]
    assert state(machine, session)["state"] == "signed_in"


def test_a_code_serves_once(machine: Machine, phones: Callable[..., Phone]) -> None:
    session = begin(machine)
    phone, other = phones(), phones("13900005678")
    phone.register(session["token"])
    other.register()
    assert other.scan(session["token"]).status_code == 409
    assert other.here(session["token"]).status_code == 409
    machine.post(f"/v1/member-sessions/{session['id']}/end")
    assert phone.here(session["token"]).status_code == 409
    assert phone.scan(session["token"]).status_code == 410
    assert state(machine, session)["state"] == "over"
    assert state(machine, session)["member"] is None


def test_a_code_is_good_for_a_minute(
    cloud: ServedCloud, machine: Machine, phones: Callable[..., Phone]
) -> None:
    phone = phones()
    phone.register()
    session = begin(machine)
    cloud.clock.advance(60_000)
    assert phone.scan(session["token"]).status_code == 410
    assert phone.here(session["token"]).status_code == 410
    assert state(machine, session)["state"] == "over"


def test_whoever_has_the_page_gets_time_to_register(
    cloud: ServedCloud, machine: Machine, phones: Callable[..., Phone]
) -> None:
    session, phone = begin(machine), phones()
    phone.scan(session["token"])
    cloud.clock.advance(200_000)
    assert "已登录" in phone.register(session["token"]).text
    cloud.clock.advance(30 * 60_000)
    assert state(machine, session)["state"] == "over", "a machine that never ends it does not keep it open"


def test_another_machine_knows_nothing_of_it(cloud: ServedCloud, machine: Machine) -> None:
    session, other = begin(machine), cloud.machine()
    assert other.get(f"/v1/member-sessions/{session['id']}").status_code == 404
    assert other.post(f"/v1/member-sessions/{session['id']}/end").status_code == 404
    asked = {"sale": "K7ABCDEFG", "points_spent": [0]}
    assert other.post(f"/v1/member-sessions/{session['id']}/sales", asked).status_code == 409
    assert state(machine, session)["state"] == "waiting"


def test_who_waits_is_told_at_once_and_by_the_other_process(
    serve: Callable[..., ServedCloud], machine: Machine, cloud: ServedCloud, phones: Callable[..., Phone]
) -> None:
    elsewhere = serve(pace=Pace(look_every_s=0.05, ask_every_s=3600.0))
    session = begin(machine)
    phone = phones()
    phone.register()
    told: list[dict[str, Any]] = []

    def wait(here: Machine) -> None:
        told.append(state(here, session, "?wait_s=25&state=waiting"))

    waiting = [threading.Thread(target=wait, args=(one,)) for one in (machine, elsewhere.known(machine))]
    for one in waiting:
        one.start()
    phone.here(session["token"])
    for one in waiting:
        one.join(30)
    assert [one["state"] for one in told] == ["signed_in", "signed_in"]


def test_the_same_key_shows_the_same_code(machine: Machine) -> None:
    first = machine.post("/v1/member-sessions", {}, key="again").json()
    assert machine.post("/v1/member-sessions", {}, key="again").json() == first


@pytest.mark.parametrize("token", ["x" * 200, "%00", "A1b2C3d4E5f6G7h8I9j0kk"])
def test_a_made_up_code_signs_nobody_in(phones: Callable[..., Phone], token: str) -> None:
    phone = phones()
    phone.register()
    assert phone.scan(token).status_code == 410
    assert phone.here(token).status_code == 410
