"""A code reader that types: every key of a keyboard of the United States, and what is no part of a code."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.sim.reader.keyboard import typed
from hardware.wire.reader.keys import (
    EV_KEY,
    EV_SYN,
    EVENT,
    KEY_ENTER,
    KEYMAP,
    ODD,
    PRESSED,
    RELEASED,
    REPEATED,
    SYN_DROPPED,
    Keys,
)

LEFT_SHIFT, RIGHT_SHIFT, LEFT_CONTROL, CAPS_LOCK, KEY_A, KEY_1, ARROW_UP = 42, 54, 29, 58, 30, 2, 103
EV_MSC, MSC_SCAN = 4, 4


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(1_790_000_000, 123_456, kind, code, value)


def stroke(key: int) -> bytes:
    """As a USB keyboard says it: scan code, press, report; release, report."""
    scan, report = event(EV_MSC, MSC_SCAN, 0x7001E), event(EV_SYN, 0, 0)
    return scan + event(EV_KEY, key, PRESSED) + report + scan + event(EV_KEY, key, RELEASED) + report


def test_an_event_is_as_wide_as_the_kernel_makes_it() -> None:
    assert EVENT.size in (16, 24), "two longs, two of two bytes, one of four"


def test_every_printable_character_can_be_typed_and_read() -> None:
    text = "".join(chr(code) for code in range(0x20, 0x7F))
    assert Keys().feed(typed(text)) == text.encode()
    assert {char for keymap in KEYMAP for key in keymap.values() for char in key.decode()} >= set(text)


def test_the_number_row_and_the_keypad_type_the_same_digits() -> None:
    keypad = {71: "7", 72: "8", 73: "9", 75: "4", 76: "5", 77: "6", 79: "1", 80: "2", 81: "3", 82: "0"}
    assert Keys().feed(b"".join(stroke(key) for key in keypad)) == "".join(keypad.values()).encode()
    row = b"".join(stroke(key) for key in (11, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    assert Keys().feed(row) == string.digits.encode()


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)), st.integers(1, 70))
def test_reads_may_end_within_an_event(text: str, size: int) -> None:
    data, keys = typed(text), Keys()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert b"".join(keys.feed(piece) for piece in pieces) == text.encode()


@pytest.mark.parametrize("shift", [LEFT_SHIFT, RIGHT_SHIFT])
def test_shift_holds_from_press_to_release(shift: int) -> None:
    keys = Keys()
    down, up = event(EV_KEY, shift, PRESSED), event(EV_KEY, shift, RELEASED)
    held = event(EV_KEY, shift, REPEATED)
    assert (
        keys.feed(stroke(KEY_1) + down + stroke(KEY_1) + held + stroke(KEY_A) + up + stroke(KEY_A)) == b"1!Aa"
    )


def test_one_of_two_shifts_is_enough() -> None:
    keys = Keys()
    keys.feed(event(EV_KEY, LEFT_SHIFT, PRESSED) + event(EV_KEY, RIGHT_SHIFT, PRESSED))
    assert keys.feed(event(EV_KEY, LEFT_SHIFT, RELEASED) + stroke(KEY_A)) == b"A"


def test_a_key_that_repeats_is_typed_once() -> None:
    held = (
        event(EV_KEY, KEY_1, PRESSED) + event(EV_KEY, KEY_1, REPEATED) * 30 + event(EV_KEY, KEY_1, RELEASED)
    )
    assert Keys().feed(held) == b"1"


def test_both_enters_end_a_code_and_tab_is_tab() -> None:
    assert Keys().feed(stroke(KEY_ENTER) + stroke(96) + stroke(15)) == b"\r\r\t"


@pytest.mark.parametrize("key", [ARROW_UP, 1, 59, 113, 0x100])
def test_a_key_that_is_in_no_code_spoils_it(key: int) -> None:
    assert Keys().feed(stroke(KEY_1) + stroke(key)) == b"1" + ODD


@pytest.mark.parametrize("chord", [LEFT_CONTROL, 97, 56, 100, 125, 126])
def test_a_key_in_a_chord_is_no_character(chord: int) -> None:
    down, up = event(EV_KEY, chord, PRESSED), event(EV_KEY, chord, RELEASED)
    assert Keys().feed(down + stroke(KEY_1) + up + stroke(KEY_1)) == ODD + b"1"


def test_locks_pressed_around_a_code_are_no_part_of_it() -> None:
    assert Keys().feed(stroke(CAPS_LOCK) + stroke(KEY_1) + stroke(69) + stroke(70)) == b"1"


def test_keys_the_kernel_dropped_spoil_the_code_and_let_go_of_shift() -> None:
    keys = Keys()
    keys.feed(event(EV_KEY, LEFT_SHIFT, PRESSED))
    assert keys.feed(event(EV_SYN, SYN_DROPPED, 0) + stroke(KEY_A)) == ODD + b"a"
