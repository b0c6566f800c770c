"""Money that comes too early, too late, twice around a close, and money on its way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.outside import Site

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("customer")]

SPAN_S = 180
ASKED_FOR, ON_ITS_WAY, REFUNDED, WITH_STAFF = (
    "正在申请退款",
    "退款已受理，等待到账",
    "已退款",
    "工作人员正在处理退款",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("money"), "--set", "display.result_s=120") as made:
        yield made


def outcome(site: Site) -> str:
    return str(site.kiosk.sale()["outcome"])


def refund_states(site: Site) -> list[str]:
    return [str(refund["state"]) for refund in site.kiosk.sale()["refunds"]]


def paid_for_nothing(site: Site, sku: str) -> None:
    """A jam in the only lane, which is out of use from then on: all of it has to go back."""
    sale = site.shows_code(sku)
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert outcome(site) == "nothing"


def says_refunded(site: Site) -> None:
    site.until(lambda: REFUNDED in site.kiosk.read(), step_s=3)


def test_paid_at_the_last_second_while_the_code_is_being_closed_the_goods_fall(site: Site) -> None:
    sale = site.shows_code()
    site.gateway.fault("close", "http_500", times=-1)
    site.kiosk.hurry(200)
    site.kiosk.wait(sale_stage="closing")
    site.kiosk.until_read("正在核实付款")
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert (outcome(site), site.kiosk.sale()["notice"]) == ("delivered", "last_second")
    site.kiosk.until_read("最后一刻收到了付款")


def test_paid_while_a_cancelled_code_is_being_closed_it_all_goes_back(site: Site) -> None:
    before = site.cabinet.world()["turns_total"]
    sale = site.shows_code()
    site.gateway.fault("close", "http_500", times=-1)
    site.kiosk.tap("cancel")
    site.kiosk.wait(sale_stage="closing")
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert outcome(site) == "nothing"
    texts = site.kiosk.until_read("全部自动原路退回")
    assert "等待出货" not in texts, "nobody is to wait for what will not come"
    site.until_refunded(sale["amount_fen"])
    assert site.cabinet.world()["turns_total"] == before
    says_refunded(site)


def test_money_that_comes_after_the_screen_gave_up_goes_back_by_itself(site: Site) -> None:
    before = site.cabinet.world()["turns_total"]
    sale = site.shows_code()
    site.gateway.fault("close", "http_500", times=-1)
    site.kiosk.hurry(200)
    site.kiosk.wait(sale_stage="closing")
    site.kiosk.hurry(15)
    site.kiosk.wait(screen="result", timeout_s=60)
    assert outcome(site) == "checking"
    site.kiosk.until_read("正在核实付款")
    site.kiosk.tap("done")
    site.kiosk.wait(screen="home")
    site.pay(sale["code"])
    site.until_refunded(sale["amount_fen"])
    assert site.cabinet.world()["turns_total"] == before
    assert site.kiosk.state()["sale"] is None


def test_the_next_customer_buys_while_an_old_code_is_still_watched(site: Site) -> None:
    old = site.shows_code()
    site.gateway.fault("close", "http_500", times=-1)
    site.kiosk.tap("cancel")
    site.kiosk.wait(sale_stage="closing")
    site.kiosk.hurry(15)
    site.kiosk.wait(screen="result", timeout_s=60)
    site.kiosk.tap("done")
    site.kiosk.next_customer()
    new = site.shows_code()
    site.pay(old["code"])
    site.pay(new["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert (outcome(site), site.kiosk.sale()["number"]) == ("delivered", new["number"])
    site.until_refunded(old["amount_fen"])


def test_more_time_moves_the_end_of_the_code_twice_and_then_is_gone(site: Site) -> None:
    sale = site.shows_code()
    for _ in range(2):
        site.kiosk.hurry(SPAN_S - 31)
        site.kiosk.until_read("还有 3")
        site.kiosk.tap("more_time")
        site.kiosk.until_read("还有 2 分")
        assert site.kiosk.sale()["code"] == sale["code"]
    site.kiosk.until_gone("more_time")
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert outcome(site) == "delivered"


def test_a_phone_that_fails_to_pay_may_try_again_on_the_same_code(site: Site) -> None:
    sale = site.shows_code()
    assert site.gateway.phone("scan", sale["code"]).done
    assert site.gateway.phone("fail", sale["code"]).done
    assert site.kiosk.sale()["stage"] == "paying"
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    assert outcome(site) == "delivered"


def test_a_refund_refused_for_want_of_balance_is_asked_for_again_until_granted(site: Site) -> None:
    site.gateway.fault("refund", "not_enough", times=2)
    paid_for_nothing(site, "soda-cola")
    site.kiosk.until(lambda state: refund_states(site) == ["due"])
    assert REFUNDED not in site.kiosk.until_read(ASKED_FOR)
    site.until_refunded(300, step_s=3)
    says_refunded(site)


def test_a_refund_on_its_way_is_never_called_refunded(site: Site) -> None:
    site.gateway.refund_plan("PROCESSING", 0)
    paid_for_nothing(site, "tea-black")
    texts = site.kiosk.until_read(ON_ITS_WAY)
    for _ in range(3):
        site.kiosk.hurry(5)
        texts += site.kiosk.read()
    assert not any(REFUNDED in text for text in texts)
    assert refund_states(site) == ["on_its_way"]
    assert site.kiosk.audit()["refund_pending_fen"] == 350
    site.gateway.refund(site.kiosk.sale()["refunds"][0]["number"], "SUCCESS")
    site.until_refunded(350, step_s=3)
    says_refunded(site)


def test_a_refund_that_dies_at_the_gateway_is_asked_for_under_a_new_number(site: Site) -> None:
    site.gateway.refund_plan("CLOSED", 0)
    paid_for_nothing(site, "water-snow")
    first = site.kiosk.until(lambda state: state["sale"]["refunds"])["sale"]["refunds"][0]["number"]
    site.until(lambda: _refund(site, first)["status"] == "CLOSED")
    site.gateway.refund_plan("SUCCESS", 0)
    site.until_refunded(350, step_s=15)
    done = [entry for entry in _refunds(site) if entry["status"] == "SUCCESS"]
    assert first not in [entry["out_refund_no"] for entry in done]


def _refunds(site: Site) -> list[dict[str, object]]:
    found = site.gateway.books()["refunds"]
    assert isinstance(found, list)
    return found


def _refund(site: Site, number: str) -> dict[str, object]:
    return next((entry for entry in _refunds(site) if entry["out_refund_no"] == number), {"status": ""})
