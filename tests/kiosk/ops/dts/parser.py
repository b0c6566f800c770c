"""A small reader of EVA-DTS files that shares nothing with the writer: order, counts, CRC, fields."""

from __future__ import annotations

from dataclasses import dataclass

ORDER = ("ID1", "ID4", "CB1", "VA1", "CA2", "DA2", "PA", "EA1", "EA2", "EA3")
"""Of the segments between ST and G85; all that begin with PA are one block."""


@dataclass(frozen=True, slots=True)
class Selection:
    """One PA1 with what belongs to it."""

    pa1: list[str]
    pa2: list[int]
    pa5: list[str]
    pa7: list[list[str]]


@dataclass(frozen=True, slots=True)
class Dts:
    """A whole file, taken apart. Fields begin with the first behind the name."""

    lines: list[list[str]]

    def one(self, name: str) -> list[str]:
        [found] = self.all(name)
        return found

    def all(self, name: str) -> list[list[str]]:
        return [fields for own, *fields in self.lines if own == name]

    def numbers(self, name: str) -> list[int]:
        return [int(field) for field in self.one(name)]

    def counts(self) -> dict[str, tuple[int, int, bool]]:
        """EA2: within the period, ever, active now; by event."""
        rows = {fields[0]: fields for fields in self.all("EA2")}
        assert len(rows) == len(self.all("EA2")), "an event is counted once"
        return {event: (int(row[1]), int(row[2]), row[4] == "1") for event, row in rows.items()}

    def selections(self) -> dict[str, Selection]:
        found: dict[str, Selection] = {}
        for own, *fields in self.lines:
            if own == "PA1":
                assert fields[0] not in found, f"selection {fields[0]} is there twice"
                current = found[fields[0]] = Selection(fields, [], [], [])
            elif own == "PA2":
                current.pa2.extend(int(field) for field in fields)
            elif own == "PA5":
                current.pa5.extend(fields)
            elif own == "PA7":
                assert fields[0] == current.pa1[0]
                current.pa7.append(fields)
        return found


def parse(data: bytes) -> Dts:
    """Raises ``AssertionError`` for a file that breaks a rule."""
    assert data.endswith(b"\r\n") and data.count(b"\n") == data.count(b"\r") == data.count(b"\r\n")
    rows = data.decode("ascii").split("\r\n")[:-1]
    lines = [row.split("*") for row in rows]
    names = [name for name, *_ in lines]
    assert names[:2] == ["DXS", "ST"] and names[-3:] == ["G85", "SE", "DXE"], names
    dxs, st, (_, crc), se, dxe = lines[0], lines[1], lines[-3], lines[-2], lines[-1]
    assert len(dxs[1]) == 10 and dxs[2:] == ["VA", "V0/6", "1"]
    assert st == ["ST", "001", "0001"] and dxe == ["DXE", "1", "1"]
    assert se == ["SE", str(len(lines) - 2), "0001"], "ST to SE, both counted"
    checked = data[data.index(b"ST*") : data.index(b"G85*")]
    assert crc == f"{reflected_crc(checked):04X}"
    blocks = ["PA" if name.startswith("PA") else name for name in names[2:-3]]
    places = [ORDER.index(block) for block in blocks]
    assert places == sorted(places), names
    return Dts(lines[2:-3])


def reflected_crc(data: bytes) -> int:
    """CRC-16/ARC as its definition has it: highest bit first, over mirrored bytes, the result mirrored."""
    value = 0
    for byte in data:
        value ^= mirrored(byte, 8) << 8
        for _ in range(8):
            value = (value << 1) ^ (0x8005 if value & 0x8000 else 0)
        value &= 0xFFFF
    return mirrored(value, 16)


def mirrored(value: int, bits: int) -> int:
    return int(f"{value:0{bits}b}"[::-1], 2)
