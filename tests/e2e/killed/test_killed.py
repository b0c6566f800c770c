"""SIGKILL in each phase of a sale, then a new start: no double turn, no fen lost, the words right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.outside import Site

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("served_customer")]

TURN_MS = 700
"""Long enough to be killed in the middle of."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Cabinet and gateway live on while the kiosk dies, again and again."""
    with Site(tmp_path_factory.mktemp("killed"), "--set", "display.result_s=120", turn_ms=TURN_MS) as made:
        yield made


def killed(site: Site) -> dict[str, Any] | None:
    """Dead, and up again: what the screen tells of a sale that was cut short."""
    site.kiosk.kill()
    site.kiosk.start()
    site.kiosk.until_mode("selling", timeout_s=90)
    earlier: dict[str, Any] | None = site.kiosk.state()["earlier"]
    return earlier


def outcome_at_last(site: Site) -> str:
    """Of the earlier sale, once it is no longer open."""
    settled = ("open", "checking")
    state = site.kiosk.until(
        lambda state: state["earlier"] and state["earlier"]["outcome"] not in settled, 60
    )
    return str(state["earlier"]["outcome"])


def test_while_shopping_nothing_was_begun(site: Site) -> None:
    site.basket(units=2)
    assert killed(site) is None
    assert site.kiosk.state()["cart"]["count"] == 0


def test_while_the_code_was_being_made_nobody_can_have_paid(site: Site) -> None:
    site.gateway.fault("native", "slow", ms=5_000)
    site.basket()
    site.kiosk.tap("buy")
    site.kiosk.wait(sale_stage="paying")
    number = site.kiosk.sale()["number"]
    assert killed(site) is None, "no code was seen: there is nothing to tell"
    site.until(lambda: site.order_states(number) <= {"CLOSED"})


def test_while_the_code_was_shown_it_is_closed_and_the_customer_told(site: Site) -> None:
    number = site.shows_code()["number"]
    assert killed(site) is not None
    assert outcome_at_last(site) == "expired"
    texts = site.kiosk.until_read("没有扣款")
    assert any("上一笔交易被打断了" in text for text in texts)
    assert site.order_states(number) == {"CLOSED"}


def test_paid_while_it_was_dead_the_money_goes_back_whole(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = site.shows_code()
    site.kiosk.kill()
    site.pay(sale["code"])
    site.kiosk.start()
    site.kiosk.until_mode("selling", timeout_s=90)
    assert outcome_at_last(site) == "nothing"
    site.kiosk.until_read("全部自动原路退回")
    site.until_refunded(sale["amount_fen"])
    assert site.cabinet.world()["turns_total"] == turns, "nobody stands there any more"


def test_while_the_first_of_two_turned_the_second_goes_back_and_the_first_is_never_turned_again(
    site: Site,
) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = site.shows_code(units=2)
    site.pay(sale["code"])
    site.kiosk.wait(sale_stage="vending")
    site.until(lambda: site.cabinet.world()["turning"] is not None, step_s=0)
    assert killed(site) is not None
    assert outcome_at_last(site) in ("partly", "in_doubt")
    second = sale["lines"][1]["amount_fen"]
    site.until_refunded(second)
    assert site.cabinet.world()["turns_total"] == turns + 1
    assert line_fates(site)[1] == "not_delivered"
    if outcome_at_last(site) == "in_doubt":
        site.kiosk.until_read("您的钱不会丢")


def test_between_two_items_the_one_that_fell_is_paid_for(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = site.shows_code(units=2)
    site.pay(sale["code"])
    site.kiosk.until(lambda state: state["sale"]["lines"][0]["fate"] == "delivered")
    assert killed(site) is not None
    assert outcome_at_last(site) in ("partly", "in_doubt", "delivered")
    assert line_fates(site)[0] == "delivered"
    assert site.cabinet.world()["turns_total"] <= turns + 2


def test_while_money_was_on_its_way_back_the_same_refund_goes_on(site: Site) -> None:
    site.gateway.refund_plan("PROCESSING", 0)
    sale = site.shows_code()
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=60)
    state = site.kiosk.until(lambda state: state["sale"]["refunds"][0]["state"] == "on_its_way")
    number = state["sale"]["refunds"][0]["number"]
    killed(site)
    assert site.kiosk.audit()["refund_pending_fen"] == sale["amount_fen"]
    site.gateway.refund(number, "SUCCESS")
    site.until_refunded(sale["amount_fen"])
    site.settled()
    refunds = site.gateway.books()["refunds"]
    assert isinstance(refunds, list)
    assert [one["requests"] for one in refunds if one["out_refund_no"] == number] == [1]


def test_while_an_old_code_was_watched_it_is_watched_on_and_late_money_goes_back(site: Site) -> None:
    sale = site.shows_code()
    site.gateway.fault("close", "http_500", times=-1)
    site.kiosk.tap("cancel")
    site.kiosk.wait(sale_stage="closing")
    site.kiosk.hurry(15)
    site.kiosk.wait(sale_stage="watching")
    killed(site)
    site.pay(sale["code"])
    site.until_refunded(sale["amount_fen"])


def test_after_it_was_closed_nothing_is_left_to_do(site: Site) -> None:
    sale = site.shows_code()
    site.pay(sale["code"])
    site.kiosk.wait(sale_stage="closed", timeout_s=60)
    before = site.kiosk.audit()
    assert killed(site) is None
    assert site.kiosk.audit() == before


def line_fates(site: Site) -> list[str]:
    return [str(line["fate"]) for line in site.kiosk.state()["earlier"]["lines"]]
