"""Promotions, savings and coupons in the customer's words, made from keys and figures. Chinese is the source.

A merchant's own title goes first; without one the rule says what it does.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.catalog.products import in_language
from kiosk.money import yuan_text
from kiosk.promotions.views import (
    Arguments,
    CouponView,
    LimitView,
    NearView,
    OfferView,
    PointsView,
    SavingView,
    Texts,
)
from ui.backend import words

MINUTES = 60


def kind(key: str, arguments: Arguments) -> str:
    """What a rule of this kind does, in a few words: 第二件半价, 满20减3, 8 折."""
    figure = {name: value for name, value in arguments.items() if isinstance(value, int)}
    match key:
        case "nth_unit":
            return _nth(figure.get("nth", 2), figure.get("percent", 50))
        case "threshold":
            text = (
                words.translate("Words", "每满 %1 减 %2")
                if figure.get("each")
                else words.translate("Words", "满 %1 减 %2")
            )
            return text.replace("%1", short(figure.get("at_fen", 0))).replace(
                "%2", short(figure.get("off_fen", 0))
            )
        case "discount":
            return percent(figure.get("percent", 100))
        case "amount_off":
            return words.translate("Words", "立减 %1").replace("%1", words.money(figure.get("off_fen", 0)))
        case "gift" if figure.get("buy_units"):
            text = words.translate("Words", "买 %1 赠 %2").replace("%1", str(figure["buy_units"]))
            return text.replace("%2", str(figure.get("count", 1)))
        case "gift" if figure.get("at_fen"):
            return words.translate("Words", "满 %1 有赠品").replace("%1", short(figure["at_fen"]))
    return {
        "flash_sale": words.translate("Words", "限时秒杀"),
        "fixed_price": words.translate("Words", "特价"),
        "bundle": words.translate("Words", "套餐"),
        "gift": words.translate("Words", "赠品"),
        "times_points": words.translate("Words", "多倍积分"),
        "member_price": words.translate("Words", "会员价"),
        "reduced": words.translate("Words", "特惠"),
        "points": words.translate("Words", "积分抵现"),
    }.get(key, "")


def _nth(nth: int, left_percent: int) -> str:
    known = {
        (2, 50): words.translate("Words", "第二件半价"),
        (2, 0): words.translate("Words", "第二件免费"),
        (3, 50): words.translate("Words", "第三件半价"),
        (3, 0): words.translate("Words", "第三件免费"),
    }
    if (nth, left_percent) in known:
        return known[nth, left_percent]
    if left_percent == 0:
        return words.translate("Words", "第 %1 件免费").replace("%1", str(nth))
    text = words.translate("Words", "第 %1 件 %2")
    return text.replace("%1", str(nth)).replace("%2", percent(left_percent))


def percent(still_paid: int) -> str:
    """``80`` -> 8 折, ``85`` -> 8.5 折. Other languages say what is taken off: ``%2`` in a hundred."""
    tenths = f"{still_paid // 10}" if still_paid % 10 == 0 else f"{still_paid // 10}.{still_paid % 10}"
    text = words.translate("Words", "%1 折")
    return text.replace("%1", tenths).replace("%2", str(100 - still_paid))


def short(fen: int) -> str:
    """``2000`` -> ``20``, ``2050`` -> ``20.50``: as it stands in 满20减3."""
    text = yuan_text(fen)
    return text.removesuffix(".00")


def title(names: Texts, key: str, arguments: Arguments, language: str) -> str:
    return in_language(names, language) or kind(key, arguments)


def badge(offer: OfferView) -> str:
    """On the card's picture: at most six characters."""
    short_words: Mapping[str, str] = {
        "flash_sale": words.translate("Words", "限时"),
        "gift": words.translate("Words", "赠"),
        "bundle": words.translate("Words", "套餐"),
        "threshold": words.translate("Words", "满减"),
    }
    return short_words.get(offer.kind) or kind(offer.kind, offer.arguments)


