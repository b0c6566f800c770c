"""Coins and bills through the real program and driver, a simulated till behind them: goods, or money back."""

from __future__ import annotations

import pytest

from tests.e2e.till.site import TillSite

pytestmark = pytest.mark.timeout(300)


def restarted(site: TillSite) -> None:
    """Dead in this instant, and up again."""
    site.kiosk.kill()
    site.kiosk.start()
    site.kiosk.until_mode("selling", timeout_s=90)


def test_exact_coins_buy_the_goods(site: TillSite) -> None:
    price_fen = site.chooses("cash")["amount_fen"]
    site.pays_exactly(price_fen)
    site.kiosk.wait(screen="result", timeout_s=40)
    assert site.kiosk.sale()["outcome"] == "delivered"
    assert (site.since("in_fen"), site.since("out_fen")) == (price_fen, 0)


def test_a_bill_is_changed_to_the_fen(site: TillSite) -> None:
    sale = site.chooses("cash")
    change_fen = 1_000 - sale["amount_fen"]
    assert 1_000 in sale["till"]["bills_fen"]
    site.until(lambda: site.till.bill(1_000), step_s=0)
    site.until_out(change_fen)
    site.kiosk.wait(screen="result", timeout_s=40)
    till = site.kiosk.until(lambda state: state["sale"]["till"]["back"] == "given")["sale"]["till"]
    assert (till["back_fen"], till["given_fen"]) == (change_fen, change_fen)


def test_cancel_gives_back_what_is_in_and_says_so(site: TillSite) -> None:
    site.chooses("cash")
    site.put_in(100, 50)
    site.until_in(150)
    site.kiosk.tap("cancel")
    site.until_out(150)
    site.kiosk.until(lambda state: state["sale"]["till"]["back"] == "given")
    assert site.kiosk.state()["screen"] == "result" and site.kiosk.sale()["outcome"] == "cancelled"


def test_each_coin_begins_the_time_anew(site: TillSite) -> None:
    site.chooses("cash")
    for value, in_fen in ((100, 100), (50, 150)):
        site.kiosk.hurry(150)
        site.put_in(value)
        site.until_in(in_fen)
    site.kiosk.hurry(150)
    assert site.kiosk.sale()["stage"] == "paying", "450 seconds, and never 180 without a coin"
    site.kiosk.tap("cancel")
    site.until_out(150)


def test_the_lever_is_as_good_as_cancel(site: TillSite) -> None:
    site.chooses("cash")
    site.put_in(100)
    site.until_in(100)
    site.till.lever()
    site.until_out(100)
    assert site.kiosk.sale()["outcome"] == "cancelled"


def test_goods_that_do_not_fall_come_back_in_coins(site: TillSite) -> None:
    sale = site.chooses("cash")
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    site.pays_exactly(sale["amount_fen"])
    site.until_out(sale["amount_fen"])
    site.kiosk.wait(sale_stage="closed", timeout_s=40)
    assert [refund["state"] for refund in site.kiosk.sale()["refunds"]] == ["done"]


def test_a_power_cut_with_money_in_gives_it_back(site: TillSite) -> None:
    site.chooses("cash")
    site.put_in(100, 100)
    site.until_in(200)
    restarted(site)
    site.until_out(200)
    earlier = site.kiosk.until(lambda state: state["earlier"])["earlier"]
    assert earlier["outcome"] in ("expired", "cancelled", "checking", "open")


def test_a_power_cut_while_change_comes_out_pays_the_rest_and_no_more(site: TillSite) -> None:
    site.chooses("cash")
    site.until(lambda: site.till.bill(2_000), step_s=0)
    site.until(lambda: site.since("out_fen"), step_s=0)
    restarted(site)
    site.until(lambda: not site._audit()["refund_pending_fen"], step_s=0)
    site.until(lambda: not site._audit()["till"]["owed_fen"], step_s=0)
    books = site._audit()
    site.until_out(2_000 - books["till"]["kept_fen"] + site_kept(site))


def site_kept(site: TillSite) -> int:
    """What earlier customers of this module left in the till for their goods."""
    return int(site._before["in_fen"]) - int(site._before["out_fen"])


def test_a_power_cut_after_it_was_paid_is_goods_or_money(site: TillSite) -> None:
    turns = site.cabinet.world()["turns_total"]
    site.pays_exactly(site.chooses("cash")["amount_fen"])
    site.kiosk.wait(sale_stage="vending", timeout_s=20)
    restarted(site)
    site.until(lambda: not site._audit()["refund_pending_fen"], step_s=0)
    assert site.cabinet.world()["turns_total"] <= turns + 1


def test_an_adapter_pulled_while_somebody_pays_keeps_what_is_in(site: TillSite) -> None:
    price_fen = site.chooses("cash")["amount_fen"]
    site.put_in(100, 100)
    site.until_in(200)
    site.till.fault({"cut_cable": True})
    site.kiosk.until(lambda state: not state["sale"]["till"]["up"])
    site.kiosk.until_said("The till's adapter is away")
    site.till.fault({"cut_cable": False})
    site.kiosk.until(lambda state: state["sale"]["till"]["coins_fen"])
    site.pays_exactly(price_fen - 200)
    site.kiosk.wait(screen="result", timeout_s=40)
    assert site.kiosk.sale()["outcome"] == "delivered" and site.since("out_fen") == 0


def test_what_a_device_complains_of_is_told_to_staff_until_it_is_over(site: TillSite) -> None:
    site.till.fault({"coin_jam": True})
    site.kiosk.until_said("a coin jam")
    site.pays_exactly(site.chooses("cash")["amount_fen"])
    site.kiosk.wait(screen="result", timeout_s=40)
    site.kiosk.until_said("over: coin_jam")


def test_the_wallets_are_as_they_were(site: TillSite) -> None:
    sale = site.shows_code(units=1)
    assert sale["methods"] == ["wechat", "cash", "card"] and sale["method"] == "wechat"
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=40)
    site.kiosk.tap("done")
    assert site.shows_code(units=2)["methods"] == ["wechat", "cash"], (
        "a reader gives back the whole or nothing"
    )
    assert site.world()["enabled_coins"] == [] and site.since("in_fen") == 0
