"""What the adapter is told, one line each (boards.md 8.2, S17)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ITEM_MAX: Final = 0xFFFF
AMOUNT_MAX_FEN: Final = 99_999_99
RESPONSE_MIN_MS: Final = 10
RESPONSE_MAX_MS: Final = 1_000
_FORM: Final = re.compile(r"[A-Z](?:,[0-9A-Za-z.=-]{1,80}){0,4}")


@dataclass(frozen=True, slots=True)
class Command:
    """One line without its end."""

    text: str

    def encode(self) -> bytes:
        """The line's bytes on the wire."""
        return self.text.encode("ascii") + b"\n"


VERSION: Final = Command("V")
MASTER_ON: Final = Command("M,1")
CARDS_OFF: Final = Command("D,0")
CARDS_ON: Final = Command("D,2")
"""Selection first, "always idle": a request opens the session."""
CARD_STATUS: Final = Command("D,STATUS")
READER_ON: Final = Command("D,READER,1")
CANCEL: Final = Command("D,REQ,-1")
END_KEPT: Final = Command("D,END")
END_RETURNED: Final = Command("D,END,-1")


def response_limit(limit_ms: int) -> Command:
    """How long the adapter waits for a device, instead of the bus's 5 ms."""
    if not RESPONSE_MIN_MS <= limit_ms <= RESPONSE_MAX_MS:
        raise ValueError(f"limit_ms = {limit_ms} is not between {RESPONSE_MIN_MS} and {RESPONSE_MAX_MS}")
    return Command(f"F,RESPTIMEOUT,{limit_ms}")


def bus(block: bytes) -> Command:
    """One MDB command without its checksum, which the adapter adds: its first byte, then its data."""
    address, data = block[:1].hex().upper(), block[1:].hex().upper()
    return Command(f"R,{address},{data}" if data else f"R,{address}")


def request(amount_fen: int, item: int) -> Command:
    """Ask the reader for an amount, in units of the currency with two decimals."""
    if not 0 < amount_fen <= AMOUNT_MAX_FEN:
        raise ValueError(f"amount_fen = {amount_fen} is not between 1 and {AMOUNT_MAX_FEN}")
    if not 0 <= item <= ITEM_MAX:
        raise ValueError(f"item = {item} is not between 0 and {ITEM_MAX}")
    whole, hundredths = divmod(amount_fen, 100)
    return Command(f"D,REQ,{whole}.{hundredths:02d},{item}")


def parse_command(text: str) -> Command | None:
    """The line as a command, whether the adapter knows it or not; None when it has no command's form."""
    return Command(text) if _FORM.fullmatch(text) else None
