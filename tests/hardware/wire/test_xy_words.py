from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.wire.xy import Decoder, Frame
from hardware.wire.xy_vectors import ID
from hardware.wire.xy_words import describe


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FA FB 41 00 40", "POLL"),
        ("FA FB 42 00 43", "ACK"),
        ("FA FB 31 01 01 30", "synchronise #1"),
        ("FA FB 02 04 07 04 00 3C 38", "slot status #7: slot 60, the slot is paused (04)"),
        ("FA FB 04 04 9E 03 00 3C A0", "dispensing #158: slot 60, jammed (03)"),
        (
            "FA FB 11 0C 0C 00 01 00 00 01 F4 05 08 00 01 00 E8",
            "slot report #12: slot 1, price 500, stock 5 of 8, product 1, normal (00)",
        ),
        ("FA FB 21 06 83 08 00 01 86 A0 8A", "money received #131: swallowed 100000"),
        ("FA FB 23 05 AD 00 00 00 00 8A", "credit #173: 0"),
        ("FA FB 05 03 04 00 00 03", "selection #4: cancelled"),
        ("FA FB 26 09 0B 00 00 00 00 00 00 00 96 B3", "change given #11: bills 0, coins 150"),
        (
            "FA FB 71 07 20 32 00 01 00 3C 00 58",
            "menu reply #32: item 32 op 00, jammed slots: 60",
        ),
        ("FA FB 16 02 03 02 14", "set poll interval #3: 02"),
        (
            f"FA FB 52 21 54 00 01 00 00 13 00 00 00 00 00 00 00 00 00 {ID} 13 {'AA' * 7} 8D",
            "machine status #84: machine 0000000000, door 0, 19 °C, cabinets 19 °C, -, -, -, -, -, -, -, "
            "bill acceptor 0, coin acceptor 1",
        ),
    ],
)
def test_published_vector_in_words(text: str, words: str) -> None:
    (frame,) = Decoder().feed(bytes.fromhex(text))
    assert isinstance(frame, Frame)
    assert describe(frame) == words


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (Frame(0x04, 1, bytes.fromhex("23002d")), "dispensing #1: 45 s left, heating (23)"),
        (Frame(0x05, 1, bytes.fromhex("003c")), "selection #1: slot 60"),
        (Frame(0x21, 1, bytes.fromhex("7700000001")), "money received #1: unknown mode 77 1"),
        (Frame(0x32, 1, b"V3\0"), "firmware version #1: V3"),
        (Frame(0x54, 1, b"\x03"), "lift status #1: lift error"),
        (Frame(0x54, 1, b"\x77"), "lift status #1: unknown state 77"),
        (Frame(0x04, 1, b"\x02"), "dispensing #1: too short: 02"),
        (Frame(0x99, 1, b"\x02"), "unknown command 99 #1: 02"),
    ],
)
def test_the_rest_in_words(frame: Frame, words: str) -> None:
    assert describe(frame) == words


@given(st.integers(0, 255), st.binary(max_size=254))
def test_describe_never_raises(cmd: int, body: bytes) -> None:
    assert describe(Frame(cmd, 1, body))
