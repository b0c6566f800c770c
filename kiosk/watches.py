"""What is wrong beside the cabinets, all watches together: wallets, clock, till."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kiosk.cabinet.watch import Finding
from kiosk.payments.watch import Seen, WalletWatch
from kiosk.till.watch import till_findings

if TYPE_CHECKING:
    from kiosk.till.keeper import TillKeeper


def beside_the_cabinets(desk: Seen, till: Callable[[], TillKeeper | None]) -> Callable[[], Iterator[Finding]]:
    """``till``: asked at every look, because it is opened later, or not there."""
    wallets = WalletWatch(desk)

    def findings() -> Iterator[Finding]:
        yield from wallets.findings()
        keeper = till()
        if keeper is not None:
            yield from till_findings(keeper.now)

    return findings
