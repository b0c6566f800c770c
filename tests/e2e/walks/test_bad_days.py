"""Money that comes after the screen gave up, and a machine out of service: found by touch alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.outside import Site
from tests.e2e.walks.walker import PANELS, ROOMS, Walker

pytestmark = [pytest.mark.timeout(240), pytest.mark.slow]

COLA = "soda-cola"
LATE = {"zh_CN": "收到迟来的付款 ¥3.00，自动退回", "en": "Late payment of ¥3.00, goes back"}


@pytest.fixture(params=ROOMS, ids="-".join)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    size, language = request.param
    more = ("--lang", language, "--set", f"display.diagonal_inch={PANELS[size]}")
    with Site(tmp_path_factory.mktemp("bad"), *more, "--set", "display.result_s=120") as made:
        made.kiosk.end()
        made.kiosk.size = size
        made.kiosk.start()
        made.kiosk.until_mode("selling", timeout_s=90)
        yield made
        made.settled()


def test_late_payment_is_found_again_and_its_refund_said(site: Site) -> None:
    walker = Walker(site.kiosk)
    walker.to("product", f"card:{COLA}")
    walker.to("pay", "buy")
    sale = site.kiosk.until_code()
    site.gateway.fault("close", "http_500", times=-1)
    site.kiosk.hurry(200)
    site.kiosk.wait(sale_stage="closing")
    site.kiosk.hurry(15)
    site.kiosk.wait(screen="result", timeout_s=60)
    walker.to("home", "done")
    site.pay(sale["code"])
    site.until_refunded(sale["amount_fen"])
    walker.awake()
    walker.to("orders", "orders")
    walker.types(str(sale["number"])[-4:].lower())
    site.kiosk.wait(screen="order")
    site.kiosk.until_read(LATE[site.kiosk.state()["language"]])
    walker.to("orders", "back")
    walker.to("home", "back")


def test_out_of_service_one_still_finds_help_and_orders(site: Site) -> None:
    walker = Walker(site.kiosk)
    walker.to("product", f"card:{COLA}")
    walker.to("pay", "buy")
    sale = site.kiosk.until_code()
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    walker.to("home", "done")
    site.cabinet.fault({"cut_cable": True})
    site.kiosk.wait(screen="out_of_service", timeout_s=60)
    walker.to("help", "help")
    walker.to("out_of_service", "back")
    walker.touch("language:en", "language:zh_CN")
    walker.to("orders", "orders")
    walker.types(str(sale["number"])[-4:].lower())
    site.kiosk.wait(screen="order")
    walker.to("orders", "back")
    walker.to("out_of_service", "back")
    site.cabinet.fault({"cut_cable": False})
    site.kiosk.until_mode("selling", timeout_s=90)
    site.kiosk.wait(screen="home")
