"""UnionPay's code on the screen: paid, and paid when nobody waits for it any more. It cannot be closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.outside import Site

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("customer")]

LONG = ("--set", "display.result_s=120")
BOTH = ("wechat", "unionpay")
STEP_S = 3
"""Shorter than an answer may take: a call that is under way while time jumps is not given up for it."""


@pytest.fixture(scope="module", params=["direct", "cloud"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, cloud = tmp_path_factory.mktemp(f"unionpay-{request.param}"), request.param == "cloud"
    with Site(folder, *LONG, cloud=cloud, wallets=BOTH) as made:
        yield made


def unionpay_code(site: Site, *skus: str) -> dict[str, object]:
    """The sale once UnionPay's code has taken the place of the one shown first."""
    site.shows_code(*skus)
    site.kiosk.wait(target="pay:unionpay")  # each wallet is offered once it has answered for itself
    site.kiosk.tap("pay:unionpay")
    found: dict[str, object] = site.kiosk.until(
        lambda state: state["sale"] and state["sale"]["code"] and state["sale"]["method"] == "unionpay"
    )["sale"]
    return found


def test_switched_to_paid_and_delivered(site: Site) -> None:
    sale = unionpay_code(site)
    assert site.order_states(str(sale["number"])) == {"CLOSED", "NOTPAY"}, "the first code is dead"
    site.pay(str(sale["code"]))
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "delivered"


def test_an_abandoned_code_is_watched_and_late_money_goes_back_by_itself(site: Site) -> None:
    before = site.cabinet.world()["turns_total"]
    sale = unionpay_code(site)
    site.hurry(200)
    site.kiosk.wait(sale_stage="watching", timeout_s=60)
    site.kiosk.wait(screen="result")
    assert site.kiosk.sale()["outcome"] == "expired", "nobody waits for a close that cannot come"
    site.kiosk.tap("done")
    site.kiosk.next_customer()
    new = site.shows_code()
    site.pay(str(sale["code"]), force=True)
    site.pay(str(new["code"]))
    site.kiosk.wait(screen="result", timeout_s=60)
    assert (site.kiosk.sale()["outcome"], site.kiosk.sale()["number"]) == ("delivered", new["number"])
    fen = sale["amount_fen"]
    assert isinstance(fen, int)
    site.until_refunded(fen, step_s=STEP_S)
    assert site.cabinet.world()["turns_total"] == before + 1, "one customer was served, one was paid back"


def test_what_does_not_fall_is_paid_back_though_the_first_refund_is_refused(site: Site) -> None:
    sale = unionpay_code(site, "tea-black")
    lines = sale["lines"]
    assert isinstance(lines, list)
    site.cabinet.fault({"jam": lines[0]["lane"]})
    site.gateway.fault("refund", "not_enough")
    site.gateway.fault("query", "bad_signature")
    site.pay(str(sale["code"]))
    site.kiosk.wait(screen="result", timeout_s=60)
    assert site.kiosk.sale()["outcome"] == "nothing"
    site.until_refunded(350, step_s=STEP_S)
    site.until(lambda: any("已退款" in text for text in site.kiosk.read()), step_s=STEP_S)