def time_of_day(minute: int) -> str:
    return f"{minute // MINUTES:02d}:{minute % MINUTES:02d}"


def until(offer: OfferView) -> str:
    """When it ends, or how much of it is left; empty: nobody need hurry."""
    parts = []
    if offer.until_minute >= 0:
        text = words.translate("Words", "今天 %1 结束")
        parts.append(text.replace("%1", time_of_day(offer.until_minute)))
    if offer.left:
        parts.append(words.translate("Words", "还剩 %1 份").replace("%1", str(offer.left)))
    return " · ".join(parts)


def saving(one: SavingView, language: str) -> str:
    """One line below the basket."""
    text = title(one.names, one.key, one.arguments, language)
    if one.source == "coupon":
        text = words.translate("Words", "优惠券 · %1").replace("%1", text)
    return f"{text} ×{one.times}" if one.times > 1 and one.source == "promotion" else text


def near(one: NearView, language: str) -> str:
    """再买 ¥2.00 享满20减3."""
    promised = title(one.names, one.kind, one.arguments, language)
    if one.near == "more_fen":
        text = words.translate("Words", "再买 %1 享「%2」").replace("%1", words.money(one.missing))
    elif one.near == "more_units":
        text = words.translate("Words", "再买 %1 件享「%2」").replace("%1", str(one.missing))
    else:
        text = words.translate("Words", "「%2」的赠品已送完，付款前请留意")
    return text.replace("%2", promised)


def limit(one: LimitView, language: str) -> str:
    promised = in_language(one.names, language) or words.translate("Words", "优惠")
    text = {
        "sale": words.translate("Words", "「%2」每单限 %1 件，其余按原价"),
        "customer": words.translate("Words", "「%2」每人限 %1 件，其余按原价"),
        "stock": words.translate("Words", "「%2」只剩 %1 件，其余按原价"),
    }.get(one.limit, "")
    if one.limit == "stock" and one.most == 0:
        text = words.translate("Words", "「%2」已抢完，按原价")
    return text.replace("%1", str(one.most)).replace("%2", promised)


def coupon(one: CouponView, language: str) -> str:
    """Its title."""
    return title(one.names, one.kind, one.arguments, language) or words.translate("Words", "优惠券")


def coupon_state(one: CouponView) -> str:
    """Whether it serves, and the one reason why not."""
    return {
        "applied": words.translate("Words", "已使用，省 %1").replace("%1", words.money(one.saving_fen)),
        "not_chosen": words.translate("Words", "可用，能省 %1").replace("%1", words.money(one.saving_fen)),
        "less_than_other": words.translate("Words", "可用，但已选的更省"),
        "unknown": words.translate("Words", "这台机器不认识这张券"),
        "expired": words.translate("Words", "已过期"),
        "not_now": words.translate("Words", "不在使用时间"),
        "not_for_you": words.translate("Words", "不符合使用条件"),
        "no_goods": words.translate("Words", "购物车里没有适用的商品"),
        "only_full_price": words.translate("Words", "不与其他优惠同享"),
        "below_threshold": words.translate("Words", "还差 %1").replace("%1", words.money(one.missing_fen)),
        "nothing_left": words.translate("Words", "已经没有可减的金额"),
    }.get(one.fate, "")


def points(one: PointsView) -> str:
    if one.points:
        text = words.translate("Words", "用 %1 积分抵 %2")
        return text.replace("%1", str(one.points)).replace("%2", words.money(one.worth_fen))
    return words.translate("Words", "现有 %1 积分，还不够抵现").replace("%1", str(one.held))


def changed(was_fen: int, now_fen: int) -> str:
    """Nobody touched anything, and it costs otherwise."""
    text = words.translate("Words", "价格刚刚有变：%1 → %2。请看清再付款。")
    return text.replace("%1", words.money(was_fen)).replace("%2", words.money(now_fen))
