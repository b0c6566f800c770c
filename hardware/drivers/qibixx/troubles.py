"""What staff should look at, each said once and once when it is over. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.api import TillEvent, TillTrouble
from hardware.wire.mdb import changer, validator
from hardware.wire.mdb.words import CHANGER_WORDS, VALIDATOR_WORDS

Say = Callable[[TillEvent], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one status of a device becomes a trouble."""

    code: str
    lasts: bool
    """The device says it at every poll that has nothing else to tell, as long as it is so; otherwise once,
    and it is over when the device has shown that it works, or was reset."""


_CHANGER: Final[dict[int, Kind]] = {
    changer.Code.TUBE_SENSOR: Kind("tube_sensor", lasts=False),
    changer.Code.ACCEPTOR_UNPLUGGED: Kind("coin_acceptor_unplugged", lasts=True),
    changer.Code.TUBE_JAM: Kind("tube_jam", lasts=False),
    changer.Code.ROM_CHECKSUM: Kind("changer_rom", lasts=False),
    changer.Code.ROUTING: Kind("coin_routing", lasts=False),
    changer.Code.COIN_JAM: Kind("coin_jam", lasts=False),
    changer.Code.COIN_REMOVAL: Kind("coin_removal", lasts=False),
}
_VALIDATOR: Final[dict[int, Kind]] = {
    validator.Code.MOTOR: Kind("bill_motor", lasts=True),
    validator.Code.SENSOR: Kind("bill_sensor", lasts=True),
    validator.Code.ROM_CHECKSUM: Kind("bill_rom", lasts=True),
    validator.Code.JAM: Kind("bill_jam", lasts=True),
    validator.Code.REMOVED: Kind("bill_drawn_out", lasts=False),
    validator.Code.CASH_BOX_OUT: Kind("cash_box_out", lasts=True),
    validator.Code.CREDITED_REMOVAL: Kind("bill_removal", lasts=False),
}
"""Which statuses come at every poll is from the notes below the two tables of MDB 5.3 and 6.3."""


OVER_MS: Final = 5_000
"""What lasts and was not said for so long is over: an answer may have had something else to tell."""


class Troubles:
    """Those of one device. ``say`` hears each once until it is over."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._open: dict[str, str] = {}
        self._said_ms: dict[int, int] = {}
        """When each status was said last."""

    def begin(self, code: str, text: str) -> None:
        if code not in self._open:
            self._open[code] = text
            self._say(TillTrouble(code, text))

    def end(self, *codes: str) -> None:
        for code in codes:
            if code in self._open:
                self._say(TillTrouble(code, self._open.pop(code), cleared=True))

    def are_news(self, codes: set[int], now_ms: int) -> bool:
        """One of these statuses was not said a moment ago."""
        return any(self._is_over(code, now_ms) for code in codes)

    def changer_said(self, codes: set[int], now_ms: int) -> None:
        """The statuses of one whole answer to POLL."""
        self._said(codes, now_ms, _CHANGER, CHANGER_WORDS)

    def validator_said(self, codes: set[int], now_ms: int) -> None:
        self._said(codes, now_ms, _VALIDATOR, VALIDATOR_WORDS)

    def coin_came(self) -> None:
        """A coin went all the way: acceptor and routing work."""
        self.end("coin_jam", "coin_routing", "coin_removal")

    def coins_went(self) -> None:
        """As many as were asked for, from every tube that had kept some back."""
        self.end("tube_jam")

    def bill_came(self) -> None:
        self.end("bill_drawn_out", "bill_removal")

    def device_was_reset(self) -> None:
        """It has looked itself over and starts anew."""
        self.end(*(kind.code for table in (_CHANGER, _VALIDATOR) for kind in table.values()))

    def _said(self, codes: set[int], now_ms: int, table: dict[int, Kind], words: dict[int, str]) -> None:
        self._said_ms.update(dict.fromkeys(codes, now_ms))
        for code, kind in table.items():
            if code in codes:
                self.begin(kind.code, f"{words[code][:1].upper()}{words[code][1:]}.")
            elif kind.lasts and self._is_over(code, now_ms):
                self.end(kind.code)

    def _is_over(self, code: int, now_ms: int) -> bool:
        said_ms = self._said_ms.get(code)
        return said_ms is None or now_ms - said_ms >= OVER_MS
