"""Pick-up codes from their merchant's side: issued, heard of, taken back, and what is owed given once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cloud.jobs.housekeeping import tidy
from cloud.pickup.issuing import LIFE_S, OVER_GRACE_S
from kiosk.pickup.codes import find_code, read_code
from tests.cloud.documents.following import on_loop
from tests.cloud.pickup.merchant import SALE, TOKEN, UNITS, Merchant, Reports, owed_is_given_once
from tests.cloud.served import Machine, ServedCloud


@pytest.fixture
def cloud(serve: Callable[..., ServedCloud]) -> ServedCloud:
    return serve(merchant_token=TOKEN)


def test_its_machine_can_tell_the_code_and_nobody_can_read_it(cloud: ServedCloud, machine: Machine) -> None:
    merchant, other = Merchant(cloud), cloud.machine()
    issued = [merchant.issue(machine, f"ORDER000{index}") for index in range(3)]
    assert len({one["code"] for one in issued}) == 3
    page = machine.get("/v1/sync?since=0")
    codes = [read_code(one["key"], one["body"]) for one in page.json()["documents"]]
    for one in issued:
        assert len(one["code"]) == 8 and one["code"] not in page.text
        found = find_code(one["code"], codes)
        assert found is not None and found.id == one["id"]
        assert found.until_s == cloud.clock.utc_ms() // 1000 + LIFE_S
    assert find_code(f"{(int(issued[0]['code']) + 1) % 10**8:08d}", codes[:1]) is None
    assert other.get("/v1/sync?since=0").json()["documents"] == [], "a code belongs to one machine"


def test_what_was_not_given_out_is_owed_only_when_the_machine_cannot_give_it_out_any_more(
    cloud: ServedCloud, machine: Machine
) -> None:
    merchant, reports = Merchant(cloud), Reports(machine)
    merchant.issue(machine)
    reports.documents()
    reports.pickup("taken", 0, 1)
    assert merchant.codes() == {"ORDER0001": ("done", 0)}
    reports.pickup("back", 1)
    assert merchant.codes() == {"ORDER0001": ("open", 300)}
    assert merchant.ask("POST", "/pickups/ORDER0001/reissue").status_code == 409, "it may redeem it again"
    assert merchant.ask("DELETE", "/pickups/ORDER0001").json()["standing"] == "leaving"
    assert merchant.ask("POST", "/pickups/ORDER0001/reissue").status_code == 409, "it may not know yet"
    reports.documents()
    assert merchant.codes() == {"ORDER0001": ("owed", 300)}
    again = merchant.ask("POST", "/pickups/ORDER0001/reissue").json()
    assert merchant.codes() == {"ORDER0001": ("done", 300), again["id"]: ("open", 300)}
    assert merchant.ask("POST", "/pickups/ORDER0001/reissue").status_code == 409, "given once"
    reports.pickup("taken", 0, code=again["id"])
    assert merchant.codes()[again["id"]] == ("done", 0)


def test_a_jam_heard_of_after_the_code_was_taken_back_is_owed(cloud: ServedCloud, machine: Machine) -> None:
    merchant, reports = Merchant(cloud), Reports(machine)
    merchant.issue(machine)
    reports.pickup("taken", 0, 1)
    merchant.ask("DELETE", "/pickups/ORDER0001")
    reports.documents()
    assert merchant.codes() == {"ORDER0001": ("done", 0)}
    reports.pickup("back", 0)
    assert merchant.codes() == {"ORDER0001": ("owed", 450)}
    settled = merchant.ask("POST", "/pickups/ORDER0001/settle", {"note": "refunded at the gateway, R1"})
    assert settled.json()["standing"] == "done"
    again = merchant.ask("POST", "/pickups/ORDER0001/settle", {"note": "twice"})
    assert (again.status_code, again.json()["code"]) == (409, "pickup.not_owed")


def test_what_is_owed_is_given_once_however_many_ask(cloud: ServedCloud, machine: Machine) -> None:
    owed_is_given_once(machine, [Merchant(cloud)] * 4)


def test_an_event_told_again_changes_nothing(cloud: ServedCloud, machine: Machine) -> None:
    merchant, reports = Merchant(cloud), Reports(machine)
    merchant.issue(machine)
    reports.pickup("taken", 0, 1)
    reports.pickup("back", 1)
    reports.pickup("taken", 1)
    body = {"code": "ORDER0001", "what": "back", "units": [1], "amount_fen": 300, "sale": SALE}
    machine.post("/v1/events", {"events": [{"seq": 2, "kind": "pickup", "at_ms": 2, "body": body}]})
    assert merchant.codes() == {"ORDER0001": ("done", 0)}


def test_another_machine_cannot_spend_it(cloud: ServedCloud, machine: Machine) -> None:
    merchant = Merchant(cloud)
    merchant.issue(machine)
    Reports(cloud.machine()).pickup("taken", 0, 1)
    assert merchant.codes() == {"ORDER0001": ("open", 750)}


def test_codes_past_their_time_are_taken_back_by_themselves(cloud: ServedCloud, machine: Machine) -> None:
    merchant, reports = Merchant(cloud), Reports(machine)
    merchant.issue(machine)
    over_s = cloud.clock.utc_ms() // 1000 + LIFE_S + OVER_GRACE_S
    on_loop(cloud, tidy(cloud.db, over_s))
    assert merchant.codes()["ORDER0001"][0] == "open"
    on_loop(cloud, tidy(cloud.db, over_s + 1))
    assert merchant.codes()["ORDER0001"][0] == "leaving"
    reports.documents()
    assert merchant.codes() == {"ORDER0001": ("owed", 750)}


def test_digits_are_told_once(cloud: ServedCloud, machine: Machine) -> None:
    merchant = Merchant(cloud)
    merchant.issue(machine)
    again = merchant.ask("PUT", "/pickups/ORDER0001", {"machine": machine.id, "units": UNITS})
    assert (again.status_code, again.json()["code"]) == (409, "pickup.exists")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"units": []}, 422),
        ({"units": UNITS * 4}, 422),
        ({"units": [{"sku": "tea", "amount_fen": 0}]}, 422),
        ({"units": [{"sku": "", "amount_fen": 1}]}, 422),
        ({"life_s": 10}, 422),
        ({"life_s": 10**9}, 422),
        ({"reference": "a\nb"}, 422),
        ({"machine": "MNOBODY"}, 404),
    ],
)
def test_what_makes_no_code_is_refused(
    cloud: ServedCloud, machine: Machine, changed: dict[str, Any], status: int
) -> None:
    wanted = {"machine": machine.id, "units": UNITS} | changed
    assert Merchant(cloud).ask("PUT", "/pickups/ORDER0001", wanted).status_code == status
    assert Merchant(cloud).codes() == {}


def test_a_merchant_tells_machines_over_http(cloud: ServedCloud, machine: Machine) -> None:
    merchant = Merchant(cloud)
    large = {"text": "x" * 100_000}
    assert merchant.ask("PUT", "/documents/faq/q", large).json() == {"revision": 1}
    assert merchant.ask("PUT", f"/documents/faq/q?machine={machine.id}", {"n": 1}).json() == {"revision": 2}
    assert merchant.ask("PUT", "/documents/faq/q?machine=MNOBODY", {}).status_code == 404
    assert merchant.ask("PUT", "/documents/pickup/q", {}).status_code == 422
    assert [one["body"] for one in machine.get("/v1/sync?since=0").json()["documents"]] == [{"n": 1}]
    assert merchant.ask("DELETE", f"/documents/faq/q?machine={machine.id}").json() == {"revision": 3}
    assert [one["body"] for one in machine.get("/v1/sync?since=2").json()["documents"]] == [large]


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
def test_nobody_else_speaks_for_the_merchant(cloud: ServedCloud, machine: Machine, token: str) -> None:
    stranger = Merchant(cloud, token)
    assert stranger.ask("GET", "/pickups").status_code == 401
    assert stranger.ask("PUT", "/documents/faq/q", {}).status_code == 401
    assert machine.get("/v1/merchant/pickups").status_code == 401


def test_without_a_token_the_door_is_closed(serve: Callable[..., ServedCloud]) -> None:
    assert Merchant(serve(), "").ask("GET", "/pickups").status_code == 401
