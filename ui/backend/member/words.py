"""What is said to members, in the language of the moment. Chinese is the source language."""

from __future__ import annotations

from kiosk.members.views import PieceView
from ui.backend.words import money, translate


def piece_note(piece: PieceView) -> str:
    """Whether a coupon serves, or the one reason why not."""
    return (
        {
            "applied": translate("Words", "已用上，省 %1"),
            "not_chosen": translate("Words", "可以使用"),
            "less_than_other": translate("Words", "另一张更省"),
            "unknown": translate("Words", "已停用"),
            "expired": translate("Words", "已过期"),
            "not_now": translate("Words", "不在使用时间"),
            "not_for_you": translate("Words", "不符合使用条件"),
            "no_goods": translate("Words", "所选商品不适用"),
            "only_full_price": translate("Words", "商品已有优惠，不能再用"),
            "below_threshold": translate("Words", "还差 %2 可用"),
            "nothing_left": translate("Words", "已是最低价"),
        }.get(piece.fate, translate("Words", "可以使用"))
        .replace("%1", money(piece.saving_fen))
        .replace("%2", money(piece.missing_fen))
    )


def until(date: str) -> str:
    """The last day a coupon serves."""
    return translate("Words", "有效期至 %1").replace("%1", date) if date else ""


def perk_day(day: str) -> str:
    """When a members' promotion holds: now, or on a day to come (ISO)."""
    if not day:
        return translate("Words", "今天可享")
    month, month_day = (str(int(part)) for part in day.split("-")[1:])
    return translate("Words", "%1 月 %2 日").replace("%1", month).replace("%2", month_day)


def way(missing_points: int, level: str) -> str:
    """How far the next level is; ``level`` is empty at the highest one."""
    if not level:
        return translate("Words", "已是最高等级")
    said = translate("Words", "再得 %1 积分升级为%2")
    return said.replace("%1", f"{missing_points:,}").replace("%2", level)


def worth(fen: int) -> str:
    """What the points could take off."""
    return translate("Words", "可抵 %1").replace("%1", money(fen)) if fen > 0 else ""
