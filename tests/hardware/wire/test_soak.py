"""What holds of every family's decoder: a good frame behind a million random bytes is found, and the fast way
over what cannot be a frame changes nothing."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.noise import NOISE_KEPT_BYTES, Noise
from hardware.wire.sliding import ANYWHERE, NoMatch, SlidingDecoder, begins
from tests.hardware.wire.streams import STREAMS, Stream, heard, noise

MILLION = 1_000_000
SEEDS = range(2)
SLIDING = {name: stream for name, stream in STREAMS.items() if name != "xy"}
streams = pytest.mark.parametrize("stream", STREAMS.values(), ids=STREAMS)


@streams
@pytest.mark.parametrize("seed", SEEDS)
def test_a_good_frame_behind_a_million_random_bytes_is_found(stream: Stream, seed: int) -> None:
    found = heard(stream, noise(MILLION, seed) + stream.raw)
    assert found[-1] == stream.frame
    frames = [each for each in found if not isinstance(each, Noise)]
    assert len(frames) <= stream.chance + 1
    lost = MILLION + len(stream.raw) - sum(len(_raw(stream, each)) for each in frames)
    assert sum(each.count for each in found if isinstance(each, Noise)) == lost, "every byte is accounted for"


@streams
def test_good_frames_are_found_between_random_bytes_with_a_silence_before_each(stream: Stream) -> None:
    """Whatever the noise ends with; without the silence it may look like a frame that ours completes."""
    dice, decoder = random.Random(7), stream.decoder()
    for _ in range(300):
        decoder.feed(dice.randbytes(dice.randrange(300)))
        decoder.expire()
        assert decoder.feed(stream.raw) == [stream.frame]


@pytest.mark.parametrize("name", SLIDING)
@given(st.data())
def test_the_fast_way_over_noise_changes_nothing(name: str, data: st.DataObject) -> None:
    """Bytes of real frames, torn apart, so that many places look like a beginning."""
    stream = SLIDING[name]
    pieces = st.one_of(
        st.binary(max_size=8),
        st.just(stream.raw),
        st.integers(0, len(stream.raw)).map(lambda cut: stream.raw[:cut]),
        st.integers(0, len(stream.raw)).map(lambda cut: stream.raw[cut:]),
    )
    chunks = data.draw(st.lists(pieces, max_size=20))
    fast, slow = stream.decoder(), stream.decoder()
    slow._may_begin = ANYWHERE
    for chunk in chunks:
        assert fast.feed(chunk) == slow.feed(chunk)
        assert fast.is_waiting == slow.is_waiting
    assert fast.expire() == slow.expire()


@pytest.mark.parametrize("name", SLIDING)
def test_every_pair_of_bytes_that_may_begin_a_frame_is_looked_at(name: str) -> None:
    decoder: SlidingDecoder[Any] = SLIDING[name].decoder()
    for pair in (bytes((first, second)) for first in range(256) for second in range(256)):
        assert decoder._may_begin.match(pair) or decoder._look(pair) is NoMatch.NONE


def test_beginnings_are_taken_as_they_are_written() -> None:
    odd = b"]^-\\[.\n"
    pattern = begins(odd, odd)
    assert all(pattern.fullmatch(bytes((first, second))) for first in odd for second in odd)
    assert pattern.search(b"\x00\x00]") and not pattern.search(b"\x00]\x00")
    assert isinstance(ANYWHERE, re.Pattern)


def test_skipped_noise_is_kept_in_part_and_counted_whole() -> None:
    decoder = STREAMS["tcn"].decoder()
    (found,) = decoder.feed(b"\xff" * 100 + b"\x00\xff" * 100)
    assert (found.count, found.data) == (300, b"\xff" * NOISE_KEPT_BYTES)


def _raw(stream: Stream, frame: Any) -> bytes:
    return stream.raw if frame == stream.frame else bytes(frame.encode())
