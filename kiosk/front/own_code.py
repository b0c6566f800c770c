"""The customer's own pay code: the reader is asked for one while a code to scan stands on the screen.

What was read is handed on at once and kept nowhere here. A code of no use is said so kindly, and the reader
is asked again after a moment: it would only read the same one, which is still held before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from hardware.api import PAYMENT_KINDS, ScannedCode
from kiosk.cabinet.code_desk import Asking, Taker
from kiosk.payments.intent import PayCode

ASK_AGAIN_S = 2.0
NOT_A_PAY_CODE = "code_not_pay"
OTHER_WALLET = "code_other_wallet"
REFUSED = "code_refused"
NOTICES = frozenset({NOT_A_PAY_CODE, OTHER_WALLET, REFUSED})
"""Message keys about codes that were read; over with the page that asked for them."""

Read = Callable[[str, PayCode], None]
"""A wallet's name and its code."""


class OwnCode:
    """Belongs to the loop's thread."""

    def __init__(self, ask: Callable[[Taker], Asking | None], read: Read, odd: Callable[[str], None]) -> None:
        """``ask`` the reader for one code (None: there is no reader); ``odd``: why one is of no use."""
        self._ask = ask
        self._read = read
        self._odd = odd
        self._methods: tuple[str, ...] = ()
        self._asking: Asking | None = None
        self._pause: asyncio.TimerHandle | None = None

    def want(self, methods: Sequence[str]) -> None:
        """Wallets whose codes are wanted now; none: whoever looks at the screen is not to show any."""
        self._methods = tuple(methods)
        if not methods:
            self._rest()
        elif self._pause is None and (self._asking is None or not self._asking.is_open):
            self._asking = self._ask(self._take)

    def _rest(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        if self._asking is not None:
            self._asking.end()
            self._asking = None

    def _take(self, code: ScannedCode) -> None:
        self._pause = asyncio.get_running_loop().call_later(ASK_AGAIN_S, self._again)
        method = code.kind.value
        if code.kind not in PAYMENT_KINDS:
            self._odd(NOT_A_PAY_CODE)
        elif method not in self._methods:
            self._odd(OTHER_WALLET)
        else:
            self._read(method, PayCode(code.text))

    def _again(self) -> None:
        self._pause = None
        self.want(self._methods)
