"""The mode of the machine: one reason, the worst first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.front.mode import Condition, mode
from kiosk.views import Mode, Trouble

WELL = Condition(
    services_up=True,
    board_up=True,
    enrolled=True,
    wallets=1,
    wallets_asked=True,
    wallets_offered=1,
)
AWAY = replace(WELL, wallets_offered=0)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (WELL, (Mode.SELLING, Trouble.NONE)),
        (Condition(), (Mode.STARTING, Trouble.NONE)),
        (Condition(storage_down=True), (Mode.OUT_OF_SERVICE, Trouble.STORAGE)),
        (replace(WELL, storage_down=True), (Mode.OUT_OF_SERVICE, Trouble.STORAGE)),
        (replace(WELL, board_up=False), (Mode.STARTING, Trouble.NONE)),
        (replace(WELL, board_up=False, board_given_up=True), (Mode.OUT_OF_SERVICE, Trouble.BOARD)),
        (replace(WELL, door_open=True), (Mode.OUT_OF_SERVICE, Trouble.DOOR)),
        (replace(WELL, all_too_warm=True), (Mode.OUT_OF_SERVICE, Trouble.TEMPERATURE)),
        (replace(WELL, all_blind=True), (Mode.OUT_OF_SERVICE, Trouble.DROP_SENSOR)),
        (replace(AWAY, enrolled=False, wallets=0), (Mode.OUT_OF_SERVICE, Trouble.NOT_ENROLLED)),
        (replace(AWAY, enrolled=False, wallets=0, enrol_tried=False), (Mode.STARTING, Trouble.NONE)),
        (replace(WELL, in_service=True), (Mode.OUT_OF_SERVICE, Trouble.SERVICE)),
        (replace(AWAY, in_service=True), (Mode.OUT_OF_SERVICE, Trouble.SERVICE)),
        (replace(WELL, in_service=True, door_open=True), (Mode.OUT_OF_SERVICE, Trouble.DOOR)),
        (replace(AWAY, wallets_asked=False), (Mode.STARTING, Trouble.NONE)),
        (AWAY, (Mode.OFFLINE, Trouble.NETWORK)),
        (replace(AWAY, setup_trouble=True), (Mode.OFFLINE, Trouble.PAYMENT_SETUP)),
        (replace(AWAY, wallets=0), (Mode.OFFLINE, Trouble.PAYMENT_SETUP)),
    ],
)
def test_one_mode_for_each_condition(condition: Condition, expected: tuple[Mode, Trouble]) -> None:
    assert mode(condition) == expected


def test_worse_things_hide_lesser_ones() -> None:
    bad = replace(AWAY, storage_down=True, board_up=False, board_given_up=True, door_open=True)
    seen = []
    for mended in ({"storage_down": False}, {"board_up": True}, {"door_open": False}, {"wallets_offered": 1}):
        seen.append(mode(bad)[1])
        bad = replace(bad, **mended)
    assert seen == [Trouble.STORAGE, Trouble.BOARD, Trouble.DOOR, Trouble.NETWORK]
    assert mode(bad) == (Mode.SELLING, Trouble.NONE)
