"""What the kernel tells of a keyboard that types a text: the other end of ``hardware.wire.reader.keys``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hardware.api import Suffix
from hardware.wire.reader.keys import EV_KEY, EV_SYN, EVENT, KEY_ENTER, KEY_TAB, KEYMAP, PRESSED, RELEASED

_SHIFT: Final = 42
_NO_CHARACTER: Final = 59
"""F1: what is typed for a character that no key has."""
_KEYS: Final[Mapping[str, tuple[int, bool]]] = {
    char.decode(): (key, shift)
    for shift in (True, False)
    for key, char in reversed(tuple(KEYMAP[shift].items()))
    if char.isascii() and char.decode().isprintable()
}
_ENDS: Final = {Suffix.TAB: (KEY_TAB,), Suffix.NONE: ()}


def typed(text: str) -> bytes:
    """Key by key, shift only where it is needed."""
    data = bytearray()
    for char in text:
        key, shift = _KEYS.get(char, (_NO_CHARACTER, False))
        if shift:
            data += _event(_SHIFT, PRESSED)
        data += _stroke(key)
        if shift:
            data += _event(_SHIFT, RELEASED)
    return bytes(data)


def ended(suffix: Suffix) -> bytes:
    """The key that ends a code; a keyboard has one Enter for CR, LF and both."""
    return b"".join(_stroke(key) for key in _ENDS.get(suffix, (KEY_ENTER,)))


def _stroke(key: int) -> bytes:
    return _event(key, PRESSED) + _event(key, RELEASED)


def _event(key: int, value: int) -> bytes:
    return EVENT.pack(0, 0, EV_KEY, key, value) + EVENT.pack(0, 0, EV_SYN, 0, 0)
