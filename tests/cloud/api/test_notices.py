"""A notice is verified, kept, acted on once, and acknowledged only then."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from cloud.pay.states import Change, RefundChange
from cloud.store import notices
from kiosk.clock import SystemClock
from kiosk.payments.gateways.alipay.gateway import AlipayGateway
from kiosk.payments.gateways.sealing import unseal
from kiosk.payments.intent import Method
from tests.cloud import plain
from tests.cloud.served import BookGateway, Machine, ServedCloud
from tests.kiosk.payments import alipay_server, wechat_server

NUMBER = "K7ABCDEFGA"
EVENT = {"id": "EV-1", "order": NUMBER, "fen": 350}


def rows(folder: Path, query: str) -> list[Any]:
    with sqlite3.connect(folder / "cloud.sqlite") as other:
        found = other.execute(query).fetchall()
    other.close()
    return found


def test_a_notice_is_evidence(cloud: ServedCloud, machine: Machine, tmp_path: Path) -> None:
    machine.post("/v1/payments", machine.order(NUMBER))
    assert cloud.notify(EVENT).status_code == 204
    assert machine.get(f"/v1/payments/{NUMBER}").json()["state"] == "paid"
    [(event, body, headers, processed)] = rows(
        tmp_path, "SELECT event_id, body, headers, processed FROM notices"
    )
    assert (event, processed) == ("EV-1", 1)
    assert '"fen": 350' in body
    assert headers == '{"wechatpay-signature": "good"}', "only what is needed to verify it again"


def test_what_is_not_signed_changes_nothing(cloud: ServedCloud, machine: Machine, tmp_path: Path) -> None:
    machine.post("/v1/payments", machine.order(NUMBER))
    answer = cloud.notify(EVENT, signature="forged")
    assert (answer.status_code, answer.json()["code"]) == (401, "FAIL")
    assert machine.get(f"/v1/payments/{NUMBER}").json()["state"] == "open"
    assert rows(tmp_path, "SELECT * FROM notices") == [], "strangers cannot fill the database"


def test_a_repeated_event_is_acknowledged_and_ignored(
    cloud: ServedCloud, machine: Machine, tmp_path: Path
) -> None:
    machine.post("/v1/payments", machine.order(NUMBER))
    cloud.notify(EVENT)
    before = machine.get(f"/v1/payments/{NUMBER}").json()
    assert cloud.notify(EVENT | {"fen": 1}).status_code == 204
    assert machine.get(f"/v1/payments/{NUMBER}").json() == before
    assert rows(tmp_path, "SELECT count(*) FROM notices") == [(1,)]


def test_an_event_acts_once_whatever_it_says_the_second_time(cloud: ServedCloud, machine: Machine) -> None:
    machine.post("/v1/payments", machine.order(NUMBER))
    machine.post("/v1/payments", machine.order("K7OTHERSALEA"))
    cloud.notify(EVENT)
    cloud.notify(EVENT | {"order": "K7OTHERSALEA"})
    assert machine.get("/v1/payments/K7OTHERSALEA").json()["state"] == "open"


def test_an_order_of_somebody_else_is_kept_and_acknowledged(cloud: ServedCloud, tmp_path: Path) -> None:
    assert cloud.notify({"id": "EV-9", "order": "FOREIGN00", "fen": 1}).status_code == 204
    assert cloud.notify({"id": "EV-8", "order": "FOREIGN00", "refund": "FOREIGNR0"}).status_code == 204
    assert rows(tmp_path, "SELECT event_id FROM notices ORDER BY 1") == [("EV-8",), ("EV-9",)]


def test_an_unknown_gateway_is_refused(cloud: ServedCloud) -> None:

    assert plain.post(f"{cloud.base_url}/v1/notify/nobody", content="{}").status_code == 404


def test_a_bug_while_acting_keeps_the_evidence_and_the_repeat_is_acted_on(
    cloud: ServedCloud, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.post("/v1/payments", machine.order(NUMBER))
    right = notices.act

    def broken(*_: Any, **__: Change | RefundChange) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(notices, "act", broken)
    assert cloud.notify(EVENT).status_code == 500, "not acknowledged"
    assert rows(tmp_path, "SELECT event_id, processed FROM notices") == [("EV-1", 0)]
    monkeypatch.setattr(notices, "act", right)
    assert cloud.notify(EVENT).status_code == 204
    assert machine.get(f"/v1/payments/{NUMBER}").json()["state"] == "paid"
    assert rows(tmp_path, "SELECT event_id, processed FROM notices") == [("EV-1", 1)]


@pytest.fixture
def alipay(serve: Callable[..., ServedCloud]) -> ServedCloud:
    """A cloud that hears the real Alipay adapter's notices."""
    reader = AlipayGateway(alipay_server.settings_for("http://127.0.0.1:9"), SystemClock())
    return serve(gateways={Method.ALIPAY: BookGateway()}, readers={"alipay": reader})


def told(cloud: ServedCloud, body: bytes, wallet: str = "alipay") -> httpx.Response:
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    return plain.post(f"{cloud.base_url}/v1/notify/{wallet}", content=body, headers=headers)


BUYER = "buyer-somebody"
PAID = {
    "notify_id": "N1",
    "app_id": alipay_server.APP_ID,
    "out_trade_no": NUMBER,
    "trade_no": "T1",
    "trade_status": "TRADE_SUCCESS",
    "total_amount": "3.50",
    "gmt_payment": "2026-09-21 22:14:00",
    "subject": "可乐",
    "buyer_logon_id": BUYER,
}


def test_alipays_notice_is_acted_on_and_answered_with_its_word(alipay: ServedCloud, tmp_path: Path) -> None:
    machine = alipay.machine()
    machine.post("/v1/payments", machine.order(NUMBER, method="alipay"))
    assert told(alipay, alipay_server.notice(PAID, sign="AAAA")).status_code == 401
    assert machine.get(f"/v1/payments/{NUMBER}").json()["state"] == "open"
    for _ in range(2):
        answer = told(alipay, alipay_server.notice(PAID))
        assert (answer.status_code, answer.content) == (200, b"success")
    found = machine.get(f"/v1/payments/{NUMBER}").json()
    assert (found["state"], found["paid_fen"], found["gateway_reference"]) == ("paid", 350, "T1")
    [(event, body)] = rows(tmp_path, "SELECT event_id, body FROM notices")
    assert event == "N1" and BUYER not in body and "sign=" not in body, "a copy of the database tells nobody"
    own_key = alipay_server.settings_for("http://127.0.0.1:9").app_key_pem
    kept = (unseal(own_key, body) or b"").decode()
    assert "sign=" in kept and BUYER in kept, "with its signature, so that it can be verified again"
    assert unseal(wechat_server.platform_pem(), body) is None, "another key opens nothing"
    assert unseal(own_key, body[:-8]) is None and unseal(own_key, "plain") is None


@pytest.mark.parametrize("wallet", ["wechat", "unionpay", "nobody"])
def test_a_wallet_without_an_account_hears_nothing(alipay: ServedCloud, wallet: str) -> None:
    assert told(alipay, alipay_server.notice(PAID), wallet).status_code == 404
