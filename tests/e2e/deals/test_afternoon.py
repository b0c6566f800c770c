"""Prices by rules through the real program: shown, charged, vended, paid back and booked alike."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.harness import Kiosk

pytestmark = pytest.mark.timeout(240)

DAY_MINUTES = 24 * 60
AFTERNOON, EVENING = 14 * 60 + 30, 17 * 60 + 1
TEA_FEN, LATTE_FEN = 450, 700


def minutes_until(minute: int) -> int:
    """From the machine's own now; its clock is ours until it is set."""
    now = datetime.datetime.now(ZoneInfo("Asia/Shanghai"))
    return (minute - now.hour * 60 - now.minute) % DAY_MINUTES


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    """At half past two in the afternoon."""
    with Kiosk(tmp_path) as running:
        running.until_mode("selling")
        running.do("clock", jump_s=minutes_until(AFTERNOON) * 60)
        if running.state()["screen"] == "attract":
            running.tap("attract")
        running.until_mode("selling")
        yield running
    running.audit()


def amounts(sale: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(line["sku"], line["amount_fen"], line["fate"]) for line in sale["lines"]]


def test_two_teas_in_the_afternoon_and_a_gift_that_jams(kiosk: Kiosk) -> None:
    kiosk.wait(screen="home")
    kiosk.tap("card:tea-mandarin", "add:tea-mandarin", "add:tea-mandarin", "back", "cart")
    found = kiosk.until_read("下午茶 第二件半价")
    assert "−¥2.25" in found
    kiosk.tap("buy")
    sale = kiosk.until_code()
    assert sale["amount_fen"] == 675
    assert [amount for _, amount, _ in amounts(sale)] == [337, 338]
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result")
    assert kiosk.sale()["outcome"] == "delivered"
    kiosk.tap("done")

    kiosk.wait(screen="home")
    kiosk.tap("card:coffee-latte", "add:coffee-latte", "add:coffee-latte", "back", "cart")
    kiosk.until_read("赠 山泉水 ×1")
    kiosk.tap("buy")
    sale = kiosk.until_code()
    assert [amount for _, amount, _ in amounts(sale)] == [LATTE_FEN, LATTE_FEN, 0]
    kiosk.do("fault", script={"jam": sale["lines"][2]["lane"]})
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=40)
    kiosk.until_read("赠品未掉落，不影响退款")
    ended = kiosk.sale()
    assert (ended["outcome"], ended["refunds"]) == ("gift_missed", [])
    assert [fate for _, _, fate in amounts(ended)] == ["delivered", "delivered", "not_delivered"]
    kiosk.tap("done")
    kiosk.do("fault", script={"clear": True})
    books = kiosk.audit()
    assert (books["paid_fen"], books["delivered_fen"], books["refunded_fen"]) == (2_075, 2_075, 0)

    # the window ends while two teas lie in the cart: told, and paying begins no sale before that was seen
    kiosk.wait(screen="home")
    kiosk.tap("card:tea-mandarin", "add:tea-mandarin", "add:tea-mandarin", "back", "cart")
    kiosk.until_read("−¥2.25")
    kiosk.do("clock", jump_s=(EVENING - AFTERNOON) * 60)
    kiosk.until_read("价格刚刚有变：¥6.75 → ¥9.00")
    assert kiosk.state()["sale"] is None
    kiosk.tap("buy")
    assert kiosk.until_code()["amount_fen"] == 2 * TEA_FEN
    kiosk.tap("cancel")
    kiosk.wait(screen="home")
