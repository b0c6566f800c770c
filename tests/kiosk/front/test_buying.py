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


def test_a_member_is_priced_and_advised_as_one_and_forgotten_at_leaving() -> None:
    prices, adviser, nobody = Prices(), Adviser(lambda: cast(Any, None)), cast(Any, None)
    parties = Parties(lambda: None, nobody, nobody, nobody, nobody, cast(Any, prices), nobody, adviser)
    buying = Buying(nobody, parties)
    buying.serve(Member("S1", "王**", level="gold", points=120, history=("tea", "cola")))
    assert list(adviser.own) == ["tea", "cola"]
    [member] = prices.served
    assert (member.is_member, member.level, member.points) == (True, "gold", 120)
    buying.serve(None)
    assert not adviser.own and prices.served[-1] is GUEST
