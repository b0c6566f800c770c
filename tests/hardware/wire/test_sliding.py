"""The search for frames without a header, on a made-up wire."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.noise import NOISE_KEPT_BYTES, Noise
from hardware.wire.sliding import Match, NoiseReason, NoMatch, SlidingDecoder

FRAME = b"\x02\x05\x07"


def look(data: bytes) -> Match[bytes] | NoMatch:
    """02, a byte, and the sum of both."""
    if data[0] != 2:
        return NoMatch.NONE
    if len(data) < 3:
        return NoMatch.MORE
    return Match(data[:3], 3) if data[2] == (data[0] + data[1]) & 0xFF else NoMatch.BAD_CHECKSUM


def make() -> SlidingDecoder[bytes]:
    return SlidingDecoder(look, 3)


def test_frames_and_noise_in_the_order_of_the_wire() -> None:
    assert make().feed(b"\xff" + FRAME + b"\xfe" + FRAME) == [
        Noise(NoiseReason.GARBAGE, b"\xff", 1),
        FRAME,
        Noise(NoiseReason.GARBAGE, b"\xfe", 1),
        FRAME,
    ]


def test_wrong_checksum_costs_one_byte() -> None:
    assert make().feed(b"\x02\x02\x05\x07") == [Noise(NoiseReason.BAD_CHECKSUM, b"\x02", 1), FRAME]


def test_unfinished_frame_waits_until_given_up() -> None:
    decoder = make()
    assert decoder.feed(FRAME[:2]) == []
    seen = [decoder.is_waiting]
    assert decoder.expire() == [Noise(NoiseReason.INCOMPLETE, FRAME[:2], 2)]
    assert [*seen, decoder.is_waiting] == [True, False]
    assert decoder.expire() == []


def test_long_noise_is_counted_whole_and_kept_in_part() -> None:
    (noise,) = make().feed(bytes(1_000))
    assert noise == Noise(NoiseReason.GARBAGE, bytes(NOISE_KEPT_BYTES), 1_000)


def test_look_that_never_decides_hoards_nothing() -> None:
    decoder: SlidingDecoder[bytes] = SlidingDecoder(lambda _data: NoMatch.MORE, 4)
    decoder.feed(bytes(1_000))
    assert len(decoder._pending) < 4


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_cuts_change_nothing_and_no_byte_is_lost(chunks: list[bytes]) -> None:
    decoder = make()
    found = [item for chunk in chunks for item in decoder.feed(chunk)] + decoder.expire()
    told = sum(item.count if isinstance(item, Noise) else len(item) for item in found)
    assert told == sum(map(len, chunks))
    whole = make()
    frames = [item for item in whole.feed(b"".join(chunks)) + whole.expire() if isinstance(item, bytes)]
    assert [item for item in found if isinstance(item, bytes)] == frames
