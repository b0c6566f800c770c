from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.adh import vectors
from hardware.wire.adh.codes import CARD_MAX, REPLY_BYTES, REQUEST_BYTES, SETTINGS
from hardware.wire.adh.frames import (
    DATA_MAX_BYTES,
    FRAME_MAX_BYTES,
    Frame,
    reply_decoder,
    request_decoder,
)
from hardware.wire.modbus.crc import crc16
from hardware.wire.noise import Noise
from hardware.wire.sliding import NoiseReason, SlidingDecoder


@st.composite
def requests(draw: st.DrawFn) -> Frame:
    command = draw(st.sampled_from(sorted(REQUEST_BYTES)))
    length = REQUEST_BYTES[command]
    return Frame(draw(st.integers(1, CARD_MAX)), command, draw(st.binary(min_size=length, max_size=length)))


@st.composite
def replies(draw: st.DrawFn) -> Frame:
    """Of every command whose reply has a known length."""
    command = draw(st.sampled_from(sorted(code for code in REPLY_BYTES if REPLY_BYTES[code] is not None)))
    length = REPLY_BYTES[command]
    assert length is not None
    address = draw(st.integers(0, CARD_MAX)) if command in SETTINGS else 0
    return Frame(address, command, draw(st.binary(min_size=length, max_size=length)))


def hear(finder: SlidingDecoder[Frame], *chunks: bytes) -> list[Frame | Noise]:
    found = [item for chunk in chunks for item in finder.feed(chunk)]
    return found + finder.expire()


def frames_of(found: list[Frame | Noise]) -> list[Frame]:
    return [item for item in found if isinstance(item, Frame)]


@given(requests())
def test_request_round_trip(frame: Frame) -> None:
    assert request_decoder().feed(frame.encode()) == [frame]


@given(replies())
def test_reply_round_trip(frame: Frame) -> None:
    assert reply_decoder().feed(frame.encode()) == [frame]


@pytest.mark.parametrize("length", range(DATA_MAX_BYTES + 1))
def test_reply_of_unknown_length_ends_where_its_crc_is_good(length: int) -> None:
    frame = Frame(0, 0x01, b"ADH815 V1.0.1.2 0123456789ab"[:length])
    after = vectors.REPLIES["00 05 00 72 90"]
    assert reply_decoder().feed(frame.encode() + after.encode()) == [frame, after]


@given(st.lists(replies(), min_size=1, max_size=5), st.lists(st.integers(1, 20), max_size=30))
def test_merged_replies_split_anywhere_are_all_found(sent: list[Frame], cuts: list[int]) -> None:
    raw = b"".join(frame.encode() for frame in sent)
    finder, found = reply_decoder(), []
    for cut in [*cuts, len(raw)]:
        found += finder.feed(raw[:cut])
        raw = raw[cut:]
    assert found == sent
    assert not finder.is_waiting


@given(st.binary(max_size=200), replies(), st.integers(1, 50))
def test_good_reply_behind_any_garbage_is_found(garbage: bytes, frame: Frame, cut: int) -> None:
    raw = garbage + frame.encode()
    found = hear(reply_decoder(), *(raw[at : at + cut] for at in range(0, len(raw), cut)))
    # One of 65536 overlaps of the garbage and ours has a good CRC itself: no decoder can know.
    swallows = any(
        frames_of(reply_decoder().feed(raw[at : at + FRAME_MAX_BYTES])[:1])
        for at in range(max(0, len(garbage) - FRAME_MAX_BYTES + 1), len(garbage))
    )
    assert frames_of(found)[-1:] == [frame] or swallows


@given(st.binary(max_size=200), replies())
def test_good_reply_behind_garbage_and_a_silence_is_always_found(garbage: bytes, frame: Frame) -> None:
    finder = reply_decoder()
    hear(finder, garbage)
    assert finder.feed(frame.encode()) == [frame]


@given(st.binary(max_size=200), requests())
def test_good_request_behind_garbage_and_a_silence_is_always_found(garbage: bytes, frame: Frame) -> None:
    finder = request_decoder()
    hear(finder, garbage)
    assert finder.feed(frame.encode()) == [frame]


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_byte_is_lost_and_none_is_hoarded(chunks: list[bytes]) -> None:
    finder = reply_decoder()
    found: list[Frame | Noise] = []
    for chunk in chunks:
        found += finder.feed(chunk)
        assert len(finder._pending) < FRAME_MAX_BYTES
    found += finder.expire()
    told = sum(item.count if isinstance(item, Noise) else len(item.encode()) for item in found)
    assert told == sum(map(len, chunks))


@given(replies(), st.data())
def test_reply_with_one_byte_changed_is_another_or_none(frame: Frame, data: st.DataObject) -> None:
    raw = frame.encode()
    at = data.draw(st.integers(0, len(raw) - 1))
    damaged = raw[:at] + bytes((raw[at] ^ data.draw(st.integers(1, 255)),)) + raw[at + 1 :]
    assert frame not in hear(reply_decoder(), damaged)


def test_our_own_request_heard_back_is_no_reply() -> None:
    for text, frame in vectors.REQUESTS.items():
        heard = frames_of(hear(reply_decoder(), bytes.fromhex(text)))
        # The settings are repeated by the card under its own address, word for word.
        assert heard == ([frame] if frame.command in SETTINGS and frame.data else [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("00 05 00 72 91", NoiseReason.BAD_CHECKSUM),
        ("00 15 00 01", NoiseReason.GARBAGE),
        ("05 03 00 00", NoiseReason.GARBAGE),
        ("01 05 00 23 50", NoiseReason.GARBAGE),
        ("00 03 01", NoiseReason.INCOMPLETE),
        ("00", NoiseReason.INCOMPLETE),
    ],
)
def test_what_is_no_reply_is_noise(text: str, reason: NoiseReason) -> None:
    raw = bytes.fromhex(text)
    found = [item for item in hear(reply_decoder(), raw) if isinstance(item, Noise)]
    assert found[0].reason is reason
    assert b"".join(noise.data for noise in found) == raw


@pytest.mark.parametrize("text", ["00 03 41 B1", "01 15 00 01", "01", "05 03 00 00", "01 03 40 22"])
def test_what_is_no_request_is_noise(text: str) -> None:
    assert frames_of(hear(request_decoder(), bytes.fromhex(text))) == []


@pytest.mark.parametrize(
    ("address", "command", "data"), [(5, 3, b""), (-1, 3, b""), (1, 0x15, b""), (1, 3, bytes(29))]
)
def test_frame_that_does_not_fit_the_wire_cannot_be_made(address: int, command: int, data: bytes) -> None:
    with pytest.raises(ValueError, match=r"address|command|bytes"):
        Frame(address, command, data)


def test_crc_of_nothing_is_its_start() -> None:
    assert crc16(b"") == b"\xff\xff"
