"""What is on a screen is reached by touches alone: nothing needs a flick, and no key lies beyond the edge."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem

from tests.ui.test_screens import in_sight
from ui.control import tree
from ui.screenshots import Stage, stage
from ui.showcase.states import State, all_states

PANELS = {"upright": ((1080, 1920), 21.5), "seven-inch": ((1024, 600), 7.0), "ten-inch": ((1024, 600), 10.1)}
SLACK_PX = 12
TURNING = ("page:next", "page:prev")


def on(panel: str) -> Stage:
    size, diagonal_inch = PANELS[panel]
    made = stage(size, "en", "light")
    made.ui.window.setProperty("diagonalInch", diagonal_inch)
    return made


def customers_states(made: Stage) -> list[State]:
    """Staff flick: their lists are long, and they are shown how."""
    return [state for state in all_states(made.clock()) if not state.name.startswith("staff")]


def hides_something(made: Stage, item: QQuickItem) -> bool:
    """It scrolls, and more is in it than can be seen. What lies below a sheet is not looked at."""
    if not tree.is_scroller(item) or not item.property("interactive"):
        return False
    hidden_px = float(item.property("contentHeight")) - item.height()
    return hidden_px > SLACK_PX and tree.covered_by(made.ui.window, item) is None


@pytest.mark.parametrize("panel", PANELS)
def test_what_does_not_fit_has_keys_that_turn_to_it(qapp: QGuiApplication, panel: str) -> None:
    made = on(panel)
    wrong = []
    for state in customers_states(made):
        made.put(state)
        made.settle()
        items = list(in_sight(made.ui.window.contentItem()))
        turns = [item for item in items if item.objectName() in TURNING]
        can_turn = any(tree.can_touch(made.ui.window, item) for item in turns)
        if not can_turn and any(hides_something(made, item) for item in items):
            wrong.append(state.name)
    made.close()
    assert not wrong, f"a flick is needed there; put a PageKey beside it: {wrong}"


@pytest.mark.parametrize("panel", PANELS)
def test_every_key_of_the_order_pad_lies_under_a_finger(qapp: QGuiApplication, panel: str) -> None:
    """With a reader fitted, which takes a line more to tell of."""
    made = on(panel)
    state = next(state for state in all_states(made.clock()) if state.name == "orders")
    made.put(dataclasses.replace(state, view=dataclasses.replace(state.view, reader_up=True)))
    made.settle()
    keys = [item for item in in_sight(made.ui.window.contentItem()) if item.objectName().startswith("key:")]
    beyond = [key.objectName() for key in keys if tree.covered_by(made.ui.window, key)]
    height = made.ui.window.height()
    beyond += [key.objectName() for key in keys if bottom(key) > height]
    made.close()
    assert len(keys) == 33 and not beyond


def bottom(item: QQuickItem) -> float:
    return item.mapToScene(item.boundingRect().bottomLeft()).y()
