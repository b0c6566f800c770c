"""PINs: what a good one is, how it is kept. Argon2id takes its time and its memory on purpose."""

from __future__ import annotations

import secrets
from enum import StrEnum
from itertools import pairwise

PIN_DIGITS = 6
"""Entered with gloves on, a hundred times a year: the last digit signs in, there is no further key."""
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
"""OWASP's least for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane. A machine is
small, and six digits are guessed from any hash: what keeps a PIN is the lock-out, and a disk nobody reads."""


class Weakness(StrEnum):
    """Why a PIN is not taken."""

    NONE = ""
    LENGTH = "length"
    SAME = "same"
    """The one that is in use already."""
    EASY = "easy"
    """What a stranger tries first: one digit, digits in a row, one pair or triple over and over."""


def weakness(pin: str) -> Weakness:
    if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
        return Weakness.LENGTH
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    repeats = any(pin == pin[:size] * (PIN_DIGITS // size) for size in (1, 2, 3))
    return Weakness.EASY if repeats or steps in ({1}, {9}) else Weakness.NONE


def one_time_pin() -> str:
    """To be given to one person, and changed at its first use."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        if weakness(pin) is Weakness.NONE:
            return pin


def hashed(pin: str) -> str:
    """As it is kept; takes some tens of milliseconds, so not on the loop's thread."""
    from argon2 import PasswordHasher  # nobody signs in before the first frame

    return PasswordHasher(PASSES, MEMORY_KIB, LANES).hash(pin)


def fits(pin: str, pin_hash: str) -> bool:
    """Is it the PIN that was hashed? A hash that cannot be read fits nothing. Slow as ``hashed``."""
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return PasswordHasher(PASSES, MEMORY_KIB, LANES).verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
