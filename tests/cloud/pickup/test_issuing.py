"""Pick-up codes from their merchant's side: issued, heard of, taken back, and what is owed given once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from cloud.jobs.housekeeping import tidy
from cloud.pickup.issuing import LIFE_S, OVER_GRACE_S
from kiosk.pickup.codes import find_code, read_code
from kiosk.wire import documents_digest
from tests.cloud.documents.following import on_loop
from tests.cloud.served import Machine, ServedCloud

TOKEN = "a-token-of-the-merchant-0123456789"
UNITS = [{"sku": "tea", "amount_fen": 450}, {"sku": "cola", "amount_fen": 300}]
SALE = "K7SALE0001"


@pytest.fixture
def cloud(serve: Callable[..., ServedCloud]) -> ServedCloud:
    return serve(merchant_token=TOKEN)


class Merchant:
    def __init__(self, cloud: ServedCloud, token: str = TOKEN) -> None:
        self._cloud = cloud
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: Any = None) -> httpx.Response:
        url = f"{self._cloud.base_url}/v1/merchant{path}"
        return httpx.request(method, url, json=body, headers=self._headers, timeout=30)

    def issue(self, machine: Machine, code_id: str = "ORDER0001", **more: Any) -> dict[str, Any]:
        wanted = {"machine": machine.id, "units": UNITS} | more
        answer = self.ask("PUT", f"/pickups/{code_id}", wanted)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def codes(self) -> dict[str, tuple[str, int]]:
        """By id: where it stands and what is left."""
        found = self.ask("GET", "/pickups").json()["codes"]
        return {one["id"]: (one["standing"], one["left_fen"]) for one in found}


class Reports:
    """What a machine tells, in the order of its outbox."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.seq = 0

    def say(self, kind: str, body: dict[str, Any]) -> None:
        self.seq += 1
        event = {"seq": self.seq, "kind": kind, "at_ms": self.seq, "body": body}
        answer = self.machine.post("/v1/events", {"events": [event]})
        assert answer.json() == {"acked": self.seq, "rejected": []}

    def pickup(self, what: str, *units: int, code: str = "ORDER0001") -> None:
        fen = sum(UNITS[unit]["amount_fen"] for unit in units)  # type: ignore[misc]  # a table of the test's own
        body = {"code": code, "what": what, "units": list(units), "amount_fen": fen, "sale": SALE}
        self.say("pickup", body)

    def documents(self) -> None:
        """It has heard of everything there is."""
        page = self.machine.get("/v1/sync?since=0").json()
        held = {one["key"]: one["body"] for one in page["documents"] if one["kind"] == "pickup"}
        digests = {"pickup": documents_digest(held)} if held else {}
        self.say("documents", {"revision": page["revision"], "digests": digests, "unread": []})


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
    merchant, reports = Merchant(cloud), Reports(machine)
    merchant.issue(machine)
    merchant.ask("DELETE", "/pickups/ORDER0001")
    reports.documents()
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda _: merchant.ask("POST", "/pickups/ORDER0001/reissue").status_code, range(4))
        assert sorted(answers) == [200, 409, 409, 409]
    assert sorted(standing for standing, _ in merchant.codes().values()) == ["done", "open"]


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
