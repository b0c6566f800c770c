"""What is wrong beside the cabinets, all watches together: wallets, clock, till, price rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kiosk.cabinet.watch import Finding
from kiosk.payments.watch import Seen, WalletWatch
from kiosk.till.watch import till_findings

if TYPE_CHECKING:
    from kiosk.till.keeper import TillKeeper


def beside_the_cabinets(
    desk: Seen, till: Callable[[], TillKeeper | None], rules: Callable[[], Iterable[Finding]] = tuple
) -> Callable[[], Iterator[Finding]]:
    """``till``: asked at every look, because it is opened later, or not there; ``rules``: what is wrong with
    the published ones."""
    wallets = WalletWatch(desk)

    def findings() -> Iterator[Finding]:
        yield from wallets.findings()
        yield from rules()
        keeper = till()
        if keeper is not None:
            yield from till_findings(keeper.now)

    return findings
