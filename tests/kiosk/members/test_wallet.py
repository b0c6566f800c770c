"""Coupons, points and members' days by the published rules."""

from __future__ import annotations

import pytest

from kiosk.members.member import customer_of, has_birthday, member_of
from kiosk.members.views import HeldPiece, Member, MemberView, SignIn
from kiosk.members.wallet import told
from kiosk.pricing.moment import Moment
from kiosk.pricing.rulebook import rulebook
from kiosk.pricing.rules_file import parse_rules
from kiosk.promotions.views import CouponView
from kiosk.wire import MemberSnapshot

RULES = {
    "promotion": [
        {
            "id": "day",
            "kind": "discount",
            "name": {"zh_CN": "会员日"},
            "percent": 88,
            "who": "members",
            "month_days": [8],
        },
        {"id": "all", "kind": "discount", "name": {"zh_CN": "人人"}, "percent": 90},
        {
            "id": "gold",
            "kind": "discount",
            "name": {"zh_CN": "金卡"},
            "percent": 80,
            "who": "members",
            "levels": ["gold"],
        },
    ],
    "coupon": [
        {"id": "ten", "kind": "threshold", "name": {"zh_CN": "满10减2"}, "at_fen": 1000, "off_fen": 200},
        {"id": "new", "kind": "discount", "name": {"zh_CN": "新人"}, "percent": 50, "newcomer": True},
    ],
    "points": {"spend_points": 100, "spend_worth_fen": 100},
}
NOON = Moment("2026-11-26", 720)
MEMBER = Member(
    "5" * 32,
    "王**",
    level="silver",
    points=250,
    coupons=(
        HeldPiece("NEW1", "new"),
        HeldPiece("OLD1", "ten", "2026-11-25"),
        HeldPiece("TEN1", "ten", "2026-11-26"),
        HeldPiece("GONE", "nobody-knows"),
        HeldPiece("ODD1", "ten", "some day"),
    ),
)


def wealth(member: Member = MEMBER, moment: Moment = NOON, *judged: CouponView) -> MemberView:
    book = rulebook(parse_rules(RULES).rules)
    return told(MemberView(SignIn.SIGNED_IN, member=member), book, moment, judged)


def test_usable_coupons_come_first_and_the_others_say_why() -> None:
    assert [(piece.code, piece.fate) for piece in wealth().pieces] == [
        ("TEN1", ""),
        ("NEW1", "not_for_you"),
        ("OLD1", "expired"),
        ("GONE", "unknown"),
        ("ODD1", "expired"),
    ]


def test_a_cart_has_the_last_word() -> None:
    judged = CouponView("TEN1", "below_threshold", missing_fen=300)
    found = {piece.code: piece for piece in wealth(MEMBER, NOON, judged).pieces}
    assert (found["TEN1"].fate, found["TEN1"].missing_fen, found["TEN1"].is_usable) == (
        "below_threshold",
        300,
        False,
    )


def test_points_count_in_whole_steps() -> None:
    assert wealth().points_worth_fen == 200


@pytest.mark.parametrize(
    ("date", "day"), [("2026-11-26", "2026-12-08"), ("2026-11-08", ""), ("2026-12-31", "2027-01-08")]
)
def test_members_days_are_told_ahead(date: str, day: str) -> None:
    assert [(perk.id, perk.day) for perk in wealth(MEMBER, Moment(date, 720)).perks] == [("day", day)]


def test_what_the_cloud_says_that_makes_no_sense_is_left_out() -> None:
    said = MemberSnapshot.model_validate(
        {
            "name": "王\u0007**",
            "level": "gold",
            "points": 5,
            "birthday": "13-77",
            "coupons": [{"code": "ODD1", "coupon": "ten", "until_date": "never"}],
            "history": ["A", "B", "A"],
            "orders": ["M2ABCDEF", "M1ABCDEF", "M2ABCDEF"],
            "uses": {"x": 0, "y": 2},
        }
    )
    member = member_of("5" * 32, said)
    assert (member.name, member.history, member.uses) == ("王**", ("A", "B"), {"y": 2})
    assert member.orders == ("M2ABCDEF", "M1ABCDEF")
    customer = customer_of(member)
    assert (customer.is_member, customer.points, customer.coupons) == (True, 5, ())


def test_without_the_cloud_nothing_is_spent() -> None:
    customer = customer_of(MEMBER, can_spend=False)
    assert (customer.points, customer.coupons, customer.level) == (0, (), "silver")


@pytest.mark.parametrize(
    ("birthday", "today", "is_it"),
    [
        ("", "2026-05-06", False),
        ("05-06", "2026-05-06", True),
        ("05-06", "2026-06-05", False),
        ("02-29", "2026-02-28", True),
        ("02-29", "2028-02-28", False),
        ("02-29", "2028-02-29", True),
    ],
)
def test_birthdays(birthday: str, today: str, is_it: bool) -> None:
    assert has_birthday(birthday, today) is is_it
