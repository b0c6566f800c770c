"""Members at the screen: signing in, with what they have, and with the cloud away."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from kiosk.members.views import Member, MemberView, PerkView, PieceView, SignIn
from kiosk.views import KioskView
from ui.showcase.state import State

CODE = "https://example.invalid/m/Zk3r9cQmT1yXw8bN5uVfLg"
_CODE_MS = 60_000
_CODE_LEFT_MS = 47_000
_OPEN = (("openMember",),)

MEMBER = Member(
    session="5" * 32,
    name="王**",
    level="silver",
    level_names={"zh_CN": "银卡会员", "en": "Silver"},
    next_level_names={"zh_CN": "金卡会员", "en": "Gold"},
    level_percent=48,
    missing_points=312,
    points=1_286,
    birthday="05-06",
)
PIECES = (
    PieceView("A1", {"zh_CN": "生日券 满10减5", "en": "Birthday: 5.00 off from 10.00"}, "2026-12-24"),
    PieceView("A2", {"zh_CN": "茶饮 8 折券", "en": "Tea: 20 % off"}, "2026-12-31", "less_than_other", 90),
    PieceView(
        "A3", {"zh_CN": "零食券 满10减2", "en": "Snacks: 2.00 off from 10.00"}, "2027-01-31", "no_goods"
    ),
    PieceView(
        *("A4", {"zh_CN": "满30减6", "en": "6.00 off from 30.00"}, "2027-01-31", "below_threshold"),
        missing_fen=1_150,
    ),
)
PERKS = (
    PerkView("double", {"zh_CN": "咖啡双倍积分", "en": "Double points for coffee"}),
    PerkView("day", {"zh_CN": "会员日 88 折", "en": "Members' day: 12 % off"}, "2026-12-08"),
)


def member_states(view: KioskView, skus: list[str], now_ms: int) -> Iterator[State]:
    """The member's screen in each of its states, and the shop with a member before it."""

    def told(member: MemberView) -> KioskView:
        return dataclasses.replace(view, member=member)

    code = MemberView(SignIn.CODE, CODE, now_ms + _CODE_LEFT_MS, _CODE_MS)
    yield State("member-signed-out", told(code), _OPEN)
    yield State("member-asking", told(MemberView(SignIn.ASKING)), _OPEN)
    yield State("member-opened", told(MemberView(SignIn.OPENED)), _OPEN)
    yield State("member-offline", told(MemberView(SignIn.AWAY)), _OPEN)
    bought = dataclasses.replace(MEMBER, history=(skus[1], skus[9], skus[14], skus[33], skus[20]))
    inside = MemberView(
        SignIn.SIGNED_IN, member=bought, pieces=PIECES[:2], perks=PERKS, points_worth_fen=1_200
    )
    yield State("member", told(inside), _OPEN)
    many = tuple(dataclasses.replace(PIECES[at % 4], code=f"B{at}") for at in range(11))
    usable_first = tuple(sorted(many, key=lambda piece: not piece.is_usable))
    yield State("member-coupons", told(dataclasses.replace(inside, pieces=usable_first)), _OPEN)
    gold = dataclasses.replace(
        MEMBER,
        level="gold",
        level_names={"zh_CN": "金卡会员", "en": "Gold"},
        next_level_names={},
        level_percent=100,
        missing_points=0,
        history=(),
    )
    birthday = dataclasses.replace(inside, member=gold, is_birthday=True, perks=(), pieces=PIECES[:1])
    yield State("member-birthday", told(birthday), _OPEN)
    yield State(
        "member-new",
        told(
            MemberView(
                SignIn.SIGNED_IN,
                member=dataclasses.replace(
                    MEMBER,
                    points=0,
                    level_percent=0,
                    missing_points=200,
                    level_names={"zh_CN": "普通会员", "en": "Member"},
                    next_level_names={"zh_CN": "银卡会员", "en": "Silver"},
                ),
            )
        ),
        _OPEN,
    )
    yield State("home-member", told(inside))
