from __future__ import annotations

import pytest

from hardware.wire.modbus.frames import Query, Reply
from hardware.wire.modbus.messages import write_coil, write_coils
from hardware.wire.relay.codes import fault_text
from hardware.wire.relay.messages import BOARDS_MAX, Dialect
from hardware.wire.relay.words import SPEECH, describe

EIGHT = Dialect()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (EIGHT.switch(1, on=True), "01 05 00 00 FF 00 8C 3A"),
        (EIGHT.switch(1, on=False), "01 05 00 00 00 00 CD CA"),
        (EIGHT.pulse(1, 700), "01 05 02 00 00 07 8D B0"),
        (EIGHT.read_coils(1), "01 01 00 00 00 08 3D CC"),
        (EIGHT.read_inputs(1, 8), "01 02 00 00 00 08 79 CC"),
    ],
)
def test_query_is_written_as_published(query: Query, text: str) -> None:
    assert query.encode() == bytes.fromhex(text)


def test_motors_go_through_the_boards() -> None:
    assert EIGHT.place(8) == (1, 8)
    assert EIGHT.place(9) == (2, 1)
    assert Dialect(channels=32).place(33) == (2, 1)
    assert EIGHT.pulse(10, 100) == write_coil(2, 0x0201, 1)
    assert EIGHT.all_off(2) == write_coils(2, 0, [False] * 8)
    for motor in (0, BOARDS_MAX * 8 + 1):
        with pytest.raises(ValueError, match="there is no motor"):
            EIGHT.place(motor)


def test_pulse_is_rounded_up_to_the_boards_steps() -> None:
    assert EIGHT.pulse(1, 101).count == 2
    for pulse_ms in (99, 60_001):
        with pytest.raises(ValueError, match="is not between"):
            EIGHT.pulse(1, pulse_ms)


def test_clone_has_words_and_bases_of_its_own() -> None:
    clone = Dialect(4, coil_base=1, input_base=0x10, flash_base=0x300, on_word=0x0100, off_word=0x0200)
    assert clone.switch(2, on=True) == write_coil(1, 2, 0x0100)
    assert clone.switch(2, on=False) == write_coil(1, 2, 0x0200)
    assert clone.pulse(2, 100) == write_coil(1, 0x301, 1)
    assert clone.read_inputs(1, 3).start == 0x10
    assert clone.read_coils(1).start == 1


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (EIGHT.switch(1, on=True), "relay 1 on, board 1"),
        (EIGHT.switch(9, on=False), "relay 1 off, board 2"),
        (write_coil(1, 0xFF, 0), "all relays off, board 1"),
        (write_coil(1, 0, 0x0100), "relay 1 0100, board 1"),
        (EIGHT.pulse(1, 700), "relay 1 on for 700 ms, board 1"),
        (EIGHT.all_off(1), "write coils 0000 00, board 1"),
        (Reply(1, 1, b"\x01\x05"), "relays on: 1, 3, board 1"),
        (Reply(1, 2, b"\x01\x00"), "inputs on: none, board 1"),
        (Reply(1, 5, bytes.fromhex("02 00 00 07")), "done: relay 1 on for 700 ms, board 1"),
        (Reply(1, 15, bytes.fromhex("00 00 00 08")), "write coils: 00 00 00 08, board 1"),
        (Reply(1, 0x85, b"\x06"), "write coil refused, the board is busy (06), board 1"),
    ],
)
def test_frame_in_words(frame: Query | Reply, text: str) -> None:
    assert describe(frame) == text


def test_speech_finds_both_ways_of_the_wire() -> None:
    assert SPEECH.outgoing().feed(EIGHT.pulse(1, 700).encode()) == [EIGHT.pulse(1, 700)]
    assert SPEECH.incoming().feed(Reply(1, 0x85, b"\x06").encode()) == [Reply(1, 0x85, b"\x06")]


def test_exception_in_words() -> None:
    assert fault_text(6) == "the board is busy (06)"
    assert fault_text(9) == "unknown exception 09"
