"""Two wallets, one of them with somebody else's key: the other is offered alone and sells, and whoever asks
is told. And what only a sale finds out: refunds that are not open, a clock that somebody set.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.harness import run
from tests.e2e.outside import Site
from tests.kiosk.payments.strangers import strangers_key

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("customer")]

HOURS_S = 5 * 3_600


@pytest.fixture(scope="module", params=["direct", "cloud"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp(f"wrong-key-{request.param}")
    wrong = {"wechat": {"merchant_key_file": strangers_key(tmp_path_factory.mktemp("keys"))}}
    more = ("--set", "display.result_s=120")
    cloud = request.param == "cloud"
    with Site(folder, *more, cloud=cloud, wallets=("wechat", "alipay"), wrong=wrong) as made:
        yield made


def delivered(site: Site) -> bool:
    site.kiosk.wait(screen="result", timeout_s=60)
    return bool(site.kiosk.sale()["outcome"] == "delivered")


def test_only_the_other_wallet_is_offered_and_sells_and_the_doctor_names_the_wrong_one(site: Site) -> None:
    sale = site.shows_code()
    assert sale["method"] == "alipay"
    assert "pay:wechat" not in site.kiosk.targets()
    site.pay(sale["code"])
    assert delivered(site)
    site.kiosk.until_said("incident: wechat was taken off the screen")
    done = run("doctor", "--data", str(site.kiosk.data), *site.words)
    told = [line for line in done.stdout.splitlines() if "MISSING" in line]
    assert done.returncode == 1
    assert any("wechat:" in line and "check [payments.wechat]" in line for line in told), done.stdout
    assert not any("alipay:" in line for line in told), done.stdout
    calls = [call for call in site.gateway.calls() if call["call"] == "native"]
    assert not calls, "WeChat Pay was never ordered from"


def test_a_wallet_that_may_not_refund_sells_no_more_until_it_may(site: Site) -> None:
    sale = site.shows_code("water-lemon")
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    site.gateway.fault("refund", "no_auth", times=-1)
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    site.kiosk.until_said("incident: alipay refuses refunds")
    words = site.kiosk.read()
    assert any("正在申请退款" in text for text in words) and not any("已退款" in text for text in words)
    assert site.kiosk.state()["mode"] != "selling", "who can give nothing back takes nothing"
    done = run("doctor", "--data", str(site.kiosk.data), *site.words)
    assert "alipay refuses refunds" in done.stdout and done.returncode == 1
    site.gateway.clear_faults()
    site.until_refunded(sale["amount_fen"], step_s=3)
    site.kiosk.until_said("over: refunds_refused alipay")
    site.kiosk.until_mode("selling")


def test_somebody_sets_the_clock_while_the_code_is_shown(site: Site) -> None:
    sale = site.shows_code()
    site.kiosk.do("clock", jump_s=-HOURS_S)
    site.pay(sale["code"])
    assert delivered(site)
    site.kiosk.until_said("incident: This machine's clock is wrong")
    site.kiosk.next_customer()
    again = site.shows_code()
    site.pay(again["code"])
    assert delivered(site), "what is ordered under a wrong clock is signed by the right one"
    site.kiosk.do("clock", jump_s=HOURS_S)
    site.kiosk.until_said("over: clock_wrong")
