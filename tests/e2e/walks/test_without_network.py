"""Somebody pays while the network is away, looks round all the same, and asks after an order of before."""

from __future__ import annotations

import pytest

from tests.e2e.outside import Road, Site
from tests.e2e.walks.walker import PANELS, ROOMS, Walker

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

COLA = "soda-cola"


@pytest.mark.parametrize(("size", "language"), ROOMS)
def test_without_a_network_goods_and_orders_are_still_in_reach(
    tmp_path_factory: pytest.TempPathFactory, size: str, language: str
) -> None:
    more = ("--lang", language, "--set", f"display.diagonal_inch={PANELS[size]}")
    with Site(tmp_path_factory.mktemp("away"), *more, "--set", "display.result_s=120", cloud=True) as site:
        site.kiosk.end()
        site.kiosk.size = size
        site.kiosk.start()
        site.kiosk.until_mode("selling", timeout_s=90)
        walker = Walker(site.kiosk)
        number = buys_one(walker, site)
        pays_in_vain(walker, site)
        looks_round(walker, number)
        site.network.be(Road.OPEN)
        site.kiosk.until_mode("selling", timeout_s=90)
        walker.awake()
        site.settled()


def buys_one(walker: Walker, site: Site) -> str:
    walker.to("product", f"card:{COLA}")
    walker.to("pay", "buy")
    sale = walker.kiosk.until_code()
    site.pay(sale["code"])
    walker.kiosk.wait(screen="result", timeout_s=60)
    walker.to("home", "done")
    return str(sale["number"])


def pays_in_vain(walker: Walker, site: Site) -> None:
    """No money is taken, and the machine says at once that it can take none."""
    site.network.be(Road.CUT)
    walker.to("product", f"card:{COLA}")
    walker.touch("buy")
    walker.kiosk.wait(screen="result", timeout_s=60)
    assert walker.kiosk.sale()["outcome"] == "refused"
    walker.kiosk.until_mode("offline")
    walker.to("offline", "done")


def looks_round(walker: Walker, number: str) -> None:
    walker.to("orders", "orders")
    walker.types(number[-4:].lower())
    walker.kiosk.wait(screen="order")
    walker.to("orders", "back")
    walker.to("offline", "back")
    walker.to("help", "help")
    walker.to("offline", "back")
    walker.to("home", "home")
    walker.to("product", f"card:{COLA}")
    walker.to("home", "back")
    walker.to("member", "member")
    walker.to("home", "back")
