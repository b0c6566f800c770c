"""The screen that nobody has touched yet: its pictures, and one sentence in every language of the machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, Property, QObject, QTranslator, Signal
from PySide6.QtQml import QmlElement

from ui.settings import DisplaySettings

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

TRANSLATIONS = Path(__file__).parents[1] / "i18n"
TOUCH = str(QT_TRANSLATE_NOOP("Greetings", "触摸屏幕开始选购"))
DRAW = str(QT_TRANSLATE_NOOP("Greetings", "玩一下，抽优惠券"))
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


def wide(media_root: Path, path: str) -> str:
    """The same composed for a lying screen, where there is one: ``a/dew.webp`` -> ``a/dew-wide.webp``."""
    stem, dot, ending = path.rpartition(".")
    beside = f"{stem}-wide{dot}{ending}"
    return beside if (media_root / beside).is_file() else path


@QmlElement
class Waiting(QObject):
    """Never changes while the program runs."""

    changed = Signal()

    def __init__(self, settings: DisplaySettings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def pictures(self) -> list[str]:
        return list(self._settings.attract)

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def widePictures(self) -> list[str]:  # noqa: N802 called by QML
        return [wide(self._settings.media_root, path) for path in self._settings.attract]

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def greetings(self) -> list[str]:
        """ "Touch to start" in every language."""
        return in_each(TOUCH, self._settings.languages)

    @Property(str, notify=changed)
    def draw(self) -> str:
        """The invitation to the draw, a line in every language."""
        return "\n".join(in_each(DRAW, self._settings.languages))

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def voiceHints(self) -> list[str]:  # noqa: N802 called by QML
        return in_each(HOLD, self._settings.languages)
