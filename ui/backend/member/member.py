"""The member's screen: the code to sign in by, and what a member has."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import in_language
from kiosk.members.views import GUEST_VIEW, MemberView, PieceView, SignIn
from kiosk.views import KioskView, Shopping
from ui.backend.catalogue import CardRow, card
from ui.backend.countdown import Countdown
from ui.backend.member import words
from ui.backend.pictures import code_url
from ui.backend.rows import RowModel
from ui.backend.words import translate

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

AGAIN_MAX = 8
"""Cards in the "again" row."""
PERKS_MAX = 3


@dataclass(frozen=True, slots=True)
class PieceRow:
    code: str
    title: str
    until: str
    note: str
    usable: bool


@dataclass(frozen=True, slots=True)
class PerkRow:
    id: str
    title: str
    day: str
    now: bool


@QmlElement
class Member(QObject):
    """``shopping.members`` takes what is touched here."""

    changed = Signal()

    def __init__(self, shopping: Shopping, language: str, parent: QObject) -> None:
        super().__init__(parent)
        self._shopping = shopping
        self._language = language
        self._view: MemberView = GUEST_VIEW
        self._is_shown = False
        self._pieces = RowModel(PieceRow, "code", self)
        self._perks = RowModel(PerkRow, "id", self)
        self._again = RowModel(CardRow, "sku", self)
        self._countdown = Countdown(shopping.monotonic_ms, self)
        self.show(shopping.view, language)

    def show(self, view: KioskView, language: str) -> None:
        self._view, self._language = view.member, language
        lines = {line.sku: line for line in view.cart.lines}
        member = self._view.member
        bought = [view.shop.product(sku) for sku in member.history] if member is not None else []
        cards = [
            card(product, view.products[product.sku], lines.get(product.sku), language)
            for product in bought
            if product is not None and product.sku in view.products
        ]
        self._again.replace([row for row in cards if row.available][:AGAIN_MAX])
        self._pieces.replace([self._piece(piece) for piece in self._view.pieces])
        self._perks.replace(
            [
                PerkRow(perk.id, in_language(perk.names, language), words.perk_day(perk.day), not perk.day)
                for perk in self._view.perks[:PERKS_MAX]
            ]
        )
        if self._view.state is SignIn.CODE:
            self._countdown.run(self._view.ends_at_ms, self._view.span_ms)
        else:
            self._countdown.stop()
        self.changed.emit()

    def _piece(self, piece: PieceView) -> PieceRow:
        title = in_language(piece.names, self._language) or translate("Words", "优惠券")
        until = words.until(piece.until_date)
        return PieceRow(piece.code, title, until, words.piece_note(piece), piece.is_usable)

    def on_screen(self, *, shown: bool) -> None:
        """The screen has come, or gone: a code is only good while somebody can see it."""
        if shown == self._is_shown:
            return
        self._is_shown = shown
        if not shown:
            self._shopping.members.leave()
        elif self._view.member is None:
            self._shopping.members.sign_in()

    def clock_moved(self) -> None:
        self._countdown.look()

    # what a touch asks for

    @Slot()
    def again(self) -> None:
        """Another code, in place of one that a phone has opened."""
        self._shopping.members.leave()
        self._shopping.members.sign_in()

    @Slot()
    def signOut(self) -> None:  # noqa: N802 called by QML
        self._shopping.members.sign_out()

    # what the screen reads

    @Property(str, notify=changed)
    def state(self) -> str:
        """A word of ``SignIn``."""
        return self._view.state.value

    @Property(bool, notify=changed)
    def signedIn(self) -> bool:  # noqa: N802 called by QML
        return self._view.member is not None

    @Property(str, notify=changed)
    def code(self) -> str:
        """Address of the code's picture; empty while there is none."""
        return code_url(self._view.code) if self._view.state is SignIn.CODE else ""

    @Property(Countdown, notify=changed)
    def countdown(self) -> Countdown:
        """Until the code is replaced."""
        return self._countdown

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._view.member.name if self._view.member is not None else ""

    @Property(bool, notify=changed)
    def birthday(self) -> bool:
        return self._view.is_birthday

    @Property(str, notify=changed)
    def level(self) -> str:
        member = self._view.member
        return (in_language(member.level_names, self._language) or member.level) if member is not None else ""

    @Property(str, notify=changed)
    def points(self) -> str:
        return f"{self._view.member.points:,}" if self._view.member is not None else ""

    @Property(str, notify=changed)
    def worth(self) -> str:
        return words.worth(self._view.points_worth_fen)

    @Property(int, notify=changed)
    def percent(self) -> int:
        """Of the way to the next level."""
        return self._view.member.level_percent if self._view.member is not None else 0

    @Property(str, notify=changed)
    def way(self) -> str:
        member = self._view.member
        if member is None:
            return ""
        return words.way(member.missing_points, in_language(member.next_level_names, self._language))

    @Property(RowModel, notify=changed)
    def pieces(self) -> RowModel:
        return self._pieces

    @Property(RowModel, notify=changed)
    def perks(self) -> RowModel:
        return self._perks

    @Property(RowModel, notify=changed)
    def bought(self) -> RowModel:
        """What was bought before and can be bought now."""
        return self._again
