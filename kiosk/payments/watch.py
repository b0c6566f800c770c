"""What is wrong with the wallets and the clock now, as findings for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from kiosk.cabinet.watch import Finding
from kiosk.payments.desk import needs_installer
from kiosk.payments.intent import Method, Problem
from kiosk.payments.schedule import CLOCK_TRUSTED_WITHIN_S

CLOCK_FINE_WITHIN_S = 90
"""Once told, it is over when it is clearly fine: an offset is whole seconds and sways by a few."""


class Seen(Protocol):
    """What of the desk is looked at."""

    @property
    def troubles(self) -> Mapping[Method, Problem | None]: ...

    @property
    def refund_troubles(self) -> Mapping[Method, Problem]: ...

    @property
    def warnings(self) -> Mapping[Method, tuple[Problem, ...]]: ...

    @property
    def clock_offsets_s(self) -> Mapping[Method, int]: ...


class WalletWatch:
    """Remembers only whether the clock was told of."""

    def __init__(self, desk: Seen) -> None:
        self._desk = desk
        self._clock_is_off = False

    def findings(self) -> Iterator[Finding]:
        """Each thing that is wrong, once. A network that is away is the screen's to tell: it passes."""
        desk = self._desk
        for method, problem in desk.troubles.items():
            if problem is not None and needs_installer(problem):
                yield Finding("wallet_refused", method.value, problem.text)
        for method, problem in desk.refund_troubles.items():
            yield Finding("refunds_refused", method.value, problem.text)
        for method, warnings in desk.warnings.items():
            for number, warning in enumerate(warnings):
                subject = f"{method.value}:{number}" if number else method.value
                yield Finding("wallet_warning", subject, warning.text)
        yield from self._clock()

    def _clock(self) -> Iterator[Finding]:
        """By the one that differs most; a clock nobody contradicts is believed."""
        offsets = self._desk.clock_offsets_s
        if not offsets:
            return
        method, off_s = max(offsets.items(), key=lambda one: abs(one[1]))
        limit_s = CLOCK_FINE_WITHIN_S if self._clock_is_off else CLOCK_TRUSTED_WITHIN_S
        self._clock_is_off = abs(off_s) > limit_s
        if self._clock_is_off:
            way = "behind" if off_s > 0 else "ahead"
            yield Finding("clock_wrong", "", f"{abs(off_s)} s {way}, by {method.value}")
