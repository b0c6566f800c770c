from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.sync.plan import (
    BATCH_LIMIT_BYTES,
    DELAY_LIMIT_MS,
    JITTER_STEPS,
    Progress,
    next_batch,
    next_delay_ms,
    progress,
)
from kiosk.wire import EVENT_BATCH_MAX, Event, EventAck


def event(seq: int, size: int = 0) -> Event:
    return Event(seq=seq, kind="sale", at_ms=seq, body={"text": "货" * size})


def events(first: int, last: int) -> list[Event]:
    return [event(seq) for seq in range(first, last + 1)]


def test_the_oldest_hundred_go_first() -> None:
    assert [one.seq for one in next_batch(events(5, 300))] == list(range(5, 5 + EVENT_BATCH_MAX))
    assert next_batch([]) == ()


def test_a_gap_ends_the_batch() -> None:
    assert [one.seq for one in next_batch([*events(5, 7), event(9)])] == [5, 6, 7]
    assert [one.seq for one in next_batch([*events(5, 7), event(6)])] == [5, 6, 7]


def test_a_batch_has_a_size_in_bytes_and_a_large_event_goes_alone() -> None:
    third = BATCH_LIMIT_BYTES // 9
    assert [one.seq for one in next_batch([event(1, third), event(2, third), event(3, third)])] == [1, 2]
    assert [one.seq for one in next_batch([event(1, BATCH_LIMIT_BYTES), event(2)])] == [1]


def test_the_wait_doubles_up_to_five_minutes() -> None:
    assert [next_delay_ms(failures, 999) for failures in (1, 2, 3)] == [999, 1999, 3998]
    assert next_delay_ms(1, 0) == 500
    assert next_delay_ms(10_000, 0) == DELAY_LIMIT_MS // 2


@given(st.integers(1, 10**9), st.integers(0, JITTER_STEPS - 1))
def test_the_wait_is_always_between_half_a_second_and_the_limit(failures: int, jitter: int) -> None:
    assert 500 <= next_delay_ms(failures, jitter) <= DELAY_LIMIT_MS
    assert next_delay_ms(failures + 1, jitter) >= next_delay_ms(failures, jitter)


def test_an_acknowledgement_frees_what_it_names() -> None:
    batch = events(5, 9)
    assert progress(batch, EventAck(acked=9)) == Progress(9, ())
    assert progress(batch, EventAck(acked=6, rejected=[6, 7, 4])) == Progress(6, (6,))
    assert progress(batch, EventAck(acked=4)) == Progress(4, ())


def test_an_acknowledgement_that_cannot_be_true_frees_nothing() -> None:
    for acked in (3, 0, 10):
        assert progress(events(5, 9), EventAck(acked=acked)) is None
