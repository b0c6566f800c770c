"""What the machine itself suffers: cable, power, jams, the eye before the hatch, the door, noise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.outside import Site

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("served_customer")]

TURN_MS = 500
RESULT_MS = 6_500
"""How long a result is waited for: a little more than a port may be away and still bring it."""
AWAY, DOOR = "出货装置没有应答", "关好柜门后自动恢复售卖"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    words = ("--set", "display.result_s=120", "--set", f"board.options.vend_timeout_ms={RESULT_MS}")
    with Site(tmp_path_factory.mktemp("machine"), *words, turn_ms=TURN_MS) as made:
        yield made


def bought(site: Site, script: dict[str, Any], units: int = 1) -> dict[str, Any]:
    """A sale with something wrong in its first lane, at its end."""
    sale = site.shows_code(units=units)
    [(name, value)] = script.items()
    site.cabinet.fault({name: value, "lane": sale["lines"][0]["lane"]})
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=90)
    return site.kiosk.sale()


def fates(sale: dict[str, Any]) -> list[str]:
    return [str(line["fate"]) for line in sale["lines"]]


def lanes_for_sale(site: Site) -> set[str]:
    return {name for name in site.kiosk.targets() if name.startswith("add:")}


def test_a_jam_goes_back_the_rest_falls_and_the_lane_is_sold_from_no_more(site: Site) -> None:
    sale = bought(site, {"jam": True}, units=3)
    assert (sale["outcome"], fates(sale)) == ("partly", ["not_delivered", "delivered", "delivered"])
    site.kiosk.until_read("没出货的部分自动原路退回")
    site.until_refunded(sale["lines"][0]["amount_fen"])
    site.kiosk.tap("done")
    site.kiosk.wait(screen="home")
    assert f"add:{sale['lines'][0]['sku']}" not in lanes_for_sale(site)


def test_what_did_not_fall_goes_back(site: Site) -> None:
    sale = bought(site, {"no_drop": True})
    assert (sale["outcome"], fates(sale)) == ("nothing", ["not_delivered"])
    site.until_refunded(sale["amount_fen"])


def test_a_drop_the_eye_did_not_see_is_the_customers_gain_not_the_loss(site: Site) -> None:
    """The board swears that nothing fell, so the money goes back: never the other way round."""
    fell = site.cabinet.world()["fell_total"]
    sale = bought(site, {"drop_not_seen": True})
    assert (sale["outcome"], site.cabinet.world()["fell_total"]) == ("nothing", fell + 1)
    site.until_refunded(sale["amount_fen"])
    site.unseen += 1


@pytest.mark.parametrize("phase", ["before_drop", "after_drop"])
def test_a_cable_pulled_in_the_middle_of_a_turn_and_put_back_loses_nothing(site: Site, phase: str) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = bought(site, {"cut_cable": {"phase": phase, "times": 1, "for_ms": 1_500}})
    assert sale["outcome"] in ("delivered", "in_doubt")
    assert site.cabinet.world()["turns_total"] == turns + 1
    site.kiosk.until_mode("selling", timeout_s=60)


def test_a_cable_that_stays_out_leaves_the_turn_in_doubt_by_name_and_pays_back_the_rest(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = bought(site, {"cut_cable": {"phase": "before_drop", "times": 1}}, units=2)
    assert (sale["outcome"], fates(sale)) == ("in_doubt", ["unknown", "not_delivered"])
    texts = site.kiosk.until_read("您的钱不会丢")
    assert any(sale["number"] in text for text in texts)
    site.kiosk.until_said("may or may not have fallen")
    site.kiosk.tap("done")
    site.kiosk.wait(screen="out_of_service", timeout_s=60)
    site.kiosk.until_read(AWAY)
    site.cabinet.fault({"cut_cable": False})
    site.kiosk.until_mode("selling", timeout_s=60)
    assert f"add:{sale['lines'][0]['sku']}" not in lanes_for_sale(site), (
        "what lies before the hatch is unknown"
    )
    site.until_refunded(sale["lines"][1]["amount_fen"])
    assert site.cabinet.world()["turns_total"] <= turns + 1


def test_a_board_whose_power_fails_in_the_middle_of_a_turn_is_not_told_to_turn_again(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = bought(site, {"power_cut": {"phase": "before_drop", "times": 1, "for_ms": 1_500}}, units=2)
    assert sale["outcome"] in ("in_doubt", "partly", "nothing")
    assert fates(sale)[0] != "delivered" and fates(sale)[1] in ("not_delivered", "delivered")
    assert site.cabinet.world()["turns_total"] <= turns + 2
    site.kiosk.until_mode("selling", timeout_s=60)


@pytest.mark.slow
def test_an_open_door_takes_the_code_from_the_screen_and_pauses_selling(site: Site) -> None:
    """This board is asked about its door every half minute, and when it comes up."""
    number = site.shows_code()["number"]
    site.cabinet.fault("door_open")
    site.kiosk.until(lambda state: not (state["sale"] and state["sale"]["code"]), timeout_s=90)
    state = site.kiosk.until(lambda state: state["sale"] is None or state["sale"]["phase"] == "result")
    assert state["sale"] is None or state["sale"]["outcome"] == "cancelled"
    site.kiosk.until_read("没有扣款")
    site.until(lambda: site.order_states(number) == {"CLOSED"})
    site.kiosk.tap("done")
    site.kiosk.wait(screen="out_of_service", timeout_s=60)
    site.kiosk.until_read(DOOR)
    site.cabinet.fault(["door_closed", {"cut_cable": {"for_ms": 300}}])
    site.kiosk.until_mode("selling", timeout_s=90)


def test_noise_on_the_line_is_not_heard_by_the_customer(site: Site) -> None:
    sale = site.shows_code(units=2)
    site.cabinet.fault(["noise_before", "split", {"bad_checksum": 3}, {"lost_ack": 1}])
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=90)
    assert fates(site.kiosk.sale()) == ["delivered", "delivered"]


def test_a_board_that_falls_silent_is_away_and_comes_back_by_itself(site: Site) -> None:
    site.cabinet.fault("silence")
    site.kiosk.wait(screen="out_of_service", timeout_s=60)
    site.kiosk.until_read(AWAY)
    site.kiosk.until_said("board is away")
    site.cabinet.fault("speak")
    site.kiosk.until_mode("selling", timeout_s=60)
