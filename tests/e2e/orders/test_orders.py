"""A jam, a ticket, its answer on the phone and at the machine; an unpaid order changed, then bought."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cloud import plain
from tests.e2e.harness import ROOT, Kiosk

pytestmark = pytest.mark.timeout(240)

REPLY = "已为您退款，下次请您喝一瓶水。"
TEA_FEN, COLA_FEN = 450, 300


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    with Kiosk(tmp_path_factory.mktemp("orders"), "--set", "display.result_s=120") as running:
        running.until_mode("selling")
        yield running
    running.audit()


def phone(kiosk: Kiosk, url: str, tickets: int) -> dict[str, Any]:
    """The order's own page, once it shows so many tickets."""
    found: dict[str, Any] = {}

    def shown(_state: object) -> bool:
        answer = plain.get(f"{url}/state?lang=zh")
        found.update(answer.json() if answer.status_code == 200 else {"tickets": []})
        return len(found["tickets"]) == tickets

    kiosk.until(shown)
    return found


def cloud_data(kiosk: Kiosk) -> Path:
    (found,) = kiosk.data.rglob("cloud.sqlite")
    return found.parent


def answered(kiosk: Kiosk, ticket: str) -> None:
    words = [sys.executable, "-m", "cloud", "ticket", "reply", "--data", str(cloud_data(kiosk))]
    done = subprocess.run(
        [*words, "--number", ticket, "--text", REPLY],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def ticket_on_screen(kiosk: Kiosk) -> str:
    kiosk.until_read("已经记下")
    return next(text for text in kiosk.read() if re.fullmatch(r"T[0-9A-Z]{13}", text))


def test_a_jam_is_complained_of_answered_and_the_answer_seen(kiosk: Kiosk) -> None:
    kiosk.next_customer()
    kiosk.tap("add:soda-cola", "add:tea-mandarin", "buy")
    lanes = {line["sku"]: line["lane"] for line in kiosk.until_code()["lines"]}
    kiosk.do("fault", script={"jam": lanes["tea-mandarin"]})
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=60)
    sale = kiosk.sale()
    assert sale["outcome"] == "partly"
    kiosk.until(lambda _: "rate:2" in kiosk.targets())
    kiosk.tap("rate:2", "tag:jammed", "rate:soda-cola:5", "wrong")
    kiosk.wait(screen="feedback")
    kiosk.until_read(f"订单 …{sale['number'][-4:]}")
    kiosk.tap("report:nothing_fell")
    ticket = ticket_on_screen(kiosk)
    page = phone(kiosk, sale["truth_url"], 1)
    assert ticket in page["tickets"][0]["title"] and page["stars"] == 2

    answered(kiosk, ticket)
    assert phone(kiosk, sale["truth_url"], 1)["tickets"][0]["reply"] == REPLY
    kiosk.tap("back")
    kiosk.wait(screen="result")
    kiosk.tap("done", "help", "orders")
    kiosk.wait(screen="orders")
    kiosk.until_read("2 件")
    assert not [name for name in kiosk.targets() if name == f"order:{sale['number']}"], "a stranger by now"
    kiosk.do("type", text=sale["number"][-4:].lower())
    kiosk.wait(screen="order")
    kiosk.until_read(REPLY, timeout_s=40)
    assert any("卡货" in text for text in kiosk.read()), "what was said is not asked again"
    kiosk.do("fault", script={"clear": True})
    kiosk.tap("back", "back", "back")
    kiosk.wait(screen="home")


def test_an_unpaid_order_goes_back_to_the_cart_and_is_bought_then(kiosk: Kiosk) -> None:
    kiosk.next_customer()
    before = kiosk.audit()
    kiosk.tap("add:soda-cola", "add:water-spring", "buy")
    first = kiosk.until_code()
    kiosk.tap("help", "orders")
    kiosk.wait(screen="orders")
    kiosk.until(lambda _: f"order:{first['number']}" in kiosk.targets())
    kiosk.tap(f"order:{first['number']}")
    kiosk.wait(screen="order")
    kiosk.until_read("等待付款")
    kiosk.tap("change")
    kiosk.wait(screen="cart", timeout_s=60)
    state = kiosk.state()
    assert state["sale"] is None and state["cart"]["count"] == 2
    assert kiosk.audit()["paid_fen"] == before["paid_fen"]
    kiosk.tap("minus:water-spring", "buy")
    second = kiosk.until_code()
    assert second["number"] != first["number"] and second["amount_fen"] == COLA_FEN
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=60)
    assert kiosk.sale()["outcome"] == "delivered"
    kiosk.tap("done")
    kiosk.wait(screen="home")
    assert kiosk.audit()["paid_fen"] - before["paid_fen"] == COLA_FEN
