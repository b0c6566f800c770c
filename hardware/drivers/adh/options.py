"""``[board] options`` of the ADH cards: what their documents leave open, to be chosen on the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hardware.drivers.asked.cards import Cards
from hardware.drivers.options import Options
from hardware.errors import SettingError
from hardware.wire.adh.codes import ADH814, ADH815, CARD_MAX, Dialect


@dataclass(frozen=True, slots=True)
class Model:
    """One of the two boards."""

    name: str
    dialect: Dialect
    baud: int


MODEL_815: Final = Model("adh815", ADH815, 38_400)
"""Some stand at 9600 (boards.md 6): ``[board] baud``."""
MODEL_814: Final = Model("adh814", ADH814, 9_600)
"""The speed of the only source."""


@dataclass(frozen=True, slots=True)
class AdhOptions:
    """``[board] options`` for both models."""

    lanes: int
    """The highest lane there is."""
    lanes_a_card: int
    """Lanes 1 to this are on card 1, the next ones on card 2, up to card 4."""
    set_detection: bool = True
    """ADH815: see before each vend that the card's drop detection is as the drop sensor is wanted (20, 21).
    Without it, as on the ADH814, what the card is set to must be seen to by the installer: with its detection
    off it calls everything dropped."""
    temperature_zones: int = 1
    """Cards whose probe is read, from card 1 on; 0: none."""
    vend_timeout_ms: int = 20_000
    """The maker's own library gives up after 15 s."""
    poll_ms: int = 200
    """Between two polls of a running motor (150 in the maker's own library)."""
    gap_ms: int = 50
    """Silence before every request; in no document."""

    @property
    def cards(self) -> Cards:
        return Cards(self.lanes, self.lanes_a_card)

    @classmethod
    def usual(cls, model: Model) -> AdhOptions:
        return cls(model.dialect.motors_a_card, model.dialect.motors_a_card)

    @classmethod
    def read(cls, model: Model, given: Mapping[str, object]) -> AdhOptions:
        """Raises ``SettingError`` for a key or value that does not exist."""
        options, usual = Options(f"board model {model.name}", given), cls.usual(model)
        lanes_a_card = options.number("lanes_a_card", usual.lanes_a_card, 1, usual.lanes_a_card)
        most = CARD_MAX * lanes_a_card
        result = cls(
            lanes=options.number("lanes", min(usual.lanes, most), 1, most),
            lanes_a_card=lanes_a_card,
            set_detection=options.flag("set_detection", True) if model.dialect.reads_mode else False,
            temperature_zones=options.number("temperature_zones", usual.temperature_zones, 0, CARD_MAX),
            vend_timeout_ms=options.number("vend_timeout_ms", usual.vend_timeout_ms, 1_000, 240_000),
            poll_ms=options.number("poll_ms", usual.poll_ms, 50, 5_000),
            gap_ms=options.number("gap_ms", usual.gap_ms, 5, 1_000),
        )
        options.finish()
        if result.temperature_zones > result.cards.count:
            raise SettingError(
                "option.bad_value",
                f"The board model {model.name} is set to {result.lanes} lanes, which is "
                f"{result.cards.count} cards: temperature_zones cannot be {result.temperature_zones}.",
            )
        return result
