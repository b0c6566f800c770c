"""Who shops: what they pay and what is suggested to them follows from it, and nothing of it stays."""

from __future__ import annotations

from typing import Any, cast

from kiosk.finding.adviser import Adviser
from kiosk.front.buying import Buying, Parties
from kiosk.members.views import Member
from kiosk.pricing.occasion import GUEST, Customer


class Prices:
    """Whom the price desk was told of."""

    def __init__(self) -> None:
        self.served: list[Customer] = []

    def serve(self, customer: Customer, _key: str = "", _used: object = None) -> None:
        self.served.append(customer)


class Orders:
    """Whose orders the desk was told to open."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, ...]] = []

    def own(self, numbers: tuple[str, ...]) -> None:
        self.opened.append(numbers)


def test_a_member_is_priced_and_advised_as_one_and_forgotten_at_leaving() -> None:
    prices, adviser, nobody = Prices(), Adviser(lambda: cast(Any, None)), cast(Any, None)
    orders = Orders()
    parties = Parties(
        lambda: None, nobody, nobody, nobody, nobody, cast(Any, prices), cast(Any, orders), adviser
    )
    buying = Buying(nobody, parties)
    bought, numbers = ("tea", "cola"), ("M2ABCDEF",)
    buying.serve(Member("S1", "王**", level="gold", points=120, history=bought, orders=numbers))
    assert list(adviser.own) == ["tea", "cola"]
    [member] = prices.served
    assert (member.is_member, member.level, member.points) == (True, "gold", 120)
    buying.serve(None)
    assert not adviser.own and prices.served[-1] is GUEST
    assert orders.opened == [numbers, ()]
