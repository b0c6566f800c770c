"""A gateway that fails, says nonsense or lies: believed only when it is signed and about our own order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.outside import Site

pytestmark = pytest.mark.timeout(240)

LONG = ("--set", "display.result_s=120")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("gateway"), *LONG) as made:
        yield made


@pytest.fixture
def customer(site: Site) -> Iterator[Site]:
    site.fresh()
    yield site
    site.settled()


TROUBLES = {
    "soda-cola": ("http_500", "bad_signature", "html"),
    "tea-black": ("html", "http_500", "bad_signature"),
    "water-snow": ("truncated", "wrong_mchid", "http_500"),
    "tea-jasmine": ("reset_after", "stale_timestamp", "reset_after"),
    "tea-oolong": ("http_429", "truncated", "stale_timestamp"),
    "juice-mango": ("bad_signature", "signtest", "error_404"),
}
"""By what is bought: what becomes of the first answer to the order, then of every answer to the question
whether it is paid, and of the first answer to the refund."""


@pytest.mark.parametrize("sku", TROUBLES)
def test_whatever_the_gateway_answers_each_fen_and_each_turn_happens_once(customer: Site, sku: str) -> None:
    site, (to_order, to_query, to_refund) = customer, TROUBLES[sku]
    price_fen = price(site, sku)
    site.gateway.fault("native", to_order)
    sale = site.shows_code(sku)
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    turns = site.cabinet.world()["turns_total"]
    site.gateway.fault("query", to_query, times=-1)
    site.pay(sale["code"])
    heard = site.calls("query", sale["number"])
    site.until(lambda: site.calls("query", sale["number"]) > heard + 1, step_s=0)
    assert site.kiosk.sale()["stage"] == "paying", "nothing it says now may be believed"
    assert site.cabinet.world()["turns_total"] == turns
    site.gateway.clear_faults()
    site.gateway.fault("refund", to_refund)
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "nothing"
    site.until_refunded(price_fen, step_s=10)
    assert site.cabinet.world()["turns_total"] <= turns + 1


def price(site: Site, sku: str) -> int:
    site.kiosk.tap(f"add:{sku}")
    total = int(site.kiosk.state()["cart"]["total_fen"])
    site.kiosk.tap("cart", "clear")
    site.kiosk.wait(screen="home")
    return total


def test_a_gateway_that_makes_no_code_is_said_and_the_next_try_sells(customer: Site) -> None:
    site = customer
    site.gateway.fault("native", "http_500", times=-1)
    site.basket()
    site.kiosk.tap("buy")
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "refused"
    site.kiosk.until_read("没有扣款")
    site.gateway.clear_faults()
    site.kiosk.tap("done")
    site.kiosk.wait(screen="home")
    site.kiosk.tap("buy")
    site.pay(site.kiosk.until_code()["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


def test_an_order_whose_answer_was_lost_is_asked_for_again_not_made_twice(customer: Site) -> None:
    """It was made at the gateway, the answer was a 500: the same number once more gives the code."""
    site = customer
    site.gateway.fault("native", "http_500", processed=True)
    sale = site.shows_code()
    assert site.calls("native", sale["number"]) == 2
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


def test_a_refund_whose_answer_was_lost_moves_money_once(customer: Site) -> None:
    site = customer
    sale = site.shows_code("water-lemon")
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    site.gateway.fault("refund", "http_500", processed=True)
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    site.until_refunded(450, step_s=10)
    site.settled()
    refunds = site.gateway.books()["refunds"]
    assert isinstance(refunds, list)
    assert len([one for one in refunds if one["out_trade_no"].startswith(sale["number"])]) == 1


def test_a_gateway_that_hangs_leaves_the_screen_alive(customer: Site) -> None:
    site = customer
    site.gateway.fault("native", "hang", times=-1)
    site.basket()
    site.kiosk.tap("buy")
    site.kiosk.wait(screen="pay")
    site.kiosk.tap("language:en")
    site.kiosk.until_read("Cancel")
    site.kiosk.tap("language:zh_CN", "cancel")
    site.kiosk.wait(screen="home")
    assert site.kiosk.state()["cart"]["count"] == 1


def test_what_only_a_person_can_settle_is_said_to_customer_and_staff(tmp_path: Path) -> None:
    """An amount that was never ordered, named a few times before the true one; an account that takes nothing
    back. Neither may stop the machine or hide a fen."""
    with Site(tmp_path, *LONG) as site:
        sale = site.shows_code("tea-mandarin")
        site.gateway.fault("query", "wrong_amount", times=3)
        site.pay(sale["code"])
        site.kiosk.until_said("reported with a wrong amount")
        site.kiosk.wait(screen="result", timeout_s=60)
        assert site.kiosk.sale()["outcome"] == "delivered"
        site.fresh()
        site.gateway.refund_plan("ABNORMAL", 0)
        sale = site.shows_code("tea-black")
        site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
        site.pay(sale["code"])
        site.kiosk.wait(screen="result", timeout_s=60)
        site.until(lambda: "工作人员正在处理退款" in site.kiosk.read(), step_s=10)
        site.kiosk.until_said("did not get through")
        site.kiosk.kill()
        site.kiosk.start()
        site.kiosk.until_mode("selling")
        site.fresh()
        books = site.kiosk.audit()
    assert (books["paid_fen"], books["refund_pending_fen"]) == (450 + 350, 350)
    assert (books["vends_commanded"], books["delivered_fen"]) == (2, 450)
