"""The same sales and the same faults on every family of boards, through the whole program and the real wire.

What differs is what a board can know, and it is written down here: a relay has no eye, so it cannot tell that
nothing fell; whoever buys such a board knows that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.harness import settings
from tests.e2e.outside import Site

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow, pytest.mark.usefixtures("served_customer")]

TURN_MS = 400
"""Long enough for a cable to be pulled in the middle of."""
RESULT_MS = 4_000
"""How long a result is waited for."""
AWAY = "出货装置没有应答"


@dataclass(frozen=True)
class Family:
    model: str
    eye: bool = True
    """It has a drop sensor and knows whether something fell."""
    feels_jams: bool = True
    """It knows that a motor did not come home."""
    tests_eye: bool = False
    """It can test its drop sensor before money is taken."""
    door: bool = True
    """It has a contact for the door."""
    noise: tuple[str | dict[str, Any], ...] = ("noise_before", "split", {"bad_checksum": 2})
    timed: bool = True
    """How long a result is waited for can be set."""


FAMILIES = {
    family.model: family
    for family in (
        Family("xy", tests_eye=True, noise=("noise_before", "split", {"bad_checksum": 2}, {"lost_ack": 1})),
        Family("tcn", tests_eye=True),
        Family("zdm8"),
        Family("m102"),
        Family("adh815"),
        Family("adh814"),
        Family("relay", eye=False, feels_jams=False, timed=False),
    )
}


@pytest.fixture(scope="module", params=FAMILIES)
def family(request: pytest.FixtureRequest) -> Family:
    return FAMILIES[str(request.param)]


@pytest.fixture(scope="module")
def site(family: Family, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    words = ["--set", "display.result_s=120"]
    if family.timed:
        words += settings({"vend_timeout_ms": RESULT_MS}, "board.options")
    folder = tmp_path_factory.mktemp(family.model)
    with Site(folder, *words, model=family.model, turn_ms=TURN_MS) as made:
        yield made


def fates(sale: dict[str, Any]) -> list[str]:
    return [str(line["fate"]) for line in sale["lines"]]


def bought(site: Site, script: dict[str, Any] | None = None, units: int = 1) -> dict[str, Any]:
    """A sale at its end; ``script`` is what goes wrong in its first lane."""
    sale = site.shows_code(units=units)
    if script:
        [(name, value)] = script.items()
        site.cabinet.fault({name: value, "lane": sale["lines"][0]["lane"]})
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=90)
    return site.kiosk.sale()


def test_a_basket_falls_piece_by_piece(site: Site) -> None:
    fell = site.cabinet.world()["fell_total"]
    sale = bought(site, units=3)
    assert (sale["outcome"], fates(sale)) == ("delivered", ["delivered"] * 3)
    assert site.cabinet.world()["fell_total"] == fell + 3


def test_a_jam_goes_back_and_the_rest_falls(site: Site, family: Family) -> None:
    if not family.feels_jams:
        pytest.skip("this board cannot know of a jam")
    sale = bought(site, {"jam": True}, units=2)
    assert (sale["outcome"], fates(sale)) == ("partly", ["not_delivered", "delivered"])
    site.until_refunded(sale["lines"][0]["amount_fen"])


def test_what_did_not_fall_goes_back(site: Site, family: Family) -> None:
    if not family.eye:
        pytest.skip("this board has no drop sensor")
    sale = bought(site, {"no_drop": True})
    assert (sale["outcome"], fates(sale)) == ("nothing", ["not_delivered"])
    site.until_refunded(sale["amount_fen"])


def test_a_cable_out_for_a_moment_in_the_middle_of_a_turn_loses_nothing(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = bought(site, {"cut_cable": {"phase": "after_drop", "times": 1, "for_ms": 800}})
    assert sale["outcome"] in ("delivered", "in_doubt")
    assert site.cabinet.world()["turns_total"] == turns + 1
    site.kiosk.until_mode("selling", timeout_s=60)


def test_a_cable_that_stays_out_leaves_the_turn_in_doubt_and_pays_back_the_rest(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = bought(site, {"cut_cable": {"phase": "before_drop", "times": 1}}, units=2)
    assert (sale["outcome"], fates(sale)) == ("in_doubt", ["unknown", "not_delivered"])
    site.kiosk.tap("done")
    site.kiosk.wait(screen="out_of_service", timeout_s=60)
    site.kiosk.until_read(AWAY)
    site.cabinet.fault({"cut_cable": False})
    site.kiosk.until_mode("selling", timeout_s=60)
    assert f"add:{sale['lines'][0]['sku']}" not in site.kiosk.targets(), "it may still hang there"
    site.until_refunded(sale["lines"][1]["amount_fen"])
    assert site.cabinet.world()["turns_total"] <= turns + 1


def test_a_board_whose_power_fails_is_not_told_to_turn_again(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = bought(site, {"power_cut": {"phase": "before_drop", "times": 1, "for_ms": 1_500}}, units=2)
    assert sale["outcome"] in ("in_doubt", "partly", "nothing")
    assert fates(sale)[0] != "delivered"
    assert site.cabinet.world()["turns_total"] <= turns + 2
    site.kiosk.until_mode("selling", timeout_s=60)


def test_noise_is_not_heard_by_the_customer(site: Site, family: Family) -> None:
    sale = site.shows_code(units=2)
    site.cabinet.fault(list(family.noise))
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=90)
    assert fates(site.kiosk.sale()) == ["delivered", "delivered"]


def test_a_board_that_falls_silent_is_away_and_comes_back_by_itself(site: Site) -> None:
    site.cabinet.fault("silence")
    site.kiosk.wait(screen="out_of_service", timeout_s=60)
    site.kiosk.until_read(AWAY)
    site.cabinet.fault("speak")
    site.kiosk.until_mode("selling", timeout_s=60)


def test_killed_in_the_middle_of_a_turn_it_never_turns_that_motor_again(site: Site) -> None:
    turns = site.cabinet.world()["turns_total"]
    sale = site.shows_code(units=2)
    site.pay(sale["code"])
    site.until(lambda: site.cabinet.world()["turning"] is not None, step_s=0)
    site.kiosk.kill()
    site.kiosk.start()
    site.kiosk.until_mode("selling", timeout_s=90)
    earlier = site.kiosk.until(
        lambda state: state["earlier"] and state["earlier"]["outcome"] not in ("open", "checking"), 60
    )["earlier"]
    assert earlier["outcome"] in ("partly", "in_doubt")
    assert fates(earlier)[1] == "not_delivered"
    site.until_refunded(sale["lines"][1]["amount_fen"])
    assert site.cabinet.world()["turns_total"] == turns + 1


def test_a_blocked_eye_is_found_before_money_is_taken(site: Site, family: Family) -> None:
    if not family.tests_eye:
        pytest.skip("this board cannot test its drop sensor")
    site.cabinet.fault("sensor_blocked")
    site.kiosk.hurry(60)
    site.kiosk.next_customer()
    site.basket()
    state = site.kiosk.until(lambda state: state["trouble"] == "drop_sensor")
    assert state["sale"] is None
    site.cabinet.fault("sensor_ok")
    site.kiosk.hurry(60)
    site.kiosk.until_mode("selling", timeout_s=60)
