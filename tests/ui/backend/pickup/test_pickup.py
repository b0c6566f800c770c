"""The note beside the keypad: a sentence for every fate of a typed code, and the time that is left."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject

from kiosk.pickup.views import PickUpState
from ui.backend.pickup.pickup import ICONS, PickUp
from ui.showcase.pickups import FATES, REST_MS, ShownCodes

NOW_MS = 1_000_000


@pytest.fixture
def parent(qapp: object) -> QObject:
    return QObject()


@pytest.mark.parametrize("state", [state for state in PickUpState if state is not PickUpState.IDLE])
def test_every_fate_of_a_code_is_said(parent: QObject, state: PickUpState) -> None:
    codes = ShownCodes(lambda: NOW_MS)
    note: Any = PickUp(codes, lambda: NOW_MS, parent)
    heard: list[bool] = []
    note.changed.connect(lambda: heard.append(True))
    assert not note.shown and note.title == note.text == ""
    digit = next(digit for digit, fate in FATES.items() if fate is state)
    codes.redeem(f"3051728{digit}")
    assert heard and note.shown and note.title and note.text and note.icon == ICONS[state]
    assert note.busy == (state is PickUpState.CHECKING)
    assert note.rest.seconds == (REST_MS // 1000 if state is PickUpState.TOO_MANY_TRIES else 0)
    note.clear()
    assert not note.shown and note.rest.seconds == 0
