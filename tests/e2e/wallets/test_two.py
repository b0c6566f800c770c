"""Two wallets at one machine: each pays, and whoever changes from one to the other does not pay twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.outside import Site

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("customer")]


@pytest.fixture(scope="module", params=["direct", "cloud"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp(f"wallets-{request.param}")
    more = ("--set", "display.result_s=120")
    with Site(folder, *more, cloud=request.param == "cloud", wallets=("wechat", "alipay")) as made:
        yield made


def changes_to(site: Site, method: str) -> dict[str, Any]:
    """The customer taps another wallet: the sale once its code is on the screen."""
    site.kiosk.tap(f"pay:{method}")
    found = site.kiosk.until(
        lambda state: state["sale"] and state["sale"]["method"] == method and state["sale"]["code"], 60
    )
    sale: dict[str, Any] = found["sale"]
    return sale


def states(site: Site, sale: str) -> dict[str, str]:
    """Of each payment of this sale, at its gateway, by wallet."""
    orders = site.gateway.books()["orders"]
    assert isinstance(orders, list)
    return {one["wallet"]: one["state"] for one in orders if str(one["out_trade_no"]).startswith(sale)}


def delivered(site: Site) -> bool:
    site.kiosk.wait(screen="result", timeout_s=60)
    return bool(site.kiosk.sale()["outcome"] == "delivered")


def test_the_first_code_is_closed_before_the_other_wallets_is_shown_and_pays(site: Site) -> None:
    first = site.shows_code()
    assert first["method"] == "wechat"
    sale = changes_to(site, "alipay")
    assert states(site, sale["number"]) == {"wechat": "CLOSED", "alipay": "NOTPAY"}
    assert not site.gateway.phone("pay", first["code"]).done, "the old code is dead"
    site.pay(sale["code"])
    assert delivered(site)


def test_what_does_not_fall_goes_back_to_alipay(site: Site) -> None:
    sale = site.shows_code("water-lemon")
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    site.pay(changes_to(site, "alipay")["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "nothing"
    site.until_refunded(sale["amount_fen"], step_s=10)


def test_a_code_that_cannot_be_closed_and_is_paid_as_well_goes_back(site: Site) -> None:
    """Alipay knows no trade before the scan: the old code lives on, so its money returns by itself."""
    site.shows_code()
    old = changes_to(site, "alipay")
    new = changes_to(site, "wechat")
    assert old["code"] != new["code"]
    site.pay(new["code"])
    site.pay(old["code"])
    assert delivered(site)
    site.until_refunded(old["amount_fen"])
