"""Why what the customer is about to pay for cannot be given out any more. Pure."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.catalog.availability import LaneCondition
from kiosk.sale.state import Sale
from kiosk.views import Mode, Trouble

ITEM_GONE = "item_gone"
"""The sale was cancelled by us: what it is about cannot be given out any more."""
MACHINE_GONE = "machine_gone"
"""The sale was cancelled by us: nothing can be given out for now."""
GONE_NOTICES = frozenset({ITEM_GONE, MACHINE_GONE})
MACHINE_TROUBLES = frozenset({Trouble.BOARD, Trouble.DOOR, Trouble.DROP_SENSOR, Trouble.TEMPERATURE})
"""Nothing can be given out while one of these lasts."""


def gone(
    sale: Sale, now_mode: Mode, trouble: Trouble, known: Callable[[str], LaneCondition]
) -> tuple[str, str] | None:
    """What to tell the customer (a message key) and why, for the log; None while all of it can be given out.
    ``known``: a lane's condition by label."""
    if now_mode is Mode.OUT_OF_SERVICE and trouble in MACHINE_TROUBLES:
        return MACHINE_GONE, f"out of service: {trouble}"
    for line in sale.lines:
        lane = known(line.lane)
        if lane.faulty or lane.paused or lane.too_warm or not lane.board_up:
            return ITEM_GONE, f"lane {line.lane} cannot be sold from any more"
    return None
