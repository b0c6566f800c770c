"""The network, or the cloud at its other end, goes away and comes back: said on the screen, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from tests.e2e.harness import Refused
from tests.e2e.outside import Road, Site

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("served_customer")]

NETWORK_GONE = "网络中断"
NOTICED_S = 60
"""A wallet that is well is asked every half minute."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("network"), "--set", "display.result_s=120", cloud=True) as made:
        yield made


def sells(site: Site) -> None:
    """A whole sale, as if nothing had happened."""
    site.kiosk.until_mode("selling", timeout_s=60)
    site.kiosk.next_customer()
    sale = site.shows_code()
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


def delivered(site: Site) -> None:
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


@pytest.mark.slow
def test_gone_while_nobody_is_there_it_says_offline_and_may_still_be_browsed(site: Site) -> None:
    site.network.be(Road.CUT)
    site.kiosk.wait(screen="offline", timeout_s=NOTICED_S)
    site.kiosk.until_read(NETWORK_GONE)
    assert site.kiosk.state()["network"] == "down"
    site.kiosk.tap("home", "card:tea-mandarin")
    site.kiosk.wait(screen="product")
    site.kiosk.tap("back")
    site.network.be(Road.OPEN)
    sells(site)


@pytest.mark.parametrize("road", [Road.CUT, Road.PORTAL])
def test_gone_before_the_code_is_made_no_money_is_taken_and_the_basket_stays(site: Site, road: Road) -> None:
    """A page in place of an answer is as good as no network: the machine must not go on offering payment."""
    site.network.be(road)
    site.basket()
    site.kiosk.tap("buy")
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "refused"
    site.kiosk.until_read("没有扣款")
    site.kiosk.until_mode("offline")
    site.kiosk.tap("done")
    site.kiosk.wait(screen="offline")
    site.kiosk.until_read(NETWORK_GONE)
    assert site.kiosk.state()["cart"]["count"] == 1
    site.network.be(Road.OPEN)
    sells(site)


@pytest.mark.parametrize("road", [Road.CUT, Road.SILENT, Road.PORTAL])
def test_gone_while_the_code_is_shown_what_was_paid_meanwhile_is_given_out(site: Site, road: Road) -> None:
    """The phone has a network of its own."""
    sale = site.shows_code()
    site.network.be(road)
    site.pay(sale["code"])
    site.kiosk.tap("language:en")
    site.kiosk.until_read("Cancel")
    site.kiosk.tap("language:zh_CN")
    assert site.kiosk.sale()["stage"] == "paying", "nobody has told it the truth yet"
    site.network.be(Road.OPEN)
    delivered(site)


def test_gone_while_the_code_is_shown_cancel_lets_the_customer_go_and_the_code_is_closed_later(
    site: Site,
) -> None:
    sale = site.shows_code()
    site.network.be(Road.CUT)
    site.kiosk.tap("cancel")
    site.kiosk.wait(sale_stage="closing")
    site.kiosk.until_read("正在核实付款")
    site.kiosk.hurry(15)
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "checking"
    site.kiosk.tap("done")
    site.network.be(Road.OPEN)
    site.until(lambda: site.order_states(sale["number"]) == {"CLOSED"})
    sells(site)


def test_gone_between_paid_and_fallen_the_goods_fall_all_the_same(site: Site) -> None:
    sale = site.shows_code(units=2)
    site.pay(sale["code"])
    site.kiosk.wait(sale_stage="vending")
    site.network.be(Road.CUT)
    delivered(site)


def test_gone_while_money_is_owed_it_says_so_and_pays_back_afterwards(site: Site) -> None:
    sale = site.shows_code("soda-cola")
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    site.pay(sale["code"])
    site.kiosk.wait(sale_stage="vending")
    site.network.be(Road.CUT)
    site.kiosk.wait(screen="result", timeout_s=60)
    texts = site.kiosk.until_read("正在申请退款")
    assert "已退款" not in texts
    site.network.be(Road.OPEN)
    site.until_refunded(300, step_s=10)
    site.until(lambda: "已退款" in site.kiosk.read(), step_s=5)


def test_a_cloud_that_hangs_does_not_hold_up_the_screen(site: Site) -> None:
    assert site.cloud is not None
    sale = site.shows_code()
    site.cloud.freeze()
    site.kiosk.tap("cancel")
    site.kiosk.wait(sale_stage="closing")
    site.kiosk.until_read("正在核实付款")
    site.kiosk.hurry(15)
    site.kiosk.wait(screen="result", timeout_s=60)
    site.cloud.thaw()
    site.until(lambda: site.order_states(sale["number"]) == {"CLOSED"})


def test_a_cloud_that_is_killed_and_started_again_knows_what_was_paid(site: Site) -> None:
    assert site.cloud is not None
    sale = site.shows_code()
    site.cloud.kill()
    site.pay(sale["code"])
    with pytest.raises(Refused):
        site.kiosk.wait(screen="result", timeout_s=1)
    site.cloud.start()
    delivered(site)


def test_while_it_is_gone_each_request_of_the_screen_is_still_answered(site: Site) -> None:
    """A thread that waits for the network must never be the one that draws."""
    site.shows_code()
    site.network.be(Road.SILENT)
    ends = time.monotonic() + 3
    answers = 0
    while time.monotonic() < ends:
        assert site.kiosk.state()["screen"] == "pay"
        answers += 1
    assert answers > 3
    site.network.be(Road.OPEN)
    site.kiosk.tap("cancel")
    site.kiosk.wait(screen="home", timeout_s=60)
