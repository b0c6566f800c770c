"""The profiles that come with the program: each is whole, and says what it promises in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.rig import MODELS, open_board, open_reader
from kiosk.cabinet.opening import open_boards
from kiosk.clock import ManualClock
from kiosk.ops.profiles import FOLDER, known_profiles, load_profile
from kiosk.ops.settings import load
from kiosk.outfit import Addresses, Outfit
from kiosk.profile.profile import BOARD_MODELS, LaneKind
from tests.kiosk.cabinet.test_opening import no_till
from tests.kiosk.front.shop import SHOP

LANES = {
    "small-10": 10,
    "drinks-40": 40,
    "combo-60": 60,
    "lift-48": 48,
    "lockers-24": 24,
    "relay-8": 8,
    "meals-30": 30,
}


def test_there_is_a_profile_for_each_shape_of_machine() -> None:
    assert set(known_profiles()) == set(LANES)


@pytest.mark.parametrize("name", sorted(LANES))
def test_a_profile_is_free_of_contradictions_and_named_in_both_languages(name: str) -> None:
    profile = load_profile(name, Path())
    assert len(profile.lanes) == LANES[name]
    assert set(profile.names) == {"zh_CN", "en"} and all(profile.names.values())
    assert (FOLDER / f"{name}.toml").read_text(encoding="utf-8").startswith("# "), "says first what it is for"


def test_the_models_of_the_configuration_are_those_there_are_drivers_for() -> None:
    assert BOARD_MODELS == MODELS


BUILT_IN = [
    (name, model) for name in sorted(LANES) for model in load_profile(name, Path()).cabinets[0].models
]


@pytest.mark.parametrize(("name", "model"), BUILT_IN)
def test_every_board_a_profile_names_can_do_what_it_needs(tmp_path: Path, name: str, model: str) -> None:
    """The real drivers, opened and not started."""
    settings = load(None, [f"machine.profile={name}", f"board.model={model}"], demo=True)
    outfit = Outfit(
        settings, tmp_path, ManualClock(), SHOP, open_board, open_reader, no_till, lambda _lanes: None
    )
    more = {cabinet: str(tmp_path / cabinet) for cabinet in settings.boards}
    boards = open_boards(outfit, Addresses(str(tmp_path / "board"), "", more_ports=more))
    assert len(boards) == len(load_profile(name, Path()).cabinets)


def test_the_demo_shop_lies_in_the_drinks_machine_as_it_does_without_a_profile() -> None:
    lanes = load_profile("drinks-40", Path()).lanes
    assert [(lane.label, lane.motor) for lane in lanes] == [
        (f"{'ABCDE'[place // 8]}{place % 8 + 1}", place + 1) for place in range(40)
    ]


def test_what_the_machines_can_do_is_in_the_data() -> None:
    combo, lift, lockers = (load_profile(name, Path()) for name in ("combo-60", "lift-48", "lockers-24"))
    assert {lane.board for lane in combo.lanes} == {0, 1} and combo.zones[0].max_c == 5
    assert lift.cabinets[0].options["xy"] == {"lift": True} and sum(lane.lift for lane in lift.lanes) == 40
    assert {lane.kind for lane in lockers.lanes} == {LaneKind.LOCKER} and not lockers.zones
