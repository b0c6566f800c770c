"""Bytes on a wire that belong to no frame."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

NOISE_KEPT_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Noise:
    """``data`` is cut to ``NOISE_KEPT_BYTES``; ``count`` is not. ``reason`` is the decoder's own."""

    reason: StrEnum
    data: bytes
    count: int
