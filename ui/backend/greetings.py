"""One sentence in every language the machine speaks, at once: for the screen that nobody has touched yet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QTranslator

TRANSLATIONS = Path(__file__).parents[1] / "i18n"
TOUCH = str(QT_TRANSLATE_NOOP("Greetings", "触摸屏幕开始选购"))
HOLD = str(QT_TRANSLATE_NOOP("Greetings", "看不清？按住屏幕三秒，听语音"))


def in_each(source: str, languages: Iterable[str]) -> list[str]:
    """``source`` (Chinese) in each language, in their order; a language without a translation is left out,
    and one sentence is not said twice."""
    told: dict[str, None] = {}
    for language in languages:
        translator = QTranslator()
        translator.load(str(TRANSLATIONS / f"{language}.qm"))
        text = translator.translate("Greetings", source) or (source if language.startswith("zh") else "")
        if text:
            told[text] = None
    return list(told)
