"""What an XY line suffered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class LineCounts:
    """What the wire suffered since the start; for the technician's page and the bench."""

    noise_bytes: int = 0
    repeats: int = 0
    """Frames the board sent again: it had not heard our ACK."""
    resends: int = 0
