"""An office that looks into the console: people who sign in as a browser does, and a day of orders."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
from starlette_admin.tools import iterencode

from cloud.console import passwords
from cloud.store import bills
from cloud.store.console import people
from kiosk.payments.bills.bill import RowKind
from kiosk.payments.intent import (
    Method,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundRefused,
)
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Key
from kiosk.payments.reconcile.day import Day as BillDay
from kiosk.payments.reconcile.day import Source
from tests.cloud import plain
from tests.cloud.reports import NAMES
from tests.cloud.served import Machine, ServedCloud, unknown

PASSWORD = "correct horse battery"
TOKEN = re.compile(r'name="csrftoken" value="([^"]+)"')


@dataclass
class Browser:
    """Keeps cookies, sends the form's token, follows nothing by itself."""

    base_url: str
    headers: dict[str, str] = field(default_factory=dict)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    _token: str = ""

    def ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        """One request, its connection closed again."""
        headers = self.headers | content.pop("headers", {})
        url = f"{self.base_url}/console{path}"
        answer = plain.request(method, url, headers=headers, cookies=self.cookies, timeout=60, **content)
        self.cookies.extract_cookies(answer)
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.ask("GET", path, headers=headers)

    def token(self) -> str:
        """The form token of this browser: one, as long as it keeps its cookies."""
        if not self._token:
            found = TOKEN.search(self.get("/login").text) or TOKEN.search(self.get("/account").text)
            assert found is not None, "every page has its form's token"
            self._token = found.group(1)
        return self._token

    def post(self, path: str, **form: str) -> httpx.Response:
        return self.ask("POST", path, data=form | {"csrftoken": self.token()})

    def deed(self, table: str, pk: str, name: str, **form: str) -> httpx.Response:
        """A row's action, as the page's script sends it."""
        path, headers = f"/_api/{table}/row-action", {"X-CSRFToken": self.token()}
        return self.ask("POST", path, params={"pk": pk, "name": name}, data=form, headers=headers)

    def export(self, table: str, ending: str, fields: list[str]) -> httpx.Response:
        path, headers = f"/_api/{table}/action", {"X-CSRFToken": self.token()}
        form: dict[str, Any] = {"format": ending, "fields": fields, "filename": table}
        return self.ask("POST", path, params={"name": "export", "all": "1"}, data=form, headers=headers)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/login", username=name, password=password)


def add_person(cloud: ServedCloud, name: str, role: str, *, must_change: bool = False) -> None:
    kept = passwords.hashed(PASSWORD)
    assert cloud.db.write_now(people.add, name, role, kept, 1_790_000_000, must_change=must_change)


def browser(cloud: ServedCloud, **headers: str) -> Browser:
    return Browser(cloud.base_url, headers)


def signed_in(cloud: ServedCloud, role: str) -> Browser:
    """Somebody of this role, called like it."""
    if cloud.db.read_now(people.find, role) is None:
        add_person(cloud, role, role)
    made = browser(cloud)
    answer = made.sign_in(role)
    assert answer.status_code == 303, answer.text
    return made


class Day:
    """Orders of one machine, made by its own requests at a gateway with books of its own."""

    def __init__(self, cloud: ServedCloud, machine: Machine) -> None:
        self.cloud = cloud
        self.machine = machine
        self._seq = 0

    def paid(self, sale: str, fen: int = 350) -> str:
        number = f"{sale}A"
        assert self.machine.post("/v1/payments", self.machine.order(number, fen)).status_code == 200
        self.cloud.book.pay(number, fen)
        assert self.machine.get(f"/v1/payments/{number}").json()["state"] == "paid"
        return number

    def refund(self, payment: str, state: str, fen: int = 350) -> str:
        """Asked for by the machine; ``state`` is what the gateway makes of it."""
        number = f"{payment[:-1]}R0"
        no_money = Problem(ProblemKind.GATEWAY, "商户余额不足", "NOT_ENOUGH")
        if state == "unknown":
            self.cloud.book.answers["refund"] = [unknown()]
        elif state == "refused":
            self.cloud.book.refunds[number] = RefundRefused(no_money)
        else:
            self.cloud.book.refunds[number] = RefundAccepted()
        body = {"number": number, "amount_fen": fen, "reason": "未出货"}
        answer = self.machine.post(f"/v1/payments/{payment}/refunds", body)
        assert answer.json()["state"] == ("accepted" if state == "done" else state), answer.text
        if state == "done":
            self.cloud.book.refunds[number] = RefundDone("RF1", "零钱")
            assert self.machine.get(f"/v1/payments/{payment}/refunds/{number}").json()["state"] == "done"
        return number

    def told(self, kind: str, body: dict[str, Any]) -> None:
        self._seq += 1
        event = {"seq": self._seq, "kind": kind, "at_ms": self.cloud.clock.utc_ms(), "body": body}
        assert self.machine.post("/v1/events", {"events": [event]}).json()["rejected"] == []

    def report(
        self, sale: str, fates: tuple[str, ...], stage: str, refunds: tuple[tuple[str, int, str], ...] = ()
    ) -> None:
        """The machine's word about its sale."""
        lines = [
            {
                "index": index,
                "sku": f"S{index}",
                "name": NAMES[index % len(NAMES)],
                "lane": f"A{index + 1}",
                "amount_fen": 350,
                "fate": fate,
            }
            for index, fate in enumerate(fates)
        ]
        self.told(
            "sale",
            {
                "number": sale,
                "truth_token": f"truth-of-{sale}-long-enough",
                "stage": stage,
                "currency": "CNY",
                "opened_at_s": self.cloud.clock.utc_ms() // 1000,
                "paid_fen": 350 * len(fates),
                "lines": lines,
                "refunds": [
                    {"number": number, "amount_fen": fen, "state": state} for number, fen, state in refunds
                ],
                "method": "wechat",
            },
        )


DAY = date(2026, 9, 21)
FINDINGS = (
    (Case.OK, Deed.NOTHING),
    (Case.AMOUNT, Deed.PERSON),
    (Case.LATE, Deed.WITH_MACHINE),
    (Case.MISSING, Deed.TO_ASK),
)


def finding(case: Case, deed: Deed, machine: str, number: str) -> Finding:
    """About a payment of 350 fen; the bill has a fen more where the amounts differ."""
    theirs = 351 if case is Case.AMOUNT else 350
    key = Key(RowKind.PAYMENT, number)
    return Finding(Method.WECHAT, DAY, key, case, number[:-1], machine, 350, theirs, deed)


def add_findings(cloud: ServedCloud, machine: str) -> str:
    """One of each in ``FINDINGS``. Returns the page's name of the one that a person must see."""
    found = [
        finding(case, deed, machine, f"K7FOUND{index:03d}A") for index, (case, deed) in enumerate(FINDINGS)
    ]
    day = BillDay(Method.WECHAT, DAY, Source.BILL, tuple(found))
    cloud.db.write_now(bills.keep, day, (), cloud.clock.utc_ms())
    return page_name(found[1])


def page_name(found: Finding) -> str:
    """How the console's addresses name a row of several keys."""
    key = found.key
    parts = (
        found.method.value,
        found.day.isoformat(),
        key.kind.value,
        key.order_number,
        key.refund_number,
        str(key.copy),
    )
    return iterencode(parts)
