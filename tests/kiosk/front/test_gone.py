"""Why a sale that nobody has paid for yet is withdrawn."""

from __future__ import annotations

import pytest

from kiosk.catalog.availability import LaneCondition
from kiosk.front.gone import ITEM_GONE, MACHINE_GONE, MACHINE_TROUBLES, gone
from kiosk.sale.state import Line, open_sale
from kiosk.views import Mode, Trouble

SALE = open_sale("K0000001", (Line(0, "tea", "A1", 1, 450), Line(1, "cola", "A2", 2, 300)))


def _known(**bad: bool) -> dict[str, LaneCondition]:
    return {"A1": LaneCondition(), "A2": LaneCondition(**bad)}


def test_nothing_is_withdrawn_while_every_lane_can_give() -> None:
    assert gone(SALE, Mode.SELLING, Trouble.NONE, _known().__getitem__) is None
    assert gone(SALE, Mode.OFFLINE, Trouble.NETWORK, _known().__getitem__) is None


@pytest.mark.parametrize("trouble", sorted(MACHINE_TROUBLES))
def test_a_machine_that_can_give_out_nothing(trouble: Trouble) -> None:
    found = gone(SALE, Mode.OUT_OF_SERVICE, trouble, _known().__getitem__)
    assert found is not None and found[0] == MACHINE_GONE


def test_a_disk_that_takes_nothing_is_no_reason() -> None:
    """What was begun can still be given out, and what is paid waits to be written down."""
    assert gone(SALE, Mode.OUT_OF_SERVICE, Trouble.STORAGE, _known().__getitem__) is None


@pytest.mark.parametrize("bad", [{"faulty": True}, {"paused": True}, {"too_warm": True}, {"board_up": False}])
def test_one_lane_of_the_basket_is_enough(bad: dict[str, bool]) -> None:
    found = gone(SALE, Mode.SELLING, Trouble.NONE, _known(**bad).__getitem__)
    assert found is not None and found[0] == ITEM_GONE and "A2" in found[1]
