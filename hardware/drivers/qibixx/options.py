"""The options of a Qibixx till: which devices hang on the bus, and what they do otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.drivers.options import Options
from hardware.wire.qibixx.commands import RESPONSE_MAX_MS, RESPONSE_MIN_MS

MODEL: Final = "qibixx"
OWN_FIGURE: Final = 0


@dataclass(frozen=True, slots=True)
class QibixxOptions:
    """``options`` of this model."""

    changer: bool = True
    """Look for a coin changer."""
    validator: bool = True
    """Look for a bill validator."""
    cards: bool = True
    """Look for a card reader."""
    response_ms: int = 50
    """How long the adapter waits for a device: the bus allows 5 ms, many devices are slower (S17)."""
    by_hand: bool = True
    """The buttons inside the door may dispense coins; the changer tells how many."""
    card_limit_s: int = OWN_FIGURE
    """How long a customer has for the card; 0: as long as the reader says it may take."""

    @classmethod
    def read(cls, given: Mapping[str, object]) -> QibixxOptions:
        """Raises ``SettingError`` for a key or value that does not exist."""
        options, usual = Options(f"till model {MODEL}", given), cls()
        result = cls(
            changer=options.flag("changer", usual.changer),
            validator=options.flag("validator", usual.validator),
            cards=options.flag("cards", usual.cards),
            response_ms=options.number("response_ms", usual.response_ms, RESPONSE_MIN_MS, RESPONSE_MAX_MS),
            by_hand=options.flag("by_hand", usual.by_hand),
            card_limit_s=options.number("card_limit_s", usual.card_limit_s, OWN_FIGURE, 300),
        )
        options.finish()
        return result
