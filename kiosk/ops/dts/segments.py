"""Segments of EVA-DTS as bytes: fields safe, counted, with their CRC. Pure; knows no machine.

A file is lines ``NAME*field*field`` with CR LF, in ASCII. The CRC is over everything from ST to the line
before G85; SE counts the lines from ST to itself (boards.md 10; both tried against a published file of
another program, see the tests).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

COMMUNICATION_ID = "HUODAO0001"
"""Ten characters that name who wrote the file. EVA gives registered ones to makers; this one is not."""
VERSION = "V0/6"
CONTROL_NUMBER = "0001"
SEPARATOR = "*"
END = "\r\n"
CRC_POLYNOMIAL = 0xA001
"""CRC-16/ARC: x^16 + x^15 + x^2 + 1, the lowest bit first, beginning with 0."""

Field = str | int


@dataclass(frozen=True, slots=True)
class Segment:
    """One line. Texts must be ``safe``, numbers not negative."""

    name: str
    fields: tuple[Field, ...]


def segment(name: str, *fields: Field) -> Segment:
    return Segment(name, fields)


def safe(text: str, max_chars: int) -> str:
    """``text`` as a field may hold it: printable ASCII, no separator, at most so long. Accents are dropped, a
    character that has no ASCII form becomes ``?``; where nothing but those is left, the field is empty."""
    chars = [_safe(char) for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)]
    plain = "".join(chars).strip()[:max_chars].rstrip()
    return plain if any(char.isalnum() for char in plain) else ""


def _safe(char: str) -> str:
    if char == SEPARATOR:
        return "-"
    return char if char.isascii() and char.isprintable() else "?"


def line(one: Segment) -> bytes:
    """Empty fields at the end are left out. Raises ``ValueError`` for a field that would break the file."""
    texts = [one.name, *(_text(one, field) for field in one.fields)]
    while not texts[-1]:
        texts.pop()
    return (SEPARATOR.join(texts) + END).encode("ascii")


def _text(one: Segment, field: Field) -> str:
    if isinstance(field, int):
        if field < 0:
            raise ValueError(f"{one.name} counts {field}")
        return str(field)
    if SEPARATOR in field or not (field.isascii() and (field.isprintable() or not field)):
        raise ValueError(f"{one.name} holds a text that is not safe")
    return field


def crc16(data: bytes) -> int:
    """CRC-16/ARC."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ (CRC_POLYNOMIAL if value & 1 else 0)
    return value


def document(content: Iterable[Segment]) -> bytes:
    """The whole file round ``content``."""
    lines = [line(segment("ST", "001", CONTROL_NUMBER)), *(line(one) for one in content)]
    body = b"".join(lines)
    closing = (
        segment("G85", f"{crc16(body):04X}"),
        segment("SE", len(lines) + 2, CONTROL_NUMBER),
        segment("DXE", 1, 1),
    )
    opening = segment("DXS", COMMUNICATION_ID, "VA", VERSION, 1)
    return line(opening) + body + b"".join(line(one) for one in closing)
