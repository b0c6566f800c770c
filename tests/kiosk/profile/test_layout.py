"""A planogram on a machine: lanes lie where the profile has them; what it has not is named, not sold."""

from __future__ import annotations

from dataclasses import replace

from kiosk.catalog.products import Lane
from kiosk.profile.layout import lay, places, strangers_text
from kiosk.profile.profile import CabinetPlan, LaneKind, Place, Profile

PROFILE = Profile(
    "two",
    {"en": "Two"},
    (CabinetPlan(), CabinetPlan("side")),
    (Place("A1", 5), Place("A2", 6), Place("L01", 1, 1, LaneKind.LOCKER, drop_sensor=False)),
)
PLANOGRAM = tuple(Lane(label, motor, "tea", 8, 8) for motor, label in enumerate(("A1", "A2", "A3", "A4"), 1))


def test_without_a_profile_everything_lies_where_the_planogram_says() -> None:
    assert lay(PLANOGRAM, None).lanes == PLANOGRAM
    assert places(PLANOGRAM, None)["A3"] == Place("A3", 3)


def test_the_profile_knows_the_motors() -> None:
    laid = lay(PLANOGRAM, PROFILE)
    assert [(lane.label, lane.motor, lane.stock) for lane in laid.lanes] == [("A1", 5, 8), ("A2", 6, 8)]
    assert laid.strangers == ("A3", "A4")
    text = strangers_text(laid.strangers, PROFILE)
    assert "A3, A4" in text and "two" in text and "A1 to L01" in text and "machine.profile" in text
    assert places(laid.lanes, PROFILE)["A2"].motor == 6


def test_a_shop_that_belongs_to_no_machine_lies_in_its_first_lanes() -> None:
    laid = lay(PLANOGRAM, PROFILE, in_order=True)
    assert [(lane.label, lane.board, lane.motor) for lane in laid.lanes] == [
        ("A1", 0, 5),
        ("A2", 0, 6),
        ("L01", 1, 1),
    ]
    assert laid.strangers == () and laid.lanes[2].sku == "tea"


def test_a_long_list_of_strangers_is_cut() -> None:
    lanes = [replace(PLANOGRAM[0], label=f"Z{number}") for number in range(20)]
    assert strangers_text(lay(lanes, PROFILE).strangers, PROFILE).count("Z") == 6
