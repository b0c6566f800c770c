"""Every frame published for the XY wire (boards.md 2.8), as bytes and as what it must mean."""

from __future__ import annotations

ID = "30" * 10
NONE = "AA" * 8

CAPTURED = (
    "FA FB 41 00 40",
    "FA FB 42 00 43",
    "FA FB 31 01 01 30",
    "FA FB 31 01 02 33",
    "FA FB 06 05 04 01 00 00 01 06",
    "FA FB 06 05 02 01 00 00 01 00",
    "FA FB 06 05 A6 01 00 00 3C 99",
    "FA FB 04 04 A3 01 00 3C 9F",
    "FA FB 04 04 A4 02 00 3C 9B",
    "FA FB 04 04 9E 03 00 3C A0",
    "FA FB 04 04 40 03 00 01 43",
    "FA FB 11 0C 41 00 01 00 00 26 AC 04 04 00 01 03 D4",
    "FA FB 21 06 D5 01 00 01 86 A0 D5",
    "FA FB 21 06 EE 01 00 00 00 02 CB",
    "FA FB 21 06 BF 01 00 1E 84 80 82",
    "FA FB 21 06 60 01 00 4C 4B 40 00",
    "FA FB 21 06 83 08 00 01 86 A0 8A",
    "FA FB 23 05 D0 00 E4 E1 C0 32",
    "FA FB 23 05 AD 00 00 00 00 8A",
    f"FA FB 52 21 B5 00 00 00 00 00 00 00 00 00 00 00 00 00 00 {ID} {NONE} C7",
    f"FA FB 52 21 54 00 01 00 00 13 00 00 00 00 00 00 00 00 00 {ID} 13 {'AA' * 7} 8D",
    f"FA FB 52 21 23 00 00 00 00 0F 00 00 00 00 00 00 00 00 00 {ID} 0F {'AA' * 7} FB",
    f"FA FB 52 21 0D 01 01 00 00 00 00 00 00 00 00 00 00 00 00 {ID} {NONE} 7F",
    "FA FB 70 03 42 17 00 27",
    "FA FB 70 03 45 18 00 2F",
    "FA FB 70 03 44 19 00 2F",
    "FA FB 70 04 47 01 00 00 33",
    "FA FB 70 03 46 20 00 14",
    "FA FB 70 03 43 23 00 12",
)

BUILT = (
    "FA FB 01 03 01 00 3C 3E",
    "FA FB 02 04 07 01 00 3C 3D",
    "FA FB 02 04 07 02 00 3C 3E",
    "FA FB 02 04 07 03 00 3C 3F",
    "FA FB 02 04 07 04 00 3C 38",
    "FA FB 02 04 07 06 00 3C 3A",
    "FA FB 06 05 02 01 00 00 3C 3D",
    "FA FB 06 05 FF 01 01 01 2C D0",
    "FA FB 04 04 08 01 00 3C 34",
    "FA FB 04 04 08 02 00 3C 37",
    "FA FB 04 04 08 03 00 3C 36",
    "FA FB 04 04 08 04 00 3C 31",
    "FA FB 04 04 08 06 00 3C 33",
    "FA FB 04 04 08 0A 00 3C 3F",
    "FA FB 04 04 08 24 00 3C 11",
    "FA FB 04 04 08 FF 00 3C CA",
    "FA FB 04 05 08 02 00 3C 01 37",
    "FA FB 05 03 04 00 00 03",
    "FA FB 11 0C 0C 00 01 00 00 01 F4 05 08 00 01 00 E8",
    "FA FB 12 07 05 00 3C 00 00 01 5E 72",
    "FA FB 12 07 05 03 E8 00 00 01 5E A5",
    "FA FB 13 04 06 00 3C 0A 26",
    "FA FB 16 02 03 02 14",
    "FA FB 25 01 0A 2F",
    "FA FB 51 01 01 50",
    "FA FB 26 09 0B 00 00 00 00 00 00 00 96 B3",
    "FA FB 27 06 0C 05 00 00 01 5E 76",
    "FA FB 28 04 0D 00 FF FF 20",
    "FA FB 28 04 0E 01 00 00 22",
    "FA FB 70 03 10 32 00 50",
    "FA FB 71 07 20 32 00 01 00 3C 00 58",
    "FA FB 70 03 11 32 01 50",
    "FA FB 70 06 12 38 01 01 00 3C 61",
    "FA FB 71 04 21 38 01 00 6C",
    "FA FB 71 04 22 38 01 04 6B",
    "FA FB 70 0A 0F 09 01 20 17 11 30 09 50 03 30",
)

WRONG_XOR = ("FA FB 53 01 02 52", "FA FB 16 02 03 05 10")
"""Published with a wrong XOR: must never become a frame."""

ALL = tuple(bytes.fromhex(text) for text in CAPTURED + BUILT)
