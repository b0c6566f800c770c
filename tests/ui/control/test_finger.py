"""A touch reaches what a finger would reach, and says why it does not reach the rest."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMetaObject

from tests.ui.control.scene import Scene
from ui.control.finger import CannotTouch, Finger
from ui.control.frames import Frames


class Hand:
    """A finger over the scene."""

    def __init__(self, loop: asyncio.AbstractEventLoop, scene: Scene) -> None:
        self._loop = loop
        self.scene = scene
        self.frames, self.finger = loop.run_until_complete(self._made())

    async def _made(self) -> tuple[Frames, Finger]:
        frames = Frames(self.scene.window, lambda: None)
        await frames.next_frame(5)
        return frames, Finger(self.scene.window, frames)

    def next_frame(self) -> bool:
        return self._loop.run_until_complete(self.frames.next_frame(5))

    def draws(self) -> bool:
        """Something changes until a frame was drawn: a window that is not up yet lets a first change pass."""
        for opacity in (0.9, 0.8, 0.7, 1.0):
            self.scene.window.contentItem().setOpacity(opacity)
            if self.next_frame():
                return True
        return False

    def tap(self, name: str, *, scrolls: bool = True) -> None:
        self._loop.run_until_complete(self.finger.tap(name, scrolls=scrolls))


@pytest.fixture
def hand(loop: asyncio.AbstractEventLoop) -> Iterator[Hand]:
    scene = Scene()
    made = Hand(loop, scene)
    yield made
    made.frames.stop()
    scene.close()


@pytest.mark.parametrize("name", ["plain", "under-glass", "below-in-order", "first-row"])
def test_what_is_open_to_a_finger_is_clicked_once(hand: Hand, name: str) -> None:
    hand.tap(name)
    assert hand.scene.touched == [name]


def test_a_handler_is_touched_as_a_mouse_area_is(hand: Hand) -> None:
    hand.tap("handler")
    assert hand.scene.touched == ["handler"]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("disabled", "disabled"),
        ("hidden", "no 'hidden' on this screen"),
        ("clear", "no 'clear' on this screen"),
        ("covered", "covered by lid"),
        ("outside", "the edge of the screen"),
        ("words", "nothing that can be touched"),
        ("nowhere", "no 'nowhere' on this screen"),
        ("stuck-row", "no finger can scroll to"),
        ("below-the-end", "no finger can scroll to"),
    ],
)
def test_what_a_finger_cannot_reach_is_said_and_not_touched(hand: Hand, name: str, why: str) -> None:
    with pytest.raises(CannotTouch, match=why):
        hand.tap(name)
    assert hand.scene.touched == []


def test_who_does_not_scroll_reaches_only_what_is_in_sight(hand: Hand) -> None:
    for name, seen in (("first-row", True), ("far-row", False)):
        with contextlib.nullcontext() if seen else pytest.raises(CannotTouch, match="is covered by"):
            hand.tap(name, scrolls=False)
    assert hand.scene.touched == ["first-row"]


@pytest.mark.parametrize("name", ["far-row", "row-in-row"])
def test_a_row_below_the_fold_is_scrolled_to(hand: Hand, name: str) -> None:
    hand.tap(name)
    assert hand.scene.touched == [name]


def test_a_row_that_a_turning_page_takes_away_is_scrolled_to_again(hand: Hand) -> None:
    assert QMetaObject.invokeMethod(hand.scene.window, "startTurn")
    hand.tap("far-row")
    assert hand.scene.touched == ["far-row"]


def test_what_is_still_rising_is_touched_when_it_is_up(hand: Hand) -> None:
    assert QMetaObject.invokeMethod(hand.scene.window, "startRise")
    hand.tap("rising")
    assert hand.scene.touched == ["rising"]


def test_the_list_names_what_can_be_touched_and_nothing_else(hand: Hand) -> None:
    assert set(hand.finger.targets()) == {
        *("plain", "under-glass", "below-in-order", "first-row", "far-row", "handler", "lid", "still"),
        *("stuck-in-sight", "row-in-row"),
    }


def test_what_is_only_to_look_at_is_there_all_the_same(hand: Hand) -> None:
    assert hand.finger.is_there("words")
    assert not hand.finger.is_there("covered")
    assert not hand.finger.is_there("disabled")


def test_each_press_is_timed_to_the_frame_that_shows_it(hand: Hand) -> None:
    hand.tap("plain")
    hand.tap("under-glass")
    touches = hand.frames.take_touches()
    assert touches["touches"] == 2
    assert 0 < float(touches["p95_ms"]) < 250
    assert hand.frames.take_touches()["touches"] == 0


def test_a_frame_after_the_finger_left_shows_no_press(hand: Hand) -> None:
    hand.frames.pressed()
    hand.frames.lifted()
    assert hand.draws()
    assert hand.frames.take_touches()["touches"] == 0


def test_frames_are_counted_since_the_last_question(hand: Hand) -> None:
    hand.frames.take_frames()
    hand.tap("plain")
    figures = hand.frames.take_frames()
    assert int(figures["frames"]) >= 2
    assert 0 < float(figures["p50_ms"]) <= float(figures["p95_ms"]) <= float(figures["max_ms"])
    assert hand.frames.take_frames()["frames"] == 0
