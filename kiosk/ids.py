"""The numbers of sales; those of payment attempts and refunds are made from them (``sale.state``).

Gateways accept different alphabets (payments.md 8.2): ``[0-9A-Z]``, 8 to 32 characters suits all three.
An attempt's number is the sale's plus a letter, a refund's the sale's plus ``R`` and a digit, so a number
seen in a bill leads back to its sale without a look-up.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so a number can be read aloud."""
NUMBER_MAX_CHARS = 32
_TIME_CHARS = 9
_RANDOM_CHARS = 5
_MACHINE_MAX_CHARS = 8


def base32(value: int, chars: int) -> str:
    """``value`` (>= 0) in ``chars`` characters of ``ALPHABET``, most significant first, cut on the left."""
    digits = []
    for _ in range(chars):
        value, digit = divmod(value, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def owner(machine: str) -> str:
    """How the numbers of this machine's sales begin; 1 to 8 characters."""
    return re.sub(r"[^0-9A-Z]", "", machine.upper())[-_MACHINE_MAX_CHARS:] or "K"


def sale_number(machine: str, utc_ms: int) -> str:
    """A new sale's number: machine, time and 25 random bits; 15 to 22 characters of ``[0-9A-Z]``."""
    return f"{owner(machine)}{base32(utc_ms, _TIME_CHARS)}{base32(secrets.randbits(25), _RANDOM_CHARS)}"


def is_attempt_of(number: str, owners: Iterable[str]) -> bool:
    """``number`` has the form of a payment attempt of one of these machines (``owner``)."""
    rest_chars = _TIME_CHARS + _RANDOM_CHARS + 1
    return any(number.startswith(one) and len(number) == len(one) + rest_chars for one in owners)
