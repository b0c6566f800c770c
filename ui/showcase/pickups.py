"""Pick-up codes in pictures: the last digit of what is typed says how the code fares."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.pickup.views import PickUpState, PickUpView

FATES = {
    "1": PickUpState.CHECKING,
    "2": PickUpState.UNKNOWN,
    "3": PickUpState.USED,
    "4": PickUpState.OVER,
    "5": PickUpState.NOT_ENOUGH,
    "6": PickUpState.TOO_MANY_TRIES,
    "7": PickUpState.CANNOT_NOW,
}
REST_MS = 40_000


class ShownCodes:
    """Stands in for ``kiosk.pickup.desk``."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._changed: list[Callable[[], None]] = []
        self.view = PickUpView()

    def subscribe(self, changed: Callable[[], None]) -> None:
        self._changed.append(changed)

    def redeem(self, typed: str) -> None:
        state = FATES.get(typed[-1:], PickUpState.IDLE)
        rests = state is PickUpState.TOO_MANY_TRIES
        self._show(PickUpView(state, self._now_ms() + REST_MS if rests else 0))

    def clear(self) -> None:
        self._show(PickUpView())

    def _show(self, view: PickUpView) -> None:
        self.view = view
        for changed in self._changed:
            changed()
