from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.m102 import vectors
from hardware.wire.m102.codes import Code
from hardware.wire.m102.frames import DATA_BYTES, FRAME_BYTES, Frame, decoder
from hardware.wire.m102.vectors import PASSWORD
from hardware.wire.noise import Noise
from hardware.wire.sliding import NoiseReason, SlidingDecoder

passwords = st.text(st.characters(codec="ascii"), max_size=12)
addressed = st.builds(
    Frame, st.integers(0, 8), st.sampled_from([*Code]), st.binary(min_size=DATA_BYTES, max_size=DATA_BYTES)
)
broadcast = st.builds(Frame, st.just(0xFF), st.integers(1, 8), st.binary(max_size=DATA_BYTES))
frames = addressed | broadcast


def hear(found_by: SlidingDecoder[Frame], *chunks: bytes) -> list[Frame | Noise]:
    found = [item for chunk in chunks for item in found_by.feed(chunk)]
    return found + found_by.expire()


def frames_of(found: list[Frame | Noise]) -> list[Frame]:
    return [item for item in found if isinstance(item, Frame)]


@pytest.mark.parametrize(("text", "check"), vectors.SALTED.items())
def test_salted_frame_is_found_by_whoever_knows_the_password(text: str, check: str) -> None:
    raw, frame = vectors.raw(text, check), vectors.frame(text)
    assert frame.encode(PASSWORD) == raw
    assert decoder(PASSWORD).feed(raw) == [frame]
    assert frames_of(hear(decoder(), raw)) == []


@pytest.mark.parametrize("password", ["", PASSWORD])
@pytest.mark.parametrize(("text", "check"), vectors.WRONG.items())
def test_published_frame_with_a_wrong_crc_is_noise(text: str, check: str, password: str) -> None:
    found = hear(decoder(password), vectors.raw(text, check))
    assert frames_of(found) == []
    assert isinstance(found[0], Noise)
    assert found[0].reason is NoiseReason.BAD_CHECKSUM


@given(frames, passwords)
def test_round_trip_with_any_password(frame: Frame, password: str) -> None:
    raw = frame.encode(password)
    assert len(raw) == FRAME_BYTES
    assert decoder(password).feed(raw) == [frame]


@given(frames, passwords, passwords)
def test_frame_salted_otherwise_is_not_taken(frame: Frame, password: str, other: str) -> None:
    if frame.encode(password) != frame.encode(other):
        assert frame not in hear(decoder(other), frame.encode(password))


@given(st.lists(frames, min_size=1, max_size=5), st.lists(st.integers(1, 30), max_size=30))
def test_merged_frames_split_anywhere_are_all_found(sent: list[Frame], cuts: list[int]) -> None:
    raw = b"".join(frame.encode() for frame in sent)
    finder, found = decoder(), []
    for cut in [*cuts, len(raw)]:
        found += finder.feed(raw[:cut])
        raw = raw[cut:]
    assert found == sent
    assert not finder.is_waiting


@given(st.binary(max_size=200), frames, st.integers(1, 50))
def test_good_frame_behind_any_garbage_is_found(garbage: bytes, frame: Frame, cut: int) -> None:
    raw = garbage + frame.encode()
    found = hear(decoder(), *(raw[at : at + cut] for at in range(0, len(raw), cut)))
    # One of 65536 overlaps of the garbage and ours has a good CRC itself: no decoder can know.
    swallows = any(
        frames_of(decoder().feed(raw[at : at + FRAME_BYTES]))
        for at in range(max(0, len(garbage) - FRAME_BYTES + 1), len(garbage))
    )
    assert frames_of(found)[-1:] == [frame] or swallows


@given(st.binary(max_size=200), frames)
def test_good_frame_behind_garbage_and_a_silence_is_always_found(garbage: bytes, frame: Frame) -> None:
    finder = decoder()
    hear(finder, garbage)
    assert finder.feed(frame.encode()) == [frame]


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_byte_is_lost_and_none_is_hoarded(chunks: list[bytes]) -> None:
    finder = decoder()
    found: list[Frame | Noise] = []
    for chunk in chunks:
        found += finder.feed(chunk)
        assert len(finder._pending) < FRAME_BYTES
    found += finder.expire()
    told = sum(item.count if isinstance(item, Noise) else FRAME_BYTES for item in found)
    assert told == sum(map(len, chunks))


@given(frames, st.integers(0, FRAME_BYTES - 1), st.integers(1, 255))
def test_frame_with_one_byte_changed_is_none(frame: Frame, at: int, change: int) -> None:
    raw = frame.encode()
    damaged = raw[:at] + bytes((raw[at] ^ change,)) + raw[at + 1 :]
    assert frames_of(hear(decoder(), damaged)) == []


@given(frames, st.integers(0, FRAME_BYTES - 1))
def test_frame_that_lost_a_byte_is_none_and_the_next_one_is_found(frame: Frame, at: int) -> None:
    raw, after = frame.encode(), vectors.frame("00 03 01 0F")
    found = hear(decoder(), raw[:at] + raw[at + 1 :], after.encode())
    assert frames_of(found)[-1] == after


def test_data_is_padded_and_never_cut() -> None:
    assert Frame(1, 5, b"\x0f") == Frame(1, 5, b"\x0f" + bytes(15))
    with pytest.raises(ValueError, match="17 bytes"):
        Frame(1, 5, bytes(17))


@pytest.mark.parametrize(("address", "command"), [(9, 3), (-1, 3), (0xFE, 3), (1, 256), (1, -1)])
def test_frame_that_does_not_fit_the_wire_cannot_be_made(address: int, command: int) -> None:
    with pytest.raises(ValueError, match=r"address|command"):
        Frame(address, command)


def test_our_own_request_heard_back_is_no_reply() -> None:
    assert not vectors.frame("01 03").is_reply
    assert vectors.frame("00 03").is_reply
