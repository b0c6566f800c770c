"""Codes that phones show to be read: what a customer holds before the machine's reader.

Each is good once and for a minute or so, and belongs to a customer who pays at once, is asked on the phone
first, or has too little. In memory alone, as in the wallet: a restart makes new ones.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum

from cloud.sandbox.clock import Clocks

LIFE_MS = 120_000
"""A wallet shows another about every minute and takes the last one a little longer; the exact figure is
published nowhere."""
KEPT_MAX = 1_000
_SHAPES = {"wechat": ("13", 18), "alipay": ("28", 18), "unionpay": ("62", 19)}
"""Prefix and length (payments.md 1.12; the others as their wallets show them)."""


class Does(StrEnum):
    """What comes of charging it."""

    PAYS = "pays"
    ASKS = "asks"
    """The customer is asked on the phone: until ``pay`` or ``fail`` is played there."""
    POOR = "poor"
    """There is not enough money behind it."""


@dataclass(frozen=True, slots=True)
class Shown:
    wallet: str
    does: Does
    until_ms: int


class PayCodes:
    """Of all wallets: a code tells its wallet by its digits."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._shown: OrderedDict[str, Shown] = OrderedDict()

    def show(self, wallet: str, does: Does) -> str:
        """A new code on the screen of a phone."""
        prefix, length = _SHAPES[wallet]
        rest = length - len(prefix)
        code = prefix + f"{secrets.randbelow(10**rest):0{rest}d}"
        self._shown[code] = Shown(wallet, does, self._clocks.gateway_ms() + LIFE_MS)
        while len(self._shown) > KEPT_MAX:
            self._shown.popitem(last=False)
        return code

    def take(self, wallet: str, code: str) -> Shown | None:
        """Whose it is, once; None for one that was never shown, was taken, is too old or another wallet's."""
        shown = self._shown.pop(code, None)
        if shown is None or shown.wallet != wallet or self._clocks.gateway_ms() > shown.until_ms:
            return None
        return shown
