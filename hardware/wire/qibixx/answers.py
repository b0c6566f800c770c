"""What the adapter says, one line each, as values (boards.md 8.2 and the maker's public pages, S17).

``v`` version, ``m`` generic master, ``f`` setting, ``p`` what a device on the bus answered, ``d`` the card
reader. The maker's pages write some errors with a capital ``D``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from hardware.wire.mdb.blocks import BLOCK_MAX_BYTES


@dataclass(frozen=True)
class Answer:
    """One line without its end; a line that no other class here describes."""

    text: str

    def encode(self) -> bytes:
        """The line's bytes on the wire."""
        return self.text.encode("ascii") + b"\r\n"


class Version(Answer):
    """``v,4.0.2.0,<the processor's number>``."""

    @cached_property
    def number(self) -> str:
        return self.text.split(",")[1]


class Confirmation(Answer):
    """``m,ACK``, ``f,NACK``: whether a setting of the adapter itself was taken."""

    @property
    def is_taken(self) -> bool:
        return self.text.endswith(",ACK")


class BusReply(Answer):
    """``p,ACK``, ``p,NACK``, ``p,5105``: what came back for the last ``R``. It names no device."""

    @property
    def is_ack(self) -> bool:
        return self.text == "p,ACK"

    @property
    def is_silence(self) -> bool:
        """No device answered; whether it heard is not known."""
        return self.text == "p,NACK"

    @cached_property
    def data(self) -> bytes:
        """The block's bytes without address and checksum; empty for ACK and NACK."""
        return b"" if self.is_ack or self.is_silence else bytes.fromhex(self.text[2:])


class ReaderState(StrEnum):
    """Where the adapter's card side stands."""

    OFF = "OFF"
    RESET = "RESET"
    """Switched on; no reader answers yet, or it was just reset."""
    INIT = "INIT"
    """A reader is there and not enabled."""
    IDLE = "IDLE"
    CREDIT = "CREDIT"
    """A card started a session of its own."""
    VEND = "VEND"
    """Our request waits for the customer."""
    RESULT = "RESULT"


@dataclass(frozen=True, slots=True)
class ReaderDetails:
    """What the reader told of itself (MDB 7.4.2), as ``D,STATUS`` repeats it behind ``#``."""

    level: int
    scale: int
    decimals: int
    answers_within_s: int
    is_always_idle: bool
    """The session mode that the adapter really uses: selection first."""


class ReaderStatus(Answer):
    """``d,STATUS,RESULT,1,1.20``; with ``#`` and details behind when it was asked for by ``D,STATUS``."""

    @cached_property
    def _parts(self) -> tuple[list[str], list[str] | None]:
        head, mark, tail = self.text.partition(",#,")
        return head.split(",")[2:], tail.split(",") if mark else None

    @property
    def state(self) -> ReaderState:
        return ReaderState(self._parts[0][0])

    @property
    def is_asked_for(self) -> bool:
        return self._parts[1] is not None

    @property
    def is_capable(self) -> bool:
        """INIT: the reader takes a request without a session ("always idle")."""
        return self._parts[0][1:2] == ["1"]

    @property
    def is_approved(self) -> bool:
        """RESULT: the reader holds the money."""
        return self._parts[0][1:2] == ["1"]

    @property
    def amount_fen(self) -> int | None:
        """RESULT: how much was approved; None when the line does not say."""
        return fen_of(self._parts[0][2]) if len(self._parts[0]) > 2 else None

    @cached_property
    def details(self) -> ReaderDetails | None:
        """None without details, and for fields that are no numbers."""
        fields = self._parts[1] or []
        if len(fields) < DETAILS_FIELDS or not all(field.isdecimal() for field in fields):
            return None
        numbers = [int(field) for field in fields]
        # The last field came with later firmware; without it the adapter was switched on by D,2 (S17).
        mode = numbers[DETAILS_FIELDS] if len(numbers) > DETAILS_FIELDS else SELECTION_FIRST
        return ReaderDetails(numbers[0], numbers[2], numbers[3], numbers[4], mode == SELECTION_FIRST)


class ReaderError(Answer):
    """``d,ERR,"-1"``: the command does not fit the state; or that the card side is on, or off, already."""

    @property
    def is_off(self) -> bool:
        return self.text.rstrip('"').endswith("is off")


DETAILS_FIELDS: Final = 6
"""Level, currency, scale, decimals, seconds, flags."""
SELECTION_FIRST: Final = 2
_AMOUNT: Final = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?")
_MONEY: Final = r"[0-9]{1,7}(?:\.[0-9]{1,2})?"
_STANDS: Final = "|".join(
    (
        *(ReaderState.OFF, ReaderState.RESET, ReaderState.IDLE, ReaderState.VEND),
        rf"{ReaderState.INIT},[01]",
        rf"{ReaderState.CREDIT},(?:-1|{_MONEY})(?:,-?[0-9]{{1,9}})?",
        rf"{ReaderState.RESULT},(?:-1|1(?:,{_MONEY})?)",
    )
)
"""Strictly: a comma that is lost must not make a yes a no."""
_FORMS: Final[tuple[tuple[str, type[Answer]], ...]] = (
    (rf"p,(?:ACK|NACK|(?:[0-9A-Fa-f]{{2}}){{1,{BLOCK_MAX_BYTES}}})", BusReply),
    (rf"d,STATUS,(?:{_STANDS})(?:,#(?:,[0-9]{{1,6}}){{1,8}})?", ReaderStatus),
    (r'[dD],ERR,"?[ -!#-~]{1,40}"?', ReaderError),
    (r"v,[0-9.]{1,16}(?:,[0-9A-Fa-f]{1,32})?", Version),
    (r"[mf],N?ACK", Confirmation),
    (r"[achlrsx],[ -~]{1,80}", Answer),
)
"""Every line there is. What bears money or state has no other form: half of one is noise."""
_ANY: Final = re.compile("|".join(f"(?P<f{at}>{form})" for at, (form, _) in enumerate(_FORMS)))


def parse_answer(text: str) -> Answer | None:
    """The line as a value; None when it is none of the adapter's."""
    found = _ANY.fullmatch(text)
    if found is None or found.lastgroup is None:
        return None
    return _FORMS[int(found.lastgroup[1:])][1](text)


def fen_of(text: str) -> int | None:
    """``1.20`` as fen; None when it is no amount."""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
