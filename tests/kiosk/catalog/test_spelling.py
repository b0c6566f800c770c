"""Pinyin for products that have none, by a speller that is handed in."""

from __future__ import annotations

from dataclasses import replace

from kiosk.catalog.products import Product
from kiosk.catalog.spelling import spelled

SYLLABLES = {"雪": "xue", "碧": "bi", "7": "7"}
SPRITE = Product("sprite", {"zh_CN": "雪碧7", "en": "Sprite"}, "c", 1)


def speller(text: str) -> list[str]:
    return [SYLLABLES.get(letter, " ") for letter in text]


def test_what_is_missing_is_spelled() -> None:
    found = spelled(SPRITE, speller)
    assert (found.pinyin, found.initials) == ("xuebi7", "xb7")
    assert spelled(replace(SPRITE, names={"zh_CN": "雪 碧"}), speller).initials == "xb"


def test_what_somebody_wrote_stays() -> None:
    written = replace(SPRITE, pinyin="sprite", initials="s")
    assert spelled(written, speller) is written
    assert spelled(replace(SPRITE, initials="s"), speller).initials == "s"
    assert spelled(replace(SPRITE, pinyin="s"), speller).pinyin == "s"


def test_a_name_in_another_language_is_left_alone() -> None:
    english = replace(SPRITE, names={"en": "Sprite"})
    assert spelled(english, speller) is english
