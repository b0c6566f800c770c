"""A profile: read whole, or refused with a sentence for each thing that is wrong with it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from kiosk.profile.profile import LaneKind, PeripheralKind, Profile, Zone
from kiosk.profile.profile_file import ReadProfile, read_profile

Table = dict[str, Any]
NAME = {"zh_CN": "机", "en": "Machine"}
TABLE: Table = {
    "name": NAME,
    "cabinet": [
        {"name": "main", "models": ["xy"], "motors": 20, "lift": True, "probes": 2},
        {"name": "wall", "models": ["relay"], "motors": 8, "drop_sensor": False, "door": False},
    ],
    "zone": [{"name": "main", "max_c": 8, "locks": ["top"]}, {"name": "top", "probe": 1}],
    "tray": [
        {"label": "A", "lanes": 3, "first_motor": 1, "lift": True, "zone": "top"},
        {"label": "B", "lanes": 2, "first_motor": 11, "motor_step": 2, "kind": "belt", "spoils": False},
        {"label": "L", "lanes": 2, "digits": 2, "first_motor": 1, "kind": "locker", "cabinet": "wall"},
    ],
    "lane": [{"label": "X1", "motor": 20, "kind": "hook", "drop_sensor": False, "tray": "X"}],
    "peripheral": [{"name": "oven", "kind": "heater"}],
}


def changed(work: Callable[[Table], object]) -> ReadProfile:
    table = copy.deepcopy(TABLE)
    work(table)
    return read_profile("m", table)


def good(table: Table) -> Profile:
    read = read_profile("m", table)
    assert read.problems == () and read.profile is not None
    return read.profile


def test_lanes_say_where_their_goods_are_taken_where_their_cabinet_does() -> None:
    read = changed(lambda table: table["cabinet"][1].update(hatch={"zh_CN": "%1 号格门", "en": "door %1"}))
    assert read.profile is not None
    assert read.profile.hatches == {
        "L01": {"zh_CN": "L01 号格门", "en": "door L01"},
        "L02": {"zh_CN": "L02 号格门", "en": "door L02"},
    }
    assert good(TABLE).hatches == {}
    (problem,) = changed(lambda table: table["cabinet"][0].update(hatch="below")).problems
    assert "hatch must have one text for each language" in problem


def test_a_whole_machine_is_read() -> None:
    profile = good(TABLE)
    assert [(lane.label, lane.motor, lane.board) for lane in profile.lanes] == [
        ("A1", 1, 0),
        ("A2", 2, 0),
        ("A3", 3, 0),
        ("B1", 11, 0),
        ("B2", 13, 0),
        ("L01", 1, 1),
        ("L02", 2, 1),
        ("X1", 20, 0),
    ]
    first, locker, hook = profile.lane("A1"), profile.lane("L02"), profile.lane("X1")
    assert (
        first is not None and first.lift and first.drop_sensor and first.zone == "top" and first.tray == "A"
    )
    assert locker is not None and locker.kind is LaneKind.LOCKER and not locker.drop_sensor
    assert hook is not None and not hook.drop_sensor and hook.spoils and hook.tray == "X"
    assert profile.zones[0] == Zone("main", max_c=8, locks=("top",))
    assert profile.peripherals[0].kind is PeripheralKind.HEATER
    assert profile.lane("Z9") is None


def test_a_cabinet_without_an_eye_uses_none() -> None:
    read = changed(lambda table: table["cabinet"][0].update(drop_sensor=False))
    assert read.profile is not None and not any(lane.drop_sensor for lane in read.profile.lanes)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda t: t.update(nmae=1), ("nmae", "nearest known key is name")),
        (lambda t: t.pop("name"), ("name", "each language")),
        (lambda t: t.update(tray={}), ("tray must be written [[tray]]",)),
        (lambda t: t.update(lane=[{}] * 2_001), ("wrong file",)),
        (lambda t: t["cabinet"][0].update(lfit=True), ("cabinet 'main'", "lfit", "lift")),
        (lambda t: t["cabinet"][0].update(models=["xyz"]), ("'xyz'", "nearest is xy")),
        (lambda t: t["cabinet"][0].update(models=[]), ("at least one",)),
        (lambda t: t["cabinet"][0].update(motors="20"), ("motors must be a whole number",)),
        (lambda t: t["cabinet"][0].update(lift=1), ("lift must be true or false",)),
        (lambda t: t["cabinet"][0].update(options={"tcn": {}}), ("'tcn'", "models does not name")),
        (lambda t: t["cabinet"][0].update(options={"xy": 1}), ("options.xy", "table")),
        (lambda t: t["cabinet"][0].update(options=1), ("options must be a table",)),
        (lambda t: t["zone"][0].update(max_c=8.5), ("zone 'main'", "max_c", "8.5")),
        (lambda t: t["zone"][0].update(locks="top"), ("locks must be a list",)),
        (lambda t: t["zone"][0].update(warm_minutes=0), ("warm_minutes", "from 1")),
        (lambda t: t["tray"][0].update(kind="sprial"), ("tray 'A'", "'sprial'", "nearest is spiral")),
        (lambda t: t["tray"][0].update(cabinet="mian"), ("'mian'", "nearest is main")),
        (lambda t: t["tray"][0].pop("lanes"), ("lanes is missing",)),
        (lambda t: t["tray"][0].pop("first_motor"), ("first_motor is missing",)),
        (lambda t: t["tray"][0].update(label=""), ("label is missing",)),
        (lambda t: t["lane"][0].pop("motor"), ("lane 'X1'", "motor is missing")),
        (lambda t: t["lane"][0].update(label=7), ("label must be a text",)),
        (lambda t: t["peripheral"][0].update(kind="oven"), ("there is no kind 'oven'",)),
    ],
)
def test_what_cannot_be_read_is_a_sentence(work: Callable[[Table], object], words: tuple[str, ...]) -> None:
    read = changed(work)
    assert read.profile is None
    assert any(all(word in problem for word in words) for problem in read.problems), read.problems


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda t: t.update(tray=[], lane=[]), ("nothing could be sold",)),
        (lambda t: t["lane"][0].update(motor=21), ("lane X1 is on motor 21", "only 20")),
        (lambda t: t["lane"][0].update(motor=2), ("lanes A2 and X1", "motor 2")),
        (lambda t: t["lane"][0].update(label="A1", motor=19), ("lane 'A1' is there twice",)),
        (lambda t: t["lane"][0].update(cabinet="wall", motor=8, lift=True), ("X1 needs the lift", "'wall'")),
        (
            lambda t: t["lane"][0].update(cabinet="wall", motor=8, drop_sensor=True),
            ("X1 uses the drop sensor", "'wall'"),
        ),
        (lambda t: t["lane"][0].update(kind="locker", drop_sensor=True), ("locker", "nothing falls")),
        (lambda t: t["lane"][0].update(kind="locker", lift=True), ("locker", "no lift")),
        (lambda t: t["zone"][1].update(probe=2), ("zone 'top'", "probe 2", "has 2")),
        (lambda t: t["zone"][1].update(probe=0), ("'main' and 'top'", "same probe")),
        (lambda t: t["zone"][0].update(min_c=8), ("min_c must be below max_c",)),
        (lambda t: t["zone"][0].update(out_minutes=20), ("out_minutes is the longest",)),
        (lambda t: t["zone"][0].update(locks=["bottom"]), ("locks the zone 'bottom'",)),
        (lambda t: t["lane"][0].update(zone="bottom"), ("lane X1 lies in zone 'bottom'", "main, top")),
        (lambda t: t["cabinet"].append({"name": "main"}), ("cabinet 'main' is there twice",)),
    ],
)
def test_each_contradiction_is_a_sentence(work: Callable[[Table], object], words: tuple[str, ...]) -> None:
    read = changed(work)
    assert read.profile is None
    assert any(all(word in problem for word in words) for problem in read.problems), read.problems


def test_limits_that_lock_nothing_are_a_contradiction() -> None:
    def work(table: Table) -> None:
        table["zone"].append({"name": "empty", "cabinet": "wall", "max_c": 4})
        table["cabinet"][1]["probes"] = 1

    assert any("nothing could be locked" in problem for problem in changed(work).problems)


def test_a_machine_without_a_cabinet_is_none() -> None:
    read = read_profile("m", {"name": NAME})
    assert any("[[cabinet]]" in problem for problem in read.problems)


def test_every_mistake_is_told_at_once() -> None:
    def work(table: Table) -> None:
        table["cabinet"][0]["motors"] = "many"
        table["tray"][0]["kind"] = "chute"

    assert len(changed(work).problems) >= 2
