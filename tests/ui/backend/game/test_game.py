"""The draw's part of the screen: invited where the owner wants it, over by itself, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject

from kiosk.game.keys import AFTER_SALE
from kiosk.game.rules import CARDS
from kiosk.game.views import NO_GAME, Draw
from kiosk.views import Mode
from ui.backend.game.game import CHOOSE_S, READ_S, FaceRow, Game
from ui.showcase.game import INVITED, StillGame
from ui.showcase.states import selling

VIEW = selling()


class Scene:
    def __init__(self) -> None:
        self.now_ms = 1_000
        self.asked: list[tuple[str, ...]] = []
        self.verbs = StillGame(self.asked)
        self.wanted: list[str] = []
        self.parent = QObject()
        self.game = Game(VIEW, "zh_CN", self.verbs, lambda: self.now_ms, self.parent)
        self.game.wants.connect(self.wanted.append)

    def pass_s(self, seconds: int) -> None:
        self.now_ms += seconds * 1000
        self.game.clock_moved()

    @property
    def faces(self) -> list[FaceRow]:
        rows: list[FaceRow] = cast(Any, self.game.faces).rows
        return rows

    def read(self, name: str) -> object:
        return self.game.property(name)


@pytest.fixture
def scene(qapp: object) -> Iterator[Scene]:
    made = Scene()
    yield made
    made.parent.deleteLater()


def test_nobody_is_invited_unless_there_is_a_draw_and_the_machine_sells(scene: Scene) -> None:
    assert not scene.read("whileWaiting") and not scene.read("afterSale")
    scene.game.open()
    assert scene.wanted == []
    scene.verbs.show(INVITED)
    assert scene.read("whileWaiting") and not scene.read("afterSale")
    scene.verbs.show(replace(INVITED, place=AFTER_SALE))
    assert scene.read("afterSale") and not scene.read("whileWaiting")
    scene.game.show(replace(VIEW, mode=Mode.OFFLINE), "zh_CN")
    assert not scene.read("afterSale")


def test_a_card_is_asked_for_and_only_that_one_is_opened(scene: Scene) -> None:
    scene.verbs.show(INVITED)
    scene.game.open()
    scene.game.pick(2)
    assert (scene.wanted, scene.asked) == (["game"], [("pick", "2")])
    scene.verbs.show(replace(INVITED, state=Draw.TURNING, card=2))
    assert not scene.read("ready") and not any(face.opened for face in scene.faces)
    scene.verbs.show(replace(INVITED, state=Draw.WON, card=2))
    faces = scene.faces
    assert [face.at for face in faces if face.opened] == [2] and faces[2].won
    assert len(faces) == CARDS and all(face.picture for face in faces)
    scene.verbs.show(replace(INVITED, state=Draw.LOST, card=2))
    assert scene.faces[2].opened and not scene.faces[2].won


def test_it_ends_by_itself_and_nobody_is_hurried_while_the_card_turns(scene: Scene) -> None:
    scene.verbs.show(INVITED)
    scene.game.on_screen(shown=True)
    scene.pass_s(CHOOSE_S - 1)
    assert scene.wanted == []
    scene.verbs.show(replace(INVITED, state=Draw.TURNING, card=0))
    scene.pass_s(CHOOSE_S)
    assert scene.wanted == []
    scene.verbs.show(replace(INVITED, state=Draw.LOST, card=0))
    scene.pass_s(READ_S)
    assert scene.wanted == ["home"]
    scene.game.on_screen(shown=False)
    scene.game.leave()
    assert scene.wanted == ["home"], "once it is gone nothing leads anywhere"


def test_what_can_be_won_and_how_likely_is_said(scene: Scene) -> None:
    scene.verbs.show(INVITED)
    assert scene.read("text") == "免费玩一次，每张牌有 20% 的机会抽中幸运券 满3减0.5"
    scene.verbs.show(replace(INVITED, state=Draw.WON, card=1))
    assert str(scene.read("text")).startswith("幸运券 满3减0.5")
    scene.verbs.show(NO_GAME)
    assert scene.read("ready")
