"""A limit counts from the moment a sale is asked for, until it comes to nothing."""

from __future__ import annotations

from dataclasses import replace

from kiosk.sale.events import CancelPressed, Event, MethodChosen
from kiosk.sale.table import step
from kiosk.vend.live import Live
from tests.kiosk.promotions.counter import FLASH, Counter


def told(counter: Counter, live: Live, event: Event) -> None:
    before = live.sale
    live.sale, _ = step(before, event)
    counter.uses.stepped(live, before)


def test_the_next_customer_is_not_promised_the_same_unit() -> None:
    counter = Counter({**FLASH, "stock": 1})
    counter.put(coffee=1)
    live = counter.sale()
    counter.uses.opened(live)
    assert counter.uses.by_all["flash"] == 1
    assert counter.card("coffee").price_fen == 900
    told(counter, live, MethodChosen("wechat"))
    assert counter.uses.by_all["flash"] == 1
    told(counter, live, CancelPressed())
    assert counter.uses.by_all["flash"] == 0
    counter.cart.clear()
    assert counter.card("coffee").price_fen == 500


def test_what_the_disk_refused_never_was() -> None:
    counter = Counter(FLASH)
    counter.put(coffee=1)
    live = counter.sale()
    counter.uses.opened(live)
    counter.uses.dropped(live)
    assert counter.uses.by_all["flash"] == 0


def test_a_members_uses_are_their_own() -> None:
    counter = Counter(FLASH)
    counter.put(coffee=1)
    live = replace(counter.sale(), customer="m1")
    counter.uses.load_customer("m1", {"flash": 3})
    counter.uses.opened(live)
    assert counter.uses.by_customer("m1") == {"flash": 4}
    assert counter.uses.by_customer("m2") == counter.uses.by_customer("") == {}
