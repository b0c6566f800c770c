"""A card at the reader, through the real program and driver: charged is delivered, or undone."""

from __future__ import annotations

import pytest

from tests.e2e.till.site import TillSite

pytestmark = pytest.mark.timeout(300)


def taps(site: TillSite) -> None:
    site.until(site.till.card, step_s=0)


def test_a_card_that_is_taken_buys_the_goods(site: TillSite) -> None:
    price_fen = site.chooses("card")["amount_fen"]
    taps(site)
    site.kiosk.wait(screen="result", timeout_s=40)
    assert site.kiosk.sale()["outcome"] == "delivered"
    site.until(lambda: site.since("charged_fen") == price_fen, step_s=0)


def test_a_refused_card_may_be_followed_by_another(site: TillSite) -> None:
    site.chooses("card")
    site.till.fault({"card_denied": True, "times": 1})
    taps(site)
    site.kiosk.until(lambda state: state["sale"]["till"]["denied"])
    assert site.kiosk.state()["screen"] == "pay"
    taps(site)
    site.kiosk.wait(screen="result", timeout_s=40)
    assert site.kiosk.sale()["outcome"] == "delivered"


def test_goods_that_do_not_fall_are_not_charged(site: TillSite) -> None:
    sale = site.chooses("card")
    site.cabinet.fault({"jam": sale["lines"][0]["lane"]})
    taps(site)
    site.kiosk.wait(sale_stage="closed", timeout_s=60)
    assert [refund["state"] for refund in site.kiosk.sale()["refunds"]] == ["done"]
    assert site.since("charged_fen") == 0 and site.since("out_fen") == 0


def test_cancelled_as_the_card_is_read_nothing_stays_charged(site: TillSite) -> None:
    site.chooses("card")
    taps(site)
    site.kiosk.tap("cancel")
    site.kiosk.until(lambda state: not state["sale"] or state["sale"]["stage"] in ("closed", "vending"), 60)
    site.until(lambda: not site.world()["held_fen"], step_s=0)


def test_a_kill_while_a_card_is_asked_for_charges_nobody(site: TillSite) -> None:
    site.chooses("card")
    site.kiosk.kill()
    site.kiosk.start()
    site.kiosk.until_mode("selling", timeout_s=90)
    site.kiosk.until(lambda state: state["earlier"] and state["earlier"]["outcome"] == "expired")
    assert site.since("charged_fen") == 0, "the reader itself says that nobody was charged: no one is called"
