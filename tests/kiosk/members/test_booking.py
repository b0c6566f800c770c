"""What a sale says of its member, and what must be held before it opens."""

from __future__ import annotations

from kiosk.members.booking import Held, held_by, member_report, signed
from kiosk.wire import SaleMemberReport

QUOTE = {
    "lines": [{"points_spent": 60, "points_earned": 1}, {"points_spent": 40, "points_earned": 2}],
    "coupons": [{"code": "A1B2", "fate": "applied"}, {"code": "C3D4", "fate": "less_than_other"}],
    "savings": [
        {"id": "half", "source": "promotion", "times": 2},
        {"id": "A1B2", "source": "coupon", "times": 1},
        {"id": "", "source": "points", "times": 1},
    ],
}
SESSION = "5" * 32


def test_only_what_serves_is_held() -> None:
    assert held_by(QUOTE) == Held((60, 40), ("A1B2",))
    assert not held_by({"lines": [{"points_spent": 0}], "coupons": []})
    assert not held_by({})


def test_a_guests_sale_says_nothing() -> None:
    assert member_report(signed(QUOTE, "")) is None
    assert signed(QUOTE, "") == QUOTE


def test_a_members_sale_says_all_by_line() -> None:
    said = member_report(signed(QUOTE, SESSION))
    assert said == {
        "session": SESSION,
        "points_spent": [60, 40],
        "points_earned": [1, 2],
        "coupons": ["A1B2"],
        "uses": {"half": 2},
    }
    assert SaleMemberReport.model_validate(said).session == SESSION
