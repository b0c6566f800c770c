"""The customer's own pay code before the reader, and an unscanned code that is cancelled: through the whole
program, by both routes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.outside import Site

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("customer")]


@pytest.fixture(scope="module", params=["direct", "cloud"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, cloud = tmp_path_factory.mktemp(f"own-{request.param}"), request.param == "cloud"
    more = ("--set", "display.result_s=120")
    with Site(folder, *more, cloud=cloud, wallets=("wechat", "alipay"), reader=True) as made:
        made.kiosk.until(lambda state: state["reader"] == "up")
        yield made


def test_read_asked_on_the_phone_and_delivered(site: Site) -> None:
    shown = site.shows_code()
    site.kiosk.until(lambda _: "own_code" in site.kiosk.targets())
    code = site.gateway.pay_code("alipay", "asks")
    site.cabinet.scan(code)
    site.kiosk.until_read("请在手机上确认")
    site.kiosk.until(lambda _: site.order_states(shown["number"]) == {"CLOSED", "NOTPAY"})
    assert site.gateway.phone("pay", out_trade_no=f"{shown['number']}B").done
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"
    kept = [path for path in site.kiosk.data.rglob("*") if path.is_file()]
    assert not [path for path in kept if code.encode() in path.read_bytes()]


def test_a_code_of_no_use_is_said_so_and_the_screens_pays(site: Site) -> None:
    site.shows_code()
    site.kiosk.until(lambda _: "own_code" in site.kiosk.targets())
    site.cabinet.scan("12345678")
    site.kiosk.until_read("这不是付款码")
    site.pay(site.kiosk.until_code()["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


def test_who_cancels_an_unscanned_code_is_back_at_the_goods_and_late_money_goes_back(site: Site) -> None:
    site.shows_code()
    site.kiosk.tap("pay:alipay")
    sale = site.kiosk.until(
        lambda state: state["sale"] and state["sale"]["method"] == "alipay" and state["sale"]["code"]
    )["sale"]
    site.kiosk.tap("cancel")
    site.kiosk.wait(screen="home")
    site.kiosk.until_read("已取消，没有扣款")
    site.pay(sale["code"])
    site.until_refunded(sale["amount_fen"])
