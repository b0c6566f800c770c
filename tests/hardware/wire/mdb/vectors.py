"""Every block published for the MDB bus in our sheet (boards.md 8.1), with its checksum."""

from __future__ import annotations

from hardware.wire.mdb import changer, validator

CHECKSUMS = ("02 00 01 05 02 00 07 01 02 05 14 FF 2C", "06 0A 07 04 1B")
"""Answers of a changer and a card reader."""

COMMANDS: dict[str, bytes] = {
    "08 08": changer.RESET,
    "09 09": changer.SETUP,
    "0A 0A": changer.TUBE_STATUS,
    "0B 0B": changer.POLL,
    "0C 00 FF 00 FF 0A": changer.coin_type(range(8), range(8)),
    "0C FF FF FF FF 08": changer.coin_type(range(16), range(16)),
    "30 30": validator.RESET,
    "34 FF FF 00 00 32": validator.bill_type(range(16), ()),
    "35 01 36": validator.STACK,
    "35 00 35": validator.RETURN,
}
OTHERS = (
    "10 10",
    "11 00 01 10 02 01 25",
    "11 01 01 F4 00 00 07",
    "12 12",
    "14 01 15",
    "13 00 00 96 00 3C E5",
    "13 02 00 3C 51",
    "13 03 16",
    "13 04 17",
)
"""Of card readers, to which the adapter speaks by itself."""
