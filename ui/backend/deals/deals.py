"""What the cart costs and why: each saving on its own line, what is near, coupons, points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalog.products import in_language
from kiosk.promotions.views import CouponView, Explained
from kiosk.promotions.views import Deals as Verbs
from kiosk.views import CartView, KioskView
from ui.backend import words
from ui.backend.deals import said
from ui.backend.game.game import Game
from ui.backend.rows import RowModel

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

USABLE = ("applied", "not_chosen", "less_than_other")
"""Fates of coupons that may be chosen."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One line below the goods."""

    key: str
    kind: str
    """``saving``, ``gift``, ``near`` or ``limit``."""
    text: str
    amount: str
    """With its sign; empty for none."""


@dataclass(frozen=True, slots=True)
class CouponRow:
    code: str
    name: str
    until: str
    told: str
    """Whether it serves, and the one reason why not."""
    usable: bool
    applied: bool


@QmlElement
class Deals(QObject):
    changed = Signal()

    def __init__(
        self, view: KioskView, language: str, verbs: Verbs, game: Callable[[QObject], Game], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._game = game(self)
        self._verbs = verbs
        self._view = view
        self._language = language
        self._notes = RowModel(NoteRow, "key", self)
        self._coupons = RowModel(CouponRow, "code", self)
        self._fill()

    @property
    def _cart(self) -> CartView:
        return self._view.cart

    @property
    def _why(self) -> Explained:
        return self._view.cart.why

    def show(self, view: KioskView, language: str) -> None:
        was, self._view = self._view, view
        spoken, self._language = language != self._language, language
        self._game.show(view, language)
        if spoken or view.cart is not was.cart:
            self._fill()

    def _fill(self) -> None:
        self._notes.replace(list(self._note_rows()))
        usable_first = sorted(self._why.coupons, key=lambda one: one.fate not in USABLE)
        self._coupons.replace([self._coupon_row(one) for one in usable_first])
        self.changed.emit()

    def _note_rows(self) -> Iterator[NoteRow]:
        why = self._why
        for saving in why.savings:
            text = said.saving(saving, self._language)
            yield NoteRow(f"saving:{saving.id}", "saving", text, f"−{words.money(saving.fen)}")
        for gift in why.gifts:
            product = self._view.shop.product(gift.sku)
            name = in_language(product.names, self._language) if product else gift.sku
            text = words.translate("Words", "赠 %1 ×%2").replace("%1", name)
            text = text.replace("%2", str(gift.quantity))
            yield NoteRow(f"gift:{gift.sku}", "gift", text, words.money(0))
        for limit in why.limits:
            yield NoteRow(f"limit:{limit.id}", "limit", said.limit(limit, self._language), "")
        for near in why.near:
            yield NoteRow(f"near:{near.id}", "near", said.near(near, self._language), "")

    def _coupon_row(self, one: CouponView) -> CouponRow:
        text = words.translate("Words", "有效期至 %1")
        return CouponRow(
            code=one.code,
            name=said.coupon(one, self._language),
            until=text.replace("%1", one.until_date) if one.until_date else "",
            told=said.coupon_state(one),
            usable=one.fate in USABLE,
            applied=one.fate == "applied",
        )

    @property
    def draw(self) -> Game:
        """``game`` for Python."""
        return self._game

    @Property(Game, notify=changed)
    def game(self) -> Game:
        """The draw, where there is one."""
        return self._game

    # what the cart shows

    @Property(RowModel, notify=changed)
    def notes(self) -> RowModel:
        return self._notes

    @Property(RowModel, notify=changed)
    def coupons(self) -> RowModel:
        return self._coupons

    @Property(str, notify=changed)
    def priceChanged(self) -> str:  # noqa: N802 called by QML
        """The total has become another one without a touch; empty as long as it has not."""
        return said.changed(self._cart.was_fen, self._cart.total_fen) if self._cart.was_fen else ""

    @Property(str, notify=changed)
    def couponWord(self) -> str:  # noqa: N802 called by QML
        """On the row that leads to the coupons; empty: the customer holds none."""
        if not self._why.coupons:
            return ""
        used = [one for one in self._why.coupons if one.fate == "applied"]
        if used:
            saved = words.money(sum(one.saving_fen for one in used))
            return (
                words.translate("Words", "已用 %1 张，省 %2")
                .replace("%1", str(len(used)))
                .replace("%2", saved)
            )
        usable = sum(one.fate in USABLE for one in self._why.coupons)
        if usable:
            return words.translate("Words", "%1 张可用").replace("%1", str(usable))
        return words.translate("Words", "现在没有可用的")

    @Property(bool, notify=changed)
    def noCoupon(self) -> bool:  # noqa: N802 called by QML
        """The customer wants none."""
        return self._why.chosen == ""

    @Property(str, notify=changed)
    def pointsWord(self) -> str:  # noqa: N802 called by QML
        """Empty: nobody has points here."""
        return said.points(self._why.points) if self._why.points else ""

    @Property(bool, notify=changed)
    def canSpend(self) -> bool:  # noqa: N802 called by QML
        return self._why.points is not None and self._why.points.points > 0

    @Property(bool, notify=changed)
    def spending(self) -> bool:
        return self._why.points is not None and self._why.points.spending

    # what a touch asks for

    @Slot(str)
    def chooseCoupon(self, code: str) -> None:  # noqa: N802 called by QML
        """Empty: none of them."""
        self._verbs.choose_coupon(code)

    @Slot(bool)
    def spendPoints(self, spend: bool) -> None:  # noqa: N802 called by QML
        self._verbs.spend_points(spend)
