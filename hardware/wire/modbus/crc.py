"""CRC-16 of Modbus: reflected polynomial A001, start FFFF, on the wire low byte first (boards.md 4.1)."""

from __future__ import annotations

from typing import Final

CRC_BYTES: Final = 2
_POLYNOMIAL: Final = 0xA001
_START: Final = 0xFFFF


def _entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (_POLYNOMIAL if byte & 1 else 0)
    return byte


_TABLE: Final = tuple(_entry(byte) for byte in range(256))


def crc16(data: bytes) -> bytes:
    """The two bytes that follow ``data`` on the wire."""
    value = _START
    for byte in data:
        value = (value >> 8) ^ _TABLE[(value ^ byte) & 0xFF]
    return value.to_bytes(CRC_BYTES, "little")
