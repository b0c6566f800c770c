from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from kiosk.catalog.products import Neighbour
from kiosk.views import KioskView, Mode
from ui.backend.closed import Closed, art
from ui.showcase.shop import SHOP_FILE
from ui.showcase.states import all_sold_out, selling, with_cart

MEDIA = SHOP_FILE.parent


OWNERS: list[QObject] = []
"""Kept to the end: a view-model goes with its parent."""


def told(view: KioskView, media: Path = MEDIA) -> Closed:
    OWNERS.append(QObject())
    closed = Closed(media, OWNERS[-1])
    closed.show(view, "zh_CN")
    return closed


def near(neighbour: Neighbour | None) -> str:
    view = selling()
    view = dataclasses.replace(view, shop=dataclasses.replace(view.shop, neighbour=neighbour))
    return str(told(view).property("neighbour"))


def test_the_nearest_other_machine_is_named_as_well_as_it_is_known(qapp: QGuiApplication) -> None:
    assert near(Neighbour({"zh_CN": "北门"}, 240)) == "最近的另一台机器：北门，约 240 米"
    assert near(Neighbour({"zh_CN": "北门"})) == "最近的另一台机器：北门"
    assert near(None) == ""


def test_offline_one_can_still_look_and_never_pay(qapp: QGuiApplication) -> None:
    offline = told(dataclasses.replace(selling(), mode=Mode.OFFLINE))
    rows = offline._abilities.rows
    assert [row.works for row in rows] == [True, True, False]
    closed = told(dataclasses.replace(selling(), mode=Mode.OUT_OF_SERVICE))
    assert [row.text for row in closed._abilities.rows][-1] == "购买"


def test_sold_out_means_every_single_thing(qapp: QGuiApplication) -> None:
    view = all_sold_out(selling())
    assert told(view).property("soldOut") is True
    assert told(selling()).property("soldOut") is False
    assert told(with_cart(view, {"soda-cola": 1})).property("soldOut") is False
    assert told(dataclasses.replace(view, products={})).property("soldOut") is False


def test_a_shop_without_drawings_gets_a_plain_sign(qapp: QGuiApplication, tmp_path: Path) -> None:
    assert art(tmp_path, "offline") == ""
    assert "offline" in art(MEDIA, "offline")
    assert told(selling(), tmp_path).property("closedArt") == ""
