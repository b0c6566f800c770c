"""Every frame published or built for the M102 wire (boards.md 5.3): without its zero padding, CRC apart."""

from __future__ import annotations

from hardware.wire.m102.codes import KNOWN_PASSWORDS
from hardware.wire.m102.frames import DATA_BYTES, HEAD_BYTES, Frame

(PASSWORD,) = KNOWN_PASSWORDS

FRAMES: dict[str, str] = {
    "01 01": "71 88",
    "00 01 00 64 00 3B 04 47 36 32 33 38 36 39": "6F 8E",
    "01 05 00 03": "70 48",
    "00 05": "62 B5",
    "00 05 01": "A3 25",
    "00 05 02": "E3 D4",
    "01 03": "D0 E8",
    "00 03 02 00 00 05 BA 00 77 0A 3C": "98 46",
    "FF 01": "20 50",
    "FF 02": "D0 A0",
    "FF 03": "81 30",
    "FF 04": "33 01",
    "FF 05": "62 91",
    "FF 06": "92 61",
    "FF 07": "C3 F1",
    "FF 08": "F6 02",
    "01 08 00 01": "66 DA",
    "00 08 00 F1": "C7 62",
    "01 08 00 00": "A7 DA",
    "00 08 00 F0": "06 62",
    "01 09": "F6 4A",
    "00 09": "A7 B6",
    "01 07": "92 29",
    "01 05 0F 03": "35 BC",
    "01 05 0F 02 01": "F4 7D",
    "01 05 0F 03 02": "36 7E",
    "00 03": "81 14",
    "00 03 01 0F": "0F 80",
    "00 03 02 0F 00 05 BA 00 77 0A 3C 23": "C5 80",
    "00 03 02 0F 00 05 BA 00 77 0A 3C 00": "D7 42",
    "00 03 02 0F 01 09 F6 03 84 04 B0 00": "69 BD",
    "00 03 02 0F 02 00 00 00 00 00 64 00": "4B 68",
    "00 03 02 0F 03 01 90 00 78 1B 58 00": "B4 D9",
    "00 03 02 0F 04": "4A B5",
    "00 07 00 2D": "2E C8",
    "00 07 FE 0C": "0F F0",
    "00 04 AA": "CD FA",
    "00 04 BB": "01 A6",
}
SALTED: dict[str, str] = {"01 03": "EA D1"}
"""The poll that circulates is salted, not wrong."""
WRONG: dict[str, str] = {"01 05 0F 03": "3F C9"}
"""Published, and wrong with the suffix and without."""


def padded(text: str) -> bytes:
    return bytes.fromhex(text).ljust(HEAD_BYTES + DATA_BYTES, b"\0")


def raw(text: str, check: str) -> bytes:
    return padded(text) + bytes.fromhex(check)


def frame(text: str) -> Frame:
    body = padded(text)
    return Frame(body[0], body[1], body[HEAD_BYTES:])
