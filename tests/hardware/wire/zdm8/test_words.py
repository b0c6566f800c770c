from __future__ import annotations

import pytest

from hardware.wire.modbus.frames import Query, Reply
from hardware.wire.modbus.messages import write_registers
from hardware.wire.speech import in_words
from hardware.wire.zdm8 import messages
from hardware.wire.zdm8.codes import Read, Write, fault_text
from hardware.wire.zdm8.words import SPEECH, describe


@pytest.mark.parametrize(
    ("frame", "text"),
    [
        (messages.read_state(1), "read run state, board 1"),
        (messages.read_cell(2, 7), "read locker cell 7, board 2"),
        (messages.set_motor_timeout(1, 3000), "motor time-out 0BB8, board 1"),
        (messages.set_position(1, Write.MOVE_Y, 5), "move Y 0005, board 1"),
        (
            messages.vend(28, 3, drop_check=True, lift=True),
            "vend motor 28 (lane 27, row 2 column 7), belt, drop check 1, lift 1, board 1",
        ),
        (
            messages.vend(101, 1, drop_check=False, lift=False, register=1),
            "vend motor 101 (lane 0, row 0 column 0), spring, drop check 0, lift 0, board 2",
        ),
        (write_registers(1, 0x2001, (0x0009, 0)), "vend motor 1 (lane 0, row 0 column 0), type 09, "),
        (write_registers(1, 0x2002, (1, 2)), "write registers 2002 00 01 00 02, board 1"),
        (Query(1, 3, bytes.fromhex("01 00 00 01")), "read registers 0100 0001, board 1"),
        (Query(1, 6, bytes.fromhex("01 00 00 01")), "write register 0100 0001, board 1"),
        (Reply(1, 3, bytes.fromhex("02 02 00")), "read registers: 02 00, board 1"),
        (Reply(1, 0x90, b"\x06"), "write registers refused, the board is busy (06), board 1"),
    ],
)
def test_frame_in_words(frame: Query | Reply, text: str) -> None:
    assert describe(frame).startswith(text)


def test_speech_shows_both_ways_of_the_wire() -> None:
    (query,) = SPEECH.outgoing().feed(messages.read(1, Read.STATE).encode())
    assert in_words(SPEECH, query) == "read run state, board 1   [01 03 00 03 00 01 74 0a]"
    (reply,) = SPEECH.incoming().feed(bytes.fromhex("01 03 02 02 00 B9 24"))
    assert "02 00" in in_words(SPEECH, reply)


def test_fault_codes_without_a_public_table_show_their_number() -> None:
    assert fault_text(0) == "no fault code"
    assert fault_text(6) == "the board is busy (06)"
    assert fault_text(0x21) == "fault code 21"
