"""How much lies in the till, as the devices count it, and how a coin or bill is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.api import CashLevels, MoneyIn, MoneyKind, Tube
from hardware.drivers.qibixx.troubles import Say


@dataclass
class Cash:
    """One till's levels; changer and validator keep them up to date."""

    say: Say
    tubes: tuple[Tube, ...] = ()
    bills_stacked: int | None = None

    @property
    def levels(self) -> CashLevels:
        return CashLevels(self.tubes, self.bills_stacked)

    def coin_in(self, value_fen: int) -> None:
        """Call when ``tubes`` has the coin already."""
        self.say(MoneyIn(value_fen, MoneyKind.COIN, self.levels))

    def bill_in(self, value_fen: int) -> None:
        self.say(MoneyIn(value_fen, MoneyKind.BILL, self.levels))
