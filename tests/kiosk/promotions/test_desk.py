"""The desk: the machine's own rules until the cloud tells others, and a price only once they are read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.cabinet.incidents.pricing import UNREAD
from kiosk.pricing.occasion import Customer
from kiosk.promotions.desk import PriceDesk
from tests.kiosk.cabinet.test_opening import Rig, outfit
from tests.kiosk.promotions.counter import FULL_20, SECOND_TEA

OWN = '[[promotion]]\nid = "own"\nkind = "threshold"\nat_fen = 100\noff_fen = 10\n'


class Told:
    """How often the snapshot was renewed and the customer did something."""

    def __init__(self) -> None:
        self.touches = self.renewals = 0

    def touched(self) -> None:
        self.touches += 1

    def renew(self) -> None:
        self.renewals += 1


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def desk(tmp_path: Path, told: Told) -> PriceDesk:
    rules = tmp_path / "rules.toml"
    rules.write_text(OWN, encoding="utf-8")
    return PriceDesk(replace(outfit(Rig()), rules_file=rules), told.touched, told.renew)


def held(desk: PriceDesk) -> list[str]:
    assert desk.prices is not None
    return [one.id for one in desk.prices.book.promotions]


def test_there_is_no_price_before_the_rules_are_read(desk: PriceDesk) -> None:
    assert desk.prices is None and desk.findings == ()
    asyncio.run(desk.open())
    assert held(desk) == ["own"]


def test_what_the_cloud_tells_takes_the_files_place_and_gives_it_back(desk: PriceDesk, told: Told) -> None:
    asyncio.run(desk.open())
    desk.publish({"promotion": [FULL_20]})
    assert held(desk) == ["full-20"] and told.renewals == 1
    desk.publish("half a document")
    assert held(desk) == ["full-20"], "the table before holds"
    assert [one.code for one in desk.findings] == [UNREAD]
    desk.publish(None)
    assert held(desk) == ["own"] and desk.findings == ()
    assert told.touches == 0, "it is told as a change that nobody made"


def test_a_table_that_comes_before_the_rules_are_read_waits_for_them(desk: PriceDesk) -> None:
    desk.publish({"promotion": [SECOND_TEA]})
    asyncio.run(desk.open())
    assert held(desk) == ["second-tea"]


@pytest.mark.parametrize(
    "choose",
    [
        lambda desk: desk.choose_coupon("A"),
        lambda desk: desk.spend_points(True),
        lambda desk: desk.serve(Customer(is_member=True), "m1", {"own": 1}),
    ],
    ids=["coupon", "points", "member"],
)
def test_what_the_customer_chooses_is_their_own_doing(
    desk: PriceDesk, told: Told, choose: Callable[[PriceDesk], None]
) -> None:
    choose(desk)
    assert (told.touches, told.renewals) == (0, 0), "nothing to choose from yet"
    asyncio.run(desk.open())
    choose(desk)
    assert (told.touches, told.renewals) == (1, 1)
