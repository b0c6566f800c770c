"""A merchant who speaks HTTP with the cloud's token, and what a machine tells of its codes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from kiosk.wire import documents_digest
from tests.cloud.served import Machine, ServedCloud

TOKEN = "a-token-of-the-merchant-0123456789"
UNITS = [{"sku": "tea", "amount_fen": 450}, {"sku": "cola", "amount_fen": 300}]
SALE = "K7SALE0001"


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


def owed_is_given_once(machine: Machine, merchants: Sequence[Merchant]) -> None:
    """Whichever of them asks, at whichever process."""
    first, reports = merchants[0], Reports(machine)
    first.issue(machine)
    first.ask("DELETE", "/pickups/ORDER0001")
    reports.documents()
    with ThreadPoolExecutor(len(merchants)) as pool:
        answers = pool.map(lambda one: one.ask("POST", "/pickups/ORDER0001/reissue").status_code, merchants)
        assert sorted(answers) == [200] + [409] * (len(merchants) - 1)
    assert sorted(standing for standing, _ in first.codes().values()) == ["done", "open"]
