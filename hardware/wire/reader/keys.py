"""The keys of a code reader that is a USB keyboard, as the kernel tells them: ``struct input_event`` to text.

A reader types as on a keyboard of the United States, whatever keyboard the machine has. Sources: the kernel's
``input.h`` and ``input-event-codes.h`` (names and numbers), HID usage tables by way of them.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

EVENT: Final = struct.Struct("@llHHi")
"""``struct input_event``: seconds, microseconds (both as wide as the machine's long), type, code, value."""
EV_SYN, EV_KEY = 0, 1
SYN_DROPPED: Final = 3
"""The kernel's own buffer ran over: keys are missing before this."""
RELEASED, PRESSED, REPEATED = 0, 1, 2
KEY_ENTER, KEY_TAB = 28, 15
ODD: Final = b"\xff"
"""What stands for a key that no code has in it: it spoils its code."""

_ROWS: Final = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (55, "*", "*"),
    (57, " ", " "),
    (71, "789-456+1230.", "789-456+1230."),
    (98, "/", "/"),
)
"""Number of the first key, what its row types, and with shift. 55, 71 to 83 and 98 are the keypad."""
_ENDS: Final = {KEY_TAB: b"\t", KEY_ENTER: b"\r", 96: b"\r"}
_SHIFTS: Final = frozenset({42, 54})
_CHORDS: Final = frozenset({29, 97, 56, 100, 125, 126})
"""Control, alt and meta: with one of them down a key means something else."""
_LOCKS: Final = frozenset({58, 69, 70})
"""Readers press and release them around a code to be sure of the keyboard's state."""


def _keymap(at: int) -> Mapping[int, bytes]:
    rows = {first + index: row[at][index] for first, *row in _ROWS for index in range(len(row[at]))}
    return {**{key: char.encode() for key, char in rows.items()}, **_ENDS}


KEYMAP: Final = (_keymap(0), _keymap(1))
"""Without shift, with shift: key number to what it types."""


class Keys:
    """What one keyboard has down, and what it types."""

    def __init__(self) -> None:
        self._rest = b""
        self._down: set[int] = set()

    def feed(self, data: bytes) -> bytes:
        """The text that these bytes of events type; reads may end within an event."""
        data = self._rest + data
        whole = len(data) - len(data) % EVENT.size
        self._rest = data[whole:]
        return b"".join(
            self._typed(kind, code, value) for _, _, kind, code, value in EVENT.iter_unpack(data[:whole])
        )

    def _typed(self, kind: int, code: int, value: int) -> bytes:
        if kind == EV_SYN and code == SYN_DROPPED:
            self._down.clear()
            return ODD
        if kind != EV_KEY:
            return b""
        if code in _SHIFTS or code in _CHORDS:
            (self._down.discard if value == RELEASED else self._down.add)(code)
            return b""
        if value != PRESSED or code in _LOCKS:
            return b""
        if self._down & _CHORDS:
            return ODD
        return KEYMAP[bool(self._down & _SHIFTS)].get(code, ODD)
