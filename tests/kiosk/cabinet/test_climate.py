"""The cut-off: counts only what was lived through or not known, latches, and is undone by a person alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.cabinet.climate import (
    MINUTE_MS,
    READING_LIFE_MS,
    WELL_MS,
    Latch,
    Trip,
    ZoneState,
    from_record,
    hear,
    locked,
    lose,
    pass_time,
    plausible,
    resume,
    sign_off,
    to_record,
)
from kiosk.profile.profile import Zone

NOW_MS = 1_790_000_000_000
COLD = Zone("cold", max_c=5)
HOT = Zone("hot", min_c=60)
REPORT_MS = 30_000
GOOD, WARM = 4, 9


def lived(
    state: ZoneState, minutes: float, celsius: int | None, *, door_open: bool = False, zone: Zone = COLD
) -> ZoneState:
    """A board that reports every half minute for ``minutes``."""
    state = hear(zone, state, celsius, door_open)
    for _ in range(round(minutes * MINUTE_MS / REPORT_MS)):
        state = hear(zone, pass_time(zone, state, REPORT_MS, NOW_MS), celsius, door_open)
    return state


def well() -> ZoneState:
    return lived(ZoneState(), 5, GOOD)


def trip(state: ZoneState) -> Trip | None:
    return state.latch.why if state.latch else None


def test_warm_for_a_quarter_of_an_hour_is_fine_and_longer_is_not() -> None:
    assert trip(lived(well(), 15, WARM)) is None
    state = lived(well(), 15.5, WARM)
    assert state.latch == Latch(Trip.WARM, NOW_MS, WARM)


def test_back_within_limits_in_time_and_nothing_happened() -> None:
    state = lived(lived(lived(well(), 14, WARM), 3, GOOD), 14, WARM)
    assert trip(state) is None


def test_a_moment_within_limits_does_not_set_the_count_back() -> None:
    state = well()
    for _ in range(8):
        state = lived(lived(state, 2, WARM), 1, GOOD)
    assert trip(state) is Trip.WARM


def test_after_the_door_was_closed_there_is_half_an_hour() -> None:
    filled = lived(well(), 10, WARM, door_open=True)
    assert trip(lived(filled, 30, WARM)) is None
    assert trip(lived(filled, 30.5, WARM)) is Trip.NOT_RECOVERED


def test_a_new_machine_has_as_long_to_cool_down() -> None:
    assert trip(lived(ZoneState(), 30, 25)) is None
    assert trip(lived(ZoneState(), 30.5, 25)) is Trip.NOT_RECOVERED


def test_once_recovered_the_short_limit_holds_again() -> None:
    filled = lived(lived(well(), 5, WARM, door_open=True), 10, WARM)
    assert trip(lived(lived(filled, 3, GOOD), 15.5, WARM)) is Trip.WARM


def test_a_door_opened_again_and_again_is_no_way_round_it() -> None:
    state = well()
    for _ in range(5):
        state = lived(lived(state, 1, WARM, door_open=True), 20, WARM)
    assert trip(state) is Trip.TOO_LONG


def test_a_door_left_open_for_an_hour_warms_the_goods_all_the_same() -> None:
    assert trip(lived(well(), 60, WARM, door_open=True)) is None
    assert trip(lived(well(), 60.5, WARM, door_open=True)) is Trip.TOO_LONG


def test_a_broken_probe_counts_as_unsafe_after_its_time() -> None:
    assert trip(lived(well(), 30, None)) is None
    assert trip(lived(well(), 30.5, None)) is Trip.UNKNOWN


def test_a_board_that_says_nothing_more_is_not_known_after_a_while() -> None:
    state = pass_time(COLD, well(), READING_LIFE_MS - 1, NOW_MS)
    assert state.known_c == GOOD and state.unknown_ms == 0
    state = pass_time(COLD, state, 1, NOW_MS)
    assert state.known_c is None
    assert trip(pass_time(COLD, state, 30 * MINUTE_MS, NOW_MS)) is None
    assert trip(pass_time(COLD, state, 30 * MINUTE_MS + 1, NOW_MS)) is Trip.UNKNOWN


def test_a_bad_reading_is_taken_to_have_lasted() -> None:
    state = hear(COLD, well(), WARM, False)
    assert trip(pass_time(COLD, state, 16 * MINUTE_MS, NOW_MS)) is Trip.WARM


def test_food_kept_hot_must_not_get_cold() -> None:
    hot = lived(ZoneState(), 5, 65, zone=HOT)
    state = lived(hot, 16, 40, zone=HOT)
    assert state.latch == Latch(Trip.WARM, NOW_MS, 40)


def test_a_zone_without_limits_never_trips() -> None:
    free = Zone("free")
    assert trip(lived(lived(ZoneState(), 600, None, zone=free), 600, 60, zone=free)) is None


# --- the latch -----------------------------------------------------------------------------------------


def test_the_latch_stays_whatever_the_temperature_does() -> None:
    tripped = lived(well(), 16, WARM)
    for later in (
        lived(tripped, 600, GOOD),
        lived(tripped, 60, None),
        lived(lived(tripped, 1, GOOD, door_open=True), 60, GOOD),
        lose(tripped),
        resume(COLD, tripped, 0, NOW_MS),
        from_record(to_record(tripped)),
    ):
        assert later.latch == tripped.latch


def test_a_person_undoes_it_only_while_it_is_known_to_be_cold() -> None:
    tripped = lived(well(), 16, WARM)
    assert sign_off(COLD, tripped) is None
    assert sign_off(COLD, lived(tripped, 5, None)) is None
    assert sign_off(COLD, pass_time(COLD, lived(tripped, 5, GOOD), READING_LIFE_MS, NOW_MS)) is None
    signed = sign_off(COLD, lived(tripped, 0, GOOD))
    assert signed is not None and signed.latch is None and signed.worst_c is None
    assert trip(lived(signed, 15, WARM)) is None, "and then the counting begins anew"


def test_a_zone_locks_itself_and_those_it_names() -> None:
    both = replace(COLD, locks=("shelf",))
    tripped = lived(well(), 16, WARM)
    assert locked([(both, tripped), (HOT, ZoneState())]) == {"cold", "shelf"}
    assert locked([(both, well())]) == frozenset()


# --- power off -----------------------------------------------------------------------------------------


def test_a_short_time_off_is_remembered_and_a_long_one_is_too_long() -> None:
    short = resume(COLD, well(), 10 * MINUTE_MS, NOW_MS)
    assert trip(short) is None and short.unknown_ms == 10 * MINUTE_MS and short.known_c is None
    assert trip(resume(COLD, well(), 31 * MINUTE_MS, NOW_MS)) is Trip.UNKNOWN


def test_a_time_off_that_cannot_be_told_was_too_long() -> None:
    assert trip(resume(COLD, well(), None, NOW_MS)) is Trip.UNKNOWN


def test_switching_it_off_and_on_does_not_stop_the_count() -> None:
    state = lived(well(), 10, WARM)
    state = lived(resume(COLD, state, MINUTE_MS, NOW_MS), 6, WARM)
    assert trip(state) is Trip.WARM


def test_after_a_power_cut_there_is_no_half_hour_of_grace() -> None:
    state = resume(COLD, well(), 20 * MINUTE_MS, NOW_MS)
    assert trip(lived(state, 15.5, WARM)) is Trip.WARM


# --- values --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("celsius", [-128, -50, -40, 85, 101, 120])
def test_no_board_s_word_for_a_broken_probe_is_a_temperature(celsius: int) -> None:
    assert plausible(celsius) is None


def test_a_freezer_is_cold_and_a_missing_reading_missing() -> None:
    assert plausible(-20) == -20 and plausible(None) is None


@pytest.mark.parametrize("record", [None, 1, {}, {"latch": 1}, {"latch": None, "what": 1}])
def test_a_record_that_cannot_be_read_is_taken_for_a_latch(record: object) -> None:
    assert trip(from_record(record)) is Trip.UNKNOWN


@given(
    st.lists(
        st.tuples(
            st.sampled_from([GOOD, WARM, None]), st.booleans(), st.integers(0, 40 * MINUTE_MS), st.booleans()
        ),
        max_size=30,
    )
)
def test_whatever_happens_a_latch_is_never_lost_and_goods_never_wait_beyond_the_hour(
    happenings: list[tuple[int | None, bool, int, bool]],
) -> None:
    """``unsafe_ms`` is the outside truth: how long in a row nobody could know the goods to be safe."""
    state, unsafe_ms, latched = well(), 0, False
    for celsius, door_open, elapsed_ms, restarts in happenings:
        state = hear(COLD, state, celsius, door_open)
        state = pass_time(COLD, state, elapsed_ms, NOW_MS)
        unsafe_ms = 0 if celsius == GOOD and elapsed_ms >= WELL_MS else unsafe_ms
        unsafe_ms += elapsed_ms if celsius != GOOD else max(0, elapsed_ms - READING_LIFE_MS)
        if restarts:
            state = resume(COLD, from_record(to_record(state)), 0, NOW_MS)
        assert not latched or state.latch is not None
        latched = state.latch is not None
        assert latched or unsafe_ms <= COLD.out_minutes * MINUTE_MS
