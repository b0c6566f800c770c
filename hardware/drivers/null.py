"""The board of a machine that has none: a showroom screen, or a cabinet not yet wired."""

from __future__ import annotations

from hardware.api import (
    BoardDown,
    Capabilities,
    Listener,
    Result,
    ServiceAnswer,
    VendFinished,
    VendOrder,
    VendOutcome,
)

_TEXT = "no board is configured"


class NullBoard:
    """``hardware.api.Board`` that is always down and refuses every vend; nothing ever moves."""

    def __init__(self) -> None:
        self._listener: Listener | None = None

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(drop_sensor=False, lift=False, temperature=False, door=False, reports_lanes=False)

    def start(self, listener: Listener) -> None:
        self._listener = listener
        listener(BoardDown(_TEXT))

    def close(self) -> None:
        """Nothing is open."""

    def vend(self, order: VendOrder) -> None:
        self._finish(VendOutcome(order.key, order.motor, Result.REFUSED, "-", _TEXT, nothing_moved=True))

    def query_vend(self, order: VendOrder) -> None:
        # The order may have gone to a board that was configured earlier: not known is the truth.
        self._finish(VendOutcome(order.key, order.motor, Result.UNKNOWN, "-", _TEXT, block_lane=True))

    def check_lane(self, motor: int) -> None:
        """Nobody answers."""

    def refresh(self) -> None:
        """Nobody answers."""

    def service(self, request: str, **_arguments: int) -> None:
        assert self._listener is not None, "start() was not called"
        self._listener(ServiceAnswer(request, False, _TEXT))

    def _finish(self, outcome: VendOutcome) -> None:
        assert self._listener is not None, "start() was not called"
        self._listener(VendFinished(outcome))
