"""The draw: off unless an owner wants it, once a visit, so many prizes a day, a coupon like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

import pytest

from kiosk.game.desk import KEY, GameDesk
from kiosk.game.keys import AFTER_SALE, OFF, WAITING, GameKeys
from kiosk.game.rules import deal
from kiosk.game.views import Draw
from kiosk.members.booking import held_by
from kiosk.pricing.moment import Moment
from kiosk.pricing.rulebook import rulebook
from kiosk.pricing.rules_file import parse_rules
from kiosk.promotions.views import DRAWN
from kiosk.sale.events import MethodChosen, PaymentReady, PaymentSeen, VendResult
from kiosk.sale.state import Fate, Line, Sale, open_sale
from kiosk.sale.table import step

RULES = {
    "coupon": [{"id": "game", "kind": "threshold", "name": {"en": "Lucky"}, "at_fen": 300, "off_fen": 50}]
}
WINS = next(seed for seed in range(100) if deal(seed, 20)[0] and not deal(seed, 20)[1])
ON = GameKeys(place=WAITING, prizes_per_day=2)


class Disk:
    """Keeps what it is given; ``full``: takes nothing."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.full = False
        self.machine = SimpleNamespace(get=self.kept.get, put=self.kept.__setitem__)

    async def write(self, work: Callable[[Any], Any]) -> Any:
        return work(SimpleNamespace(machine=self.machine))

    async def write_now(self, work: Callable[[Any], Any]) -> bool:
        if not self.full:
            await self.write(work)
        return not self.full


@dataclass
class Prices:
    """The price desk, as far as a draw knows it."""

    day: str = "2026-11-26"
    given: list[str] = field(default_factory=list)
    rules: dict[str, Any] = field(default_factory=lambda: RULES)

    @property
    def prices(self) -> Any:
        return SimpleNamespace(book=rulebook(parse_rules(self.rules).rules))

    def moment(self) -> Moment:
        return Moment(self.day, 600)

    def give(self, coupon: str) -> None:
        self.given.append(coupon)


@dataclass
class Stand:
    keys: GameKeys = ON
    disk: Disk = field(default_factory=Disk)
    deals: Prices = field(default_factory=Prices)

    def desk(self, seed: int = WINS) -> GameDesk:
        services = cast(Any, SimpleNamespace(disk=self.disk))
        return GameDesk(self.keys, lambda: services, cast(Any, self.deals), lambda: seed)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def begun(desk: GameDesk) -> None:
    desk.started()
    await settled()


async def drawn(desk: GameDesk, card: int) -> Draw:
    desk.pick(card)
    await settled()
    return desk.view.state


def played(story: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await story()

    asyncio.run(whole())


def test_off_unless_an_owner_wants_it() -> None:
    async def story() -> None:
        assert GameKeys().place == OFF
        for stand in (Stand(GameKeys()), Stand(deals=Prices(rules={})), Stand(GameKeys(WAITING, "other"))):
            desk = stand.desk()
            await begun(desk)
            assert desk.view.place == OFF
            assert await drawn(desk, 0) is Draw.READY
            assert stand.deals.given == []

    played(story)


def test_the_card_that_is_touched_decides_and_a_prize_is_a_coupon_of_the_rules() -> None:
    async def story() -> None:
        here = Stand()
        desk = here.desk()
        told: list[Draw] = []
        desk.subscribe(lambda: told.append(desk.view.state))
        await begun(desk)
        assert (desk.view.place, desk.view.names, desk.view.win_percent) == (WAITING, {"en": "Lucky"}, 20)
        assert await drawn(desk, 0) is Draw.WON
        assert told == [Draw.TURNING, Draw.WON] and here.deals.given == ["game"]
        assert here.disk.kept[KEY] == {"date": "2026-11-26", "won": 1}
        assert await drawn(desk, 1) is Draw.WON and desk.view.card == 0, "one card a visit"
        other = Stand()
        loses = other.desk()
        await begun(loses)
        assert await drawn(loses, 1) is Draw.LOST
        assert (other.deals.given, other.disk.kept) == ([], {})

    played(story)


def test_a_day_has_no_more_prizes_than_its_owner_set_also_after_a_power_cut() -> None:
    async def story() -> None:
        here = Stand()
        desk = here.desk()
        await begun(desk)
        assert await drawn(desk, 0) is Draw.WON
        desk.forget()
        again = here.desk()
        await begun(again)
        assert await drawn(again, 0) is Draw.WON
        again.forget()
        assert again.view.place == OFF, "two a day"
        assert await drawn(again, 0) is Draw.READY
        here.deals.day = "2026-11-27"
        assert again.view.place == WAITING

    played(story)


def test_what_is_not_written_down_is_not_given() -> None:
    async def story() -> None:
        here = Stand()
        here.disk.full = True
        desk = here.desk()
        await begun(desk)
        assert await drawn(desk, 0) is Draw.LOST
        assert here.deals.given == []

    played(story)


def test_whoever_leaves_takes_nothing_along() -> None:
    async def story() -> None:
        here = Stand()
        desk = here.desk()
        await begun(desk)
        desk.pick(0)
        desk.forget()
        await settled()
        assert desk.view.state is Draw.READY
        assert here.deals.given == [""]
        assert here.disk.kept[KEY]["won"] == 1, "it counts all the same"

    played(story)


def sale_with(fate: Fate) -> list[Sale]:
    """A sale of one tea, step by step."""
    sale = open_sale("S", (Line(0, "tea", "A1", 1, 450),))
    steps = [sale]
    for event in (
        MethodChosen("wechat"),
        PaymentReady(sale.number + "A", "code"),
        PaymentSeen(sale.number + "A", 450),
        VendResult(0, 1, fate),
    ):
        steps.append(step(steps[-1], event)[0])
    return steps


@pytest.mark.parametrize(("fate", "place"), [(Fate.DELIVERED, AFTER_SALE), (Fate.NOT_DELIVERED, OFF)])
def test_after_a_sale_only_what_was_paid_and_fell_earns_a_draw(fate: Fate, place: str) -> None:
    async def story() -> None:
        desk = Stand(GameKeys(place=AFTER_SALE)).desk()
        await begun(desk)
        assert desk.view.place == OFF
        steps = sale_with(fate)
        for before, sale in pairwise(steps):
            desk.sale_changed(cast(Any, SimpleNamespace(sale=sale, quote={})), before)
        assert desk.view.place == place

    played(story)


def test_what_was_won_is_spent_with_the_sale_it_was_used_in() -> None:
    async def story() -> None:
        here = Stand()
        desk = here.desk()
        await begun(desk)
        assert await drawn(desk, 0) is Draw.WON
        verdict = {"code": DRAWN, "fate": "applied"}
        assert not held_by({"coupons": [verdict]}), "the cloud is not asked for it"
        steps = sale_with(Fate.DELIVERED)
        for before, sale in pairwise(steps):
            live = SimpleNamespace(sale=sale, quote={"coupons": [verdict]})
            desk.sale_changed(cast(Any, live), before)
        assert here.deals.given == ["game", ""]

    played(story)
