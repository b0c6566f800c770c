"""What a wallet's own calls have told about its account beyond what a probe can see.

The probe asks about an order that never was: it proves network, clock and keys. Whether the merchant may take
payments, how much, and whether he may give money back, only a real order and a real refund tell. Values and
rules; no clock of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.payments.intent import Problem, ProblemKind

ORDER_TROUBLES = frozenset({ProblemKind.CONFIG, ProblemKind.PERMISSION, ProblemKind.QUOTA})
"""Why an order was refused, where the next one will be, too."""
REFUND_TROUBLES = ORDER_TROUBLES | {ProblemKind.BALANCE}
"""The same of refunds: about the merchant, not about one payment."""
NO_REFUNDS = frozenset({ProblemKind.CONFIG, ProblemKind.PERMISSION})
"""Who can give nothing back must take nothing. A balance comes again with the next sales, so it is no reason
to stop selling (payments.md 1.11)."""
HOLDS_MS = (60_000, 300_000, 900_000, 3_600_000)
"""How long a wallet whose order was refused is not offered; the last one repeats. Nothing but another order
tells that it was mended, and each costs a customer some seconds."""
FALSE_SIGNATURES_MAX = 3
"""So many orders in a row answered with a false signature are a wrong key: WeChat Pay sends a false one on
purpose now and then (payments.md 1.6), never thrice in a row."""
UNSIGNED = "UNSIGNED"
"""Code of an answer without a signature: another server's, which the probe meets as well."""


@dataclass
class Standing:
    """One wallet's. Times are the monotonic clock's."""

    orders: Problem | None = None
    """Why the last order was refused; None again as soon as one was taken."""
    held_until_ms: int = 0
    refusals: int = 0
    false_signatures: int = 0
    refunds: dict[str, Problem] = field(default_factory=dict)
    """Refunds that were refused, by number, and not granted since."""

    def order_refused(self, problem: Problem, now_ms: int) -> bool:
        """False: this says nothing about the account."""
        if problem.kind is ProblemKind.BAD_SIGNATURE and problem.code != UNSIGNED:
            self.false_signatures += 1
            if self.false_signatures < FALSE_SIGNATURES_MAX:
                return False
        elif problem.kind not in ORDER_TROUBLES:
            return False
        self.orders = problem
        if now_ms >= self.held_until_ms:  # further tries of the same sale do not count
            self.held_until_ms = now_ms + HOLDS_MS[min(self.refusals, len(HOLDS_MS) - 1)]
            self.refusals += 1
        return True

    def order_taken(self) -> bool:
        """True: it was in trouble before."""
        was = self.orders is not None
        self.orders, self.held_until_ms, self.refusals, self.false_signatures = None, 0, 0, 0
        return was

    def refund_refused(self, number: str, problem: Problem) -> bool:
        """False: this is about one payment, not about the account."""
        if problem.kind not in REFUND_TROUBLES:
            return False
        self.refunds[number] = problem
        return True

    def refund_granted(self) -> bool:
        """True: refunds were refused before. All may be tried again."""
        was = bool(self.refunds)
        self.refunds.clear()
        return was

    @property
    def refund_trouble(self) -> Problem | None:
        """The gravest: without a right there is no use in money."""
        found = self.refunds.values()
        return next((one for one in found if one.kind in NO_REFUNDS), next(iter(found), None))

    def keeps_off(self, now_ms: int) -> Problem | None:
        """Why it is not to be offered now, although its probe is well."""
        if self.orders is not None and now_ms < self.held_until_ms:
            return self.orders
        refunds = self.refund_trouble
        return refunds if refunds is not None and refunds.kind in NO_REFUNDS else None
