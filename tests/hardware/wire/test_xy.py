from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire import xy_vectors as vectors
from hardware.wire.xy import (
    BODY_MAX_BYTES,
    FRAME_MAX_BYTES,
    HEADER,
    NOISE_KEPT_BYTES,
    POLL,
    Decoder,
    Frame,
    Noise,
    NoiseReason,
    checksum,
    next_pack_no,
)

numbers = st.integers(0, 255)
data_frames = st.builds(Frame, numbers, numbers, st.binary(max_size=BODY_MAX_BYTES))
frames = data_frames | st.builds(Frame, numbers, st.none())


def hear(decoder: Decoder, *chunks: bytes) -> list[Frame | Noise]:
    found = [item for chunk in chunks for item in decoder.feed(chunk)]
    return found + decoder.expire()


def frames_of(found: list[Frame | Noise]) -> list[Frame]:
    return [item for item in found if isinstance(item, Frame)]


@pytest.mark.parametrize("text", vectors.WRONG_XOR)
def test_published_frame_with_wrong_xor_is_noise(text: str) -> None:
    raw = bytes.fromhex(text)
    assert hear(Decoder(), raw) == [Noise(NoiseReason.BAD_CHECKSUM, raw, len(raw))]
    right = raw[:-1] + bytes((checksum(raw[:-1]),))
    assert [frame.encode() for frame in frames_of(hear(Decoder(), right))] == [right]


@given(frames)
def test_round_trip(frame: Frame) -> None:
    assert Decoder().feed(frame.encode()) == [frame]


@given(st.lists(frames, min_size=1, max_size=5), st.lists(st.integers(1, 40), max_size=40))
def test_merged_frames_split_anywhere_are_all_found(sent: list[Frame], cuts: list[int]) -> None:
    raw = b"".join(frame.encode() for frame in sent)
    decoder, found = Decoder(), []
    for cut in [*cuts, len(raw)]:
        found += decoder.feed(raw[:cut])
        raw = raw[cut:]
    assert found == sent
    assert not decoder.is_waiting


@given(st.binary(max_size=600), frames, st.integers(1, 300))
def test_good_frame_after_any_garbage_is_found(garbage: bytes, frame: Frame, cut: int) -> None:
    raw = garbage + frame.encode()
    chunks = [raw[at : at + cut] for at in range(0, len(raw), cut)]
    decoder = Decoder()
    found = hear(decoder, *chunks)
    last = frames_of(found)[-1]
    # Garbage may hold a header whose length and XOR happen to fit bytes of ours: no decoder can know.
    swallowed_to = raw.rfind(last.encode()) + len(last.encode())
    assert last == frame or len(garbage) < swallowed_to <= len(raw)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_no_byte_is_lost_and_none_is_hoarded(chunks: list[bytes]) -> None:
    decoder = Decoder()
    found: list[Frame | Noise] = []
    for chunk in chunks:
        found += decoder.feed(chunk)
        assert len(decoder._pending) < FRAME_MAX_BYTES
    found += decoder.expire()
    told = sum(item.count if isinstance(item, Noise) else len(item.encode()) for item in found)
    assert told == sum(map(len, chunks))
    assert all(len(item.data) <= NOISE_KEPT_BYTES for item in found if isinstance(item, Noise))


def test_header_inside_the_text_does_not_start_a_frame() -> None:
    frame = Frame(0x71, 3, HEADER + b"\x41\x00\x40")
    assert Decoder().feed(frame.encode()) == [frame]


def test_poll_inside_a_damaged_frame_is_still_found() -> None:
    raw = bytearray(Frame(0x71, 3, b"\x01" + POLL.encode()).encode())
    raw[4] ^= 0xFF
    assert frames_of(hear(Decoder(), bytes(raw))) == [POLL]


def test_poll_behind_a_false_header_is_found_when_the_line_falls_silent() -> None:
    decoder = Decoder()
    assert decoder.feed(HEADER + b"\x01\xf0" + POLL.encode()) == []
    assert decoder.expire() == [Noise(NoiseReason.INCOMPLETE, b"\xfa\xfb\x01\xf0", 4), POLL]
    assert decoder.expire() == []


def test_decoder_says_whether_it_waits() -> None:
    decoder = Decoder()
    seen = [decoder.is_waiting]
    for chunk in (b"\x00", HEADER, POLL.encode()[2:]):
        decoder.feed(chunk)
        seen.append(decoder.is_waiting)
    assert seen == [False, False, True, False]


def test_half_a_header_at_the_end_is_kept() -> None:
    decoder = Decoder()
    assert decoder.feed(b"\x00\xfa") == [Noise(NoiseReason.GARBAGE, b"\x00", 1)]
    assert decoder.feed(POLL.encode()[1:]) == [POLL]


def test_long_noise_is_counted_whole_and_kept_in_part() -> None:
    noise = bytes(1_000)
    assert Decoder().feed(noise) == [Noise(NoiseReason.GARBAGE, bytes(NOISE_KEPT_BYTES), 1_000)]


def test_longest_frame_fits_the_limit() -> None:
    assert len(Frame(1, 1, bytes(BODY_MAX_BYTES)).encode()) == FRAME_MAX_BYTES


@pytest.mark.parametrize(
    ("cmd", "pack_no", "body"),
    [(256, 1, b""), (-1, 1, b""), (1, 256, b""), (1, -1, b""), (1, None, b"x"), (1, 1, bytes(255))],
)
def test_frame_that_does_not_fit_the_wire_cannot_be_made(cmd: int, pack_no: int | None, body: bytes) -> None:
    with pytest.raises(ValueError, match=r"byte|PackNO"):
        Frame(cmd, pack_no, body)


def test_pack_no_runs_from_1_to_255_and_again() -> None:
    assert [next_pack_no(number) for number in (0, 1, 254, 255)] == [1, 2, 255, 1]
