"""Help: the guided questions, what is typed and the answers it finds, the one that is open."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import in_language
from kiosk.help.answers import Answer
from kiosk.help.desk import HelpDesk
from kiosk.views import KioskView
from ui.backend.orders import sayings
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

KEY_ROWS = ("QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")
TYPED_MAX_CHARS = 24
SHOWN_MAX = 4


@dataclass(frozen=True, slots=True)
class QuestionRow:
    id: str
    title: str
    icon: str


@QmlElement
class Guide(QObject):
    changed = Signal()

    def __init__(self, desk: HelpDesk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._view: KioskView | None = None
        self._language = ""
        self._typed = ""
        self._typing = False
        self._answer: Answer | None = None
        self._topics = RowModel(QuestionRow, "id", self)
        self._hits = RowModel(QuestionRow, "id", self)

    def show(self, view: KioskView, language: str) -> None:
        self._view = view
        if language != self._language:
            self._language = language
            if self._topics.rows:
                self._tell()
        self.changed.emit()

    def _row(self, answer: Answer) -> QuestionRow:
        return QuestionRow(answer.id, answer.title(self._language), answer.icon)

    def _tell(self) -> None:
        answers = self._desk.answers
        self._topics.replace([self._row(one) for one in answers.found if one.guide])
        found = (answers.of(hit.id) for hit in self._desk.matcher.find(self._typed)) if self._typed else ()
        self._hits.reset([self._row(one) for one in found if one is not None][:SHOWN_MAX])
        self.changed.emit()

    def forget(self) -> None:
        self._typed, self._typing, self._answer = "", False, None
        if self._topics.rows:
            self._tell()

    # what the screen reads

    @Property(RowModel, notify=changed)
    def topics(self) -> RowModel:
        return self._topics

    @Property(RowModel, notify=changed)
    def hits(self) -> RowModel:
        return self._hits

    @Property("QStringList", notify=changed)  # type: ignore[arg-type]  # Qt takes its own type names
    def keyRows(self) -> list[str]:  # noqa: N802 called by QML
        return list(KEY_ROWS)

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._typed

    @Property(bool, notify=changed)
    def typing(self) -> bool:
        """The keypad is there."""
        return self._typing

    @Property(bool, notify=changed)
    def answering(self) -> bool:
        return self._answer is not None

    @Property(str, notify=changed)
    def question(self) -> str:
        return self._answer.title(self._language) if self._answer else ""

    @Property(str, notify=changed)
    def icon(self) -> str:
        return self._answer.icon if self._answer else "help"

    @Property(str, notify=changed)
    def answer(self) -> str:
        if self._answer is None or self._view is None:
            return ""
        phone = self._view.shop.operator.phone or sayings.phone_on_machine()
        return in_language(self._answer.says, self._language).replace("{phone}", phone)

    @Property(str, notify=changed)
    def leads(self) -> str:
        """``orders``, ``feedback``, ``phone`` or empty."""
        return self._answer.leads if self._answer else ""

    # what a touch asks for

    @Slot()
    def begin(self) -> None:
        """The help page is shown."""
        self._tell()

    @Slot(str)
    def choose(self, question: str) -> None:
        self._answer = self._desk.answers.of(question)
        self.changed.emit()

    @Slot()
    def closeAnswer(self) -> None:  # noqa: N802 called by QML
        self._answer = None
        self.changed.emit()

    @Slot(bool)
    def setTyping(self, on: bool) -> None:  # noqa: N802 called by QML
        self._typing = bool(on)
        if not on:
            self._typed = ""
        self._tell()

    @Slot(str)
    def letter(self, key: str) -> None:
        if len(self._typed) < TYPED_MAX_CHARS:
            self._typed += key.lower()
            self._tell()

    @Slot()
    def eraseLetter(self) -> None:  # noqa: N802 called by QML
        self._typed = self._typed[:-1]
        self._tell()
