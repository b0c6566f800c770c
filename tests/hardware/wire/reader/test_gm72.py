"""The GM72's published frames, and its replies picked out of a stream of codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.reader.gm72 import ACK, NAK, SETTINGS, START, STOP, WAKE, WAKE_MS, Replies, Reply, frame

PUBLISHED = {
    "04 E4 04 00 FF 14": START,
    "04 E5 04 00 FF 13": STOP,
    "04 D0 00 00 FF 2C": ACK,
    "05 D1 00 00 06 FF 24": NAK,
    "07 C6 04 08 00 8A 08 FE 95": SETTINGS["host"],
    "08 C6 04 08 00 F2 01 00 FE 33": SETTINGS["serial"],
    "08 C6 04 08 00 F2 01 01 FE 32": SETTINGS["keyboard"],
    "08 C6 04 08 00 F2 01 02 FE 31": SETTINGS["usb-serial"],
}
"""boards.md 11."""


@pytest.mark.parametrize("published", PUBLISHED)
def test_every_published_frame_is_made_byte_for_byte(published: str) -> None:
    assert PUBLISHED[published] == bytes.fromhex(published)


@pytest.mark.parametrize("published", PUBLISHED)
def test_the_checksum_is_the_twos_complement_of_the_sum(published: str) -> None:
    data = bytes.fromhex(published)
    body, check = data[:-2], int.from_bytes(data[-2:], "big")
    assert len(body) == data[0]
    assert (sum(body) + check) & 0xFFFF == 0
    assert frame(*body[1:]) == data


def test_a_sleeping_reader_is_woken_50_ms_before() -> None:
    assert (WAKE, WAKE_MS) == (b"\x00", 50)


def test_replies_are_picked_out_and_codes_stay() -> None:
    replies = Replies()
    assert replies.feed(ACK + b"134567\r" + NAK + b"89" + ACK) == (
        b"134567\r89",
        [Reply.TAKEN, Reply.REFUSED, Reply.TAKEN],
    )
    assert not replies.is_waiting


@given(
    st.lists(
        st.sampled_from([ACK, NAK, b"134567890123456789\r\n", b"x", b",", b"\x04", b"\x05\xd1"]), max_size=8
    ),
    st.integers(1, 9),
)
def test_wherever_reads_are_cut_nothing_is_lost_and_nothing_made_up(parts: list[bytes], size: int) -> None:
    stream, replies = b"".join(parts), Replies()
    pieces = [replies.feed(stream[at : at + size]) for at in range(0, len(stream), size)]
    text = b"".join(piece for piece, _ in pieces) + replies.expire()
    whole, known = Replies().feed(stream + b"x")
    assert (text + b"x", [reply for _, some in pieces for reply in some]) == (whole, known)
    assert not replies.is_waiting


def test_what_only_begins_like_a_reply_is_given_back() -> None:
    replies = Replies()
    assert replies.feed(b"12\x04\xd0") == (b"12", []) and replies.is_waiting
    assert replies.feed(b"34") == (b"\x04\xd034", [])
    replies.feed(ACK[:3])
    assert replies.expire() == ACK[:3] and replies.expire() == b""
