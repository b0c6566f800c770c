import json

import pytest

from hardware.sim.cabinet import Cabinet, LanePlan, demo_cabinet
from hardware.sim.world import FELL_LOG_MAX_ENTRIES, LOG_SAVED_ENTRIES, Hitch, Sensor, TurnEnded, World

TURN_MS = 1000


def build(items: int = 8) -> World:
    return World.build(Cabinet((LanePlan("A1", 1, items), LanePlan("A2", 2))), 0, utc_offset_ms=5_000)


def turn(world: World, motor: int, start_ms: int, hitch: Hitch = Hitch.NONE) -> TurnEnded:
    world.start_turn(motor, 7, TURN_MS, hitch, start_ms)
    ended = None
    while ended is None:
        due_ms = world.next_due_ms()
        assert due_ms is not None
        ended = world.advance(due_ms)
    return ended


def test_a_turn_drops_one_item_that_the_sensor_sees() -> None:
    world = build()
    assert turn(world, 1, 100) == TurnEnded(1, 7, home=True, seen=True)
    assert (world.lanes[1].items, world.lanes[1].turns, world.fell_total, world.turns_total) == (7, 1, 1, 1)
    (fell,) = world.fell
    assert (fell.lane, fell.motor, fell.order, fell.seen) == ("A1", 1, 7, True)
    assert (fell.at_ms, fell.utc_ms) == (800, 5_800)
    assert world.next_due_ms() is None


@pytest.mark.parametrize(
    ("hitch", "home", "fell"),
    [(Hitch.JAM, False, 0), (Hitch.NO_DROP, True, 0), (Hitch.UNSEEN, True, 1)],
)
def test_hitches(hitch: Hitch, home: bool, fell: int) -> None:
    world = build()
    assert turn(world, 1, 0, hitch) == TurnEnded(1, 7, home=home, seen=False)
    assert (world.fell_total, world.lanes[1].items) == (fell, 8 - fell)


def test_an_empty_lane_turns_and_drops_nothing() -> None:
    world = build(items=0)
    assert turn(world, 1, 0) == TurnEnded(1, 7, home=True, seen=False)
    assert world.fell_total == 0


def test_a_blind_and_a_blocked_sensor_see_nothing_fall() -> None:
    for sensor in (Sensor.BLIND, Sensor.BLOCKED):
        world = build()
        world.set_sensor(sensor)
        assert not turn(world, 1, 0).seen
        assert world.fell_total == 1


def test_a_jammed_lane_stalls_until_it_is_freed() -> None:
    world = build()
    world.set_jammed(1, True)
    assert not turn(world, 1, 0).home
    assert turn(world, 2, 2000).home
    world.repair()
    assert turn(world, 1, 4000).seen


@pytest.mark.parametrize(("cut_ms", "fell_before", "fell_after"), [(500, 0, 1), (699, 0, 1), (850, 1, 1)])
def test_power_cut_mid_turn_keeps_what_fell_and_the_next_drive_only_finishes_the_turn(
    cut_ms: int, fell_before: int, fell_after: int
) -> None:
    world = build()
    world.start_turn(1, 7, TURN_MS, Hitch.NONE, 0)
    world.cut_power(cut_ms)
    assert world.turning is None
    assert world.advance(10_000) is None
    assert world.fell_total == fell_before
    assert turn(world, 1, 20_000).home
    assert world.fell_total == fell_after
    assert world.lanes[1].angle_permille == 0


def test_two_motors_at_once_are_a_bug_of_the_board() -> None:
    world = build()
    world.start_turn(1, 7, TURN_MS, Hitch.NONE, 0)
    with pytest.raises(AssertionError):
        world.start_turn(2, 8, TURN_MS, Hitch.NONE, 10)


def test_cold_is_slow_and_an_open_door_warms() -> None:
    world = build()
    assert world.temperatures_c(3_600_000) == [6]
    world.set_door(True)
    assert world.temperatures_c(3_600_000 + 60_000) == [10]
    assert world.temperatures_c(3_600_000 + 3_600_000) == [25]
    world.set_door(False)
    assert world.temperatures_c(3 * 3_600_000) == [7]


def test_a_held_temperature_stays() -> None:
    world = build()
    world.touch_zone(0).held_c = 12
    assert world.temperatures_c(1000) == [12]
    assert world.temperatures_c(9_000_000) == [12]


def test_state_survives_json_and_a_turn_under_way_is_cut_off() -> None:
    world = build()
    turn(world, 1, 0)
    world.set_door(True)
    world.touch_zone(0).probe_ok = False
    world.start_turn(2, 8, TURN_MS, Hitch.NONE, 2000)
    again = build()
    again.load_state(json.loads(json.dumps(world.to_state(2100))), 50_000)
    assert again.lanes[1].items == 7
    assert again.fell == world.fell
    assert (again.fell_total, again.turns_total) == (1, 2)
    assert again.door_open
    assert not again.zones[0].probe_ok
    assert again.turning is None
    assert again.lanes[2].items == 8


def test_state_of_another_cabinet_keeps_the_lanes_both_have() -> None:
    world = build()
    turn(world, 1, 0)
    other = World.build(demo_cabinet(), 0)
    other.load_state(world.to_state(2000), 0)
    assert len(other.lanes) == 40
    assert other.lanes[1].items == 7


def test_the_log_of_falls_is_bounded_and_the_counts_are_not() -> None:
    world = build()
    for number in range(FELL_LOG_MAX_ENTRIES + 5):
        world.fill(1, 8)
        turn(world, 1, number * 2000)
    assert len(world.fell) == FELL_LOG_MAX_ENTRIES
    assert world.to_state(9_999_999)["fell"][-1]["number"] == FELL_LOG_MAX_ENTRIES + 5
    assert len(world.to_state(9_999_999)["fell"]) == LOG_SAVED_ENTRIES
    assert world.fell[-1].number == world.fell_total == world.lanes[1].fell == FELL_LOG_MAX_ENTRIES + 5


def test_every_change_that_matters_raises_the_revision() -> None:
    world = build()
    seen = {world.revision}
    world.start_turn(1, 7, TURN_MS, Hitch.NONE, 0)
    seen.add(world.revision)
    world.advance(700)
    seen.add(world.revision)
    world.advance(1000)
    seen.add(world.revision)
    world.set_door(True)
    seen.add(world.revision)
    world.fill(1, 3)
    seen.add(world.revision)
    assert len(seen) == 6
