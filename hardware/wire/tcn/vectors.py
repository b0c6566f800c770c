"""Every frame published for the TCN wire (boards.md 3.5), as bytes and as what it must mean."""

from __future__ import annotations

from hardware.wire.tcn.frames import Command, Reply

COMMANDS: dict[str, Command] = {
    "00 FF 01 FE 55 AA": Command(0, 0x01, 0x55),
    "01 FE 02 FD AA 55": Command(1, 0x02, 0xAA),
    "00 FF 3C C3 AA 55": Command(0, 0x3C, 0xAA),
    "00 FF 50 AF AA 55": Command(0, 0x50, 0xAA),
    "00 FF 79 86 55 AA": Command(0, 0x79, 0x55),
    "00 FF C8 37 55 AA": Command(0, 0xC8, 0x55),
    "00 FF 64 9B AA 55": Command(0, 0x64, 0xAA),
    "00 FF 65 9A 55 AA": Command(0, 0x65, 0x55),
    "00 FF 66 99 55 AA": Command(0, 0x66, 0x55),
    "00 FF CC 33 01 FE": Command(0, 0xCC, 0x01),
    "00 FF CD 32 01 FE": Command(0, 0xCD, 0x01),
    "00 FF CE 31 05 FA": Command(0, 0xCE, 0x05),
    "00 FF CE 31 FB 04": Command(0, 0xCE, 0xFB),
    "00 FF DC 23 55 AA": Command(0, 0xDC, 0x55),
    "00 FF DD 22 AA 55": Command(0, 0xDD, 0xAA),
    "00 FF DF 20 55 AA": Command(0, 0xDF, 0x55),
    "00 FF E5 1A 55 AA": Command(0, 0xE5, 0x55),
    "00 FF E6 19 02 FD": Command(0, 0xE6, 0x02),
    "00 FF E7 18 00 FF": Command(0, 0xE7, 0x00),
    "00 FF E9 16 03 FC": Command(0, 0xE9, 0x03),
    "00 FF EA 15 0C F3": Command(0, 0xEA, 0x0C),
}

REPLIES: dict[str, Reply] = {
    "00 5D 00 00 5D": Reply(0, 0x5D, 0x00, 0x00),
    "00 5D 00 AA 07": Reply(0, 0x5D, 0x00, 0xAA),
    "00 5D 00 CC 29": Reply(0, 0x5D, 0x00, 0xCC),
    "00 5D 00 33 90": Reply(0, 0x5D, 0x00, 0x33),
    "00 5C 40 00 9C": Reply(0, 0x5C, 0x40, 0x00),
    "00 5C 02 00 5E": Reply(0, 0x5C, 0x02, 0x00),
    "00 5C 10 00 6C": Reply(0, 0x5C, 0x10, 0x00),
    "00 5C 03 00 5F": Reply(0, 0x5C, 0x03, 0x00),
    "00 5C 50 00 AC": Reply(0, 0x5C, 0x50, 0x00),
    "00 5C 50 AA 56": Reply(0, 0x5C, 0x50, 0xAA),
    "00 5D 06 08 6B": Reply(0, 0x5D, 0x06, 0x08),
    "00 5D 01 00 5E": Reply(0, 0x5D, 0x01, 0x00),
    "00 5C 00 00 5C": Reply(0, 0x5C, 0x00, 0x00),
    "00 5C 20 00 7C": Reply(0, 0x5C, 0x20, 0x00),
    "00 5C 30 00 8C": Reply(0, 0x5C, 0x30, 0x00),
    "00 42 32 37 AB": Reply(0, 0x42, 0x32, 0x37),
    "00 5D EB EB 33": Reply(0, 0x5D, 0xEB, 0xEB),
    "00 5D 65 EB AD": Reply(0, 0x5D, 0x65, 0xEB),
}
