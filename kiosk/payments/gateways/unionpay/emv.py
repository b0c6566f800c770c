"""EMVCo merchant-presented codes (MPM): taking one apart and checking it. Pure.

UnionPay's domestic dynamic codes are addresses; acceptance abroad and static codes use this form
(payments.md 3.4). A code that claims to be one is shown only when it is whole and asks for what we asked.
"""

from __future__ import annotations

from binascii import crc_hqx

PAYLOAD_FORMAT = "000201"
"""Every such code begins so: object 00, two characters, version 01."""
CURRENCY, AMOUNT, CRC = "53", "54", "63"
_CRC_START = 0xFFFF
_CRC_CHARS = 4


class BadCode(ValueError):
    """Not a whole code; says why."""


def crc16(text: str) -> str:
    """CRC-16/CCITT-FALSE over the UTF-8 bytes, as four upper-case hexadecimal digits."""
    return f"{crc_hqx(text.encode(), _CRC_START):04X}"


def objects(text: str) -> dict[str, str]:
    """Id to value, one level deep. Lengths count characters, not bytes. Raises ``BadCode``."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        name, length = text[at : at + 2], text[at + 2 : at + 4]
        if not (name + length).isascii() or not (name + length).isdigit() or len(length) != 2:
            raise BadCode(f"there is no object at character {at}")
        value = text[at + 4 : at + 4 + int(length)]
        if len(value) != int(length) or not value:
            raise BadCode(f"object {name} is cut short")
        if name in found:
            raise BadCode(f"object {name} comes twice")
        found[name] = value
        at += 4 + int(length)
    return found


def read(text: str) -> dict[str, str]:
    """The objects of a whole code whose checksum is right. Raises ``BadCode``."""
    if not text.startswith(PAYLOAD_FORMAT):
        raise BadCode("it does not begin as such a code does")
    found = objects(text)
    if next(reversed(found)) != CRC or len(found[CRC]) != _CRC_CHARS:
        raise BadCode("it does not end with its checksum")
    if crc16(text[:-_CRC_CHARS]) != found[CRC]:
        raise BadCode("its checksum is wrong")
    return found


def amount_fen(found: dict[str, str]) -> int | None:
    """What the code asks for, in hundredths; None when it names no amount. Raises ``BadCode``."""
    text = found.get(AMOUNT)
    if text is None:
        return None
    whole, _, part = text.partition(".")
    if not text.isascii() or not whole.isdigit() or not (part or "0").isdigit() or len(part) > 2:
        raise BadCode("its amount cannot be read")
    return int(whole) * 100 + int(part.ljust(2, "0"))
