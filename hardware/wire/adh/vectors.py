"""Every frame published or built for the ADH wire (boards.md 6), with its CRC."""

from __future__ import annotations

from hardware.wire.adh.frames import Frame

REQUESTS: dict[str, Frame] = {
    "01 03 40 21": Frame(1, 0x03),
    "01 06 80 22": Frame(1, 0x06),
    "01 05 00 23 50": Frame(1, 0x05, bytes((0,))),
    "01 05 01 E2 90": Frame(1, 0x05, bytes((1,))),
    "01 20 01 F8": Frame(1, 0x20),
    "01 21 80 00 30 12": Frame(1, 0x21, bytes((0x80, 0))),
    "01 21 00 00 51 D2": Frame(1, 0x21, bytes((0, 0))),
    "01 04 01 00 05 89 33": Frame(1, 0x04, bytes((1, 0, 5))),
    "01 A1 C1 98": Frame(1, 0xA1),
    "01 A3 40 59": Frame(1, 0xA3),
    "01 A5 00 5B 50": Frame(1, 0xA5, bytes((0,))),
    "01 A5 01 9A 90": Frame(1, 0xA5, bytes((1,))),
    "01 A6 80 5A": Frame(1, 0xA6),
    "01 B5 00 01 D1 FE": Frame(1, 0xB5, bytes((0, 1))),
    "01 A4 01 00 05 AB 33": Frame(1, 0xA4, bytes((1, 0, 5))),
    "01 21 10 00 5C 12": Frame(1, 0x21, bytes((0x10, 0))),
    "01 35 01 F6 90": Frame(1, 0x35, bytes((1,))),
}
REPLIES: dict[str, Frame] = {
    "00 03 00 00 00 00 00 00 00 00 04 F7 28": Frame(0, 0x03, bytes(8) + b"\x04"),
    "00 03 01 01 00 00 00 00 00 00 04 3B 74": Frame(0, 0x03, b"\x01\x01" + bytes(6) + b"\x04"),
    "00 03 02 01 00 01 F4 00 78 1A 04 14 F9": Frame(0, 0x03, bytes.fromhex("02010001F400781A04")),
    "00 03 02 01 04 01 F4 00 78 1A 04 51 39": Frame(0, 0x03, bytes.fromhex("02010401F400781A04")),
    "00 05 00 72 90": Frame(0, 0x05, bytes((0,))),
    "00 05 01 B3 50": Frame(0, 0x05, bytes((1,))),
    "00 05 03 32 91": Frame(0, 0x05, bytes((3,))),
}
