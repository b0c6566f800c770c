"""From what is known of the machine to what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.cabinet.climate import Latch, Trip, ZoneState
from kiosk.cabinet.incidents.pricing import PRICING_INCIDENTS
from kiosk.cabinet.incidents.table import HELD
from kiosk.cabinet.incidents.till import TILL_INCIDENTS
from kiosk.cabinet.incidents.wallets import WALLET_INCIDENTS
from kiosk.cabinet.lanes import PAUSE_MS, LaneHealth
from kiosk.cabinet.trend import Forecast, Sign
from kiosk.cabinet.watch import BoardState, Finding, Now, ReaderState, findings, forecast_text, limits_text
from kiosk.profile.profile import Place, Zone

NOW_MS = 1_790_000_000_000
UP = BoardState("main", up=True, given_up=True)
ZONE = Zone("main", max_c=5)
WELL = Now(NOW_MS, boards=(UP,), lanes={"A1": LaneHealth()}, places={"A1": Place("A1", 1)}, zones=())


def codes(now: Now) -> list[tuple[str, str]]:
    return [(found.code, found.subject) for found in findings(now)]


def test_a_machine_that_is_well_has_nothing_wrong() -> None:
    assert findings(WELL) == ()


@pytest.mark.parametrize(
    ("board", "found"),
    [
        (BoardState("main", why_down="no port"), []),
        (BoardState("main", given_up=True, why_down="no port"), [Finding("board_away", "main", "no port")]),
        (replace(UP, door_open=True), [Finding("door_open", "main")]),
        (replace(UP, sensor_trouble="dirty"), [Finding("drop_sensor", "main", "dirty")]),
    ],
)
def test_boards(board: BoardState, found: list[Finding]) -> None:
    assert list(findings(replace(WELL, boards=(board,)))) == found


@pytest.mark.parametrize(
    ("reader", "found"),
    [
        (None, []),
        (ReaderState(up=True, given_up=True), []),
        (ReaderState(why_down="no port"), []),
        (ReaderState(given_up=True, why_down="no port"), [Finding("reader_away", "", "no port")]),
        (ReaderState(up=True, given_up=True, trouble="suffix"), [Finding("reader_trouble", "", "suffix")]),
        (ReaderState(given_up=True, why_down="off", trouble="suffix"), [Finding("reader_away", "", "off")]),
    ],
)
def test_the_code_reader(reader: ReaderState | None, found: list[Finding]) -> None:
    assert list(findings(replace(WELL, reader=reader))) == found


@pytest.mark.parametrize(
    ("health", "code"),
    [
        (LaneHealth(failures=1), ""),
        (LaneHealth(paused_until_ms=NOW_MS + 1), "lane_paused"),
        (LaneHealth(paused_until_ms=NOW_MS), ""),
        (LaneHealth(paused_until_ms=NOW_MS + PAUSE_MS + 1), ""),
        (LaneHealth(board_fault="no motor"), "lane_fault"),
        (LaneHealth(out=True, board_fault="no motor"), "lane_out"),
    ],
)
def test_a_lane_has_one_thing_wrong_at_most(health: LaneHealth, code: str) -> None:
    found = findings(replace(WELL, lanes={"A1": health}, reasons={"A1": "jammed"}))
    assert [one.code for one in found] == ([code] if code else [])
    assert all(one.detail in ("jammed", "no motor") for one in found)


@pytest.mark.parametrize(
    ("state", "board", "found"),
    [
        (ZoneState(4), UP, []),
        (ZoneState(9), UP, [("out_of_limits", "main")]),
        (ZoneState(None), UP, []),
        (ZoneState(None), replace(UP, probe_faults=frozenset({0})), [("probe_fault", "main")]),
        (ZoneState(None), replace(UP, up=False, probe_faults=frozenset({0})), [("board_away", "main")]),
        (ZoneState(9, latch=Latch(Trip.WARM, NOW_MS, 9)), UP, [("climate_locked", "main")]),
    ],
)
def test_zones(state: ZoneState, board: BoardState, found: list[tuple[str, str]]) -> None:
    assert codes(replace(WELL, boards=(board,), zones=((ZONE, state),))) == found


def test_a_latch_says_why_and_how_bad_it_was() -> None:
    for trip in Trip:
        state = ZoneState(latch=Latch(trip, NOW_MS, 12))
        [found] = findings(replace(WELL, zones=((ZONE, state),)))
        assert "12 °C" in found.detail and len(found.detail) > 20
    [found] = findings(replace(WELL, zones=((ZONE, ZoneState(latch=Latch(Trip.UNKNOWN, NOW_MS, None))),)))
    assert "worst" not in found.detail


def test_a_lane_that_wears_is_told_when_it_is_near() -> None:
    near, far = Forecast(12, Sign.SLOWER, 3), Forecast(80, Sign.SLOWER)
    [found] = findings(replace(WELL, forecasts={"A1": near, "A2": far}))
    assert (found.code, found.subject) == ("lane_wearing", "A1")
    assert found.detail == "about 12 turns left (3 days): each turn takes longer"
    assert forecast_text(Forecast(0, Sign.FAILING)).startswith("it may fail at any turn")


def test_lanes_the_board_does_not_know_are_named() -> None:
    board = replace(UP, motors=frozenset({2, 3}))
    assert codes(replace(WELL, boards=(board,))) == [("lane_missing", "A1")]
    assert codes(replace(WELL, strangers="lanes Z1 and Z2 are not there")) == [("planogram_strangers", "")]


def test_limits_in_words() -> None:
    assert limits_text(ZONE) == "at most 5 °C allowed"
    assert limits_text(Zone(min_c=60)) == "at least 60 °C needed"
    assert limits_text(Zone(min_c=2, max_c=8)) == "at least 2 °C and at most 8 °C needed"


def test_whatever_is_found_is_held_by_the_table() -> None:
    everything = Now(
        NOW_MS,
        boards=(
            replace(
                UP, door_open=True, sensor_trouble="x", motors=frozenset({9}), probe_faults=frozenset({0})
            ),
            BoardState("b", given_up=True),
        ),
        lanes={
            "A1": LaneHealth(out=True),
            "A2": LaneHealth(board_fault="x"),
            "A3": LaneHealth(paused_until_ms=NOW_MS + 1),
        },
        places={"A1": Place("A1", 1)},
        zones=((ZONE, ZoneState(9)), (Zone("b", 1, max_c=1), ZoneState(latch=Latch(Trip.WARM, 1, 1)))),
        forecasts={"A1": Forecast(1, Sign.HARDER)},
        strangers="x",
        reader=ReaderState(given_up=True),
    )
    mute = ReaderState(up=True, trouble="x")
    found = (*findings(everything), *findings(replace(WELL, reader=mute)))
    assert {
        one.code for one in found
    } == HELD - PRICING_INCIDENTS.keys() - TILL_INCIDENTS.keys() - WALLET_INCIDENTS.keys()
