"""A bill as a table of text: columns found by name, amounts and times read strictly, faults with their line.

Pure. Nothing is guessed: what cannot be read in one way only refuses the whole bill (``BillError``), for a
bill of which a part is used is worse than none.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from kiosk.errors import KnownError
from kiosk.money import fen_from_yuan_text
from kiosk.payments.beijing import BEIJING

PLAIN_LIMIT_BYTES = 67_108_864
"""Unpacked; a row has about 300, so this is some 200,000 rows: a day of a thousand busy machines."""
LINES_LIMIT = 250_000
LINE_LIMIT_CHARS = 8_192
"""The longest row that the gateways' own limits allow has about 2,000."""
STRAY_SEPARATORS_LIMIT = 16
"""In the words of one row; more are not told from a damaged line."""
AMOUNT_LIMIT_FEN = 100_000_000_00
"""A larger figure is no payment at a vending machine."""
SHOWN_LIMIT_CHARS = 40
"""Of a field, in an error's text."""
AMOUNT = re.compile(r"-?\d{1,12}\.\d\d", re.ASCII)
"""Yuan. Always two decimals (payments.md 6.1, 6.2), so that one that lost its end is seen."""
TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)

T = TypeVar("T")


class BillError(KnownError):
    """The file is no sound bill; the text names line and column."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file without its end."""

    number: int
    """From 1, as an editor shows it."""
    text: str

    def wrong(self, code: str, text: str) -> BillError:
        return BillError(f"bill.{code}", f"Line {self.number}: {text}")


def lines_of(content: bytes, encoding: str) -> list[Line]:
    """The lines without empty ones at the end. Raises ``BillError`` for what is no such text."""
    if len(content) > PLAIN_LIMIT_BYTES:
        raise BillError("bill.length", f"The bill is longer than {PLAIN_LIMIT_BYTES} bytes.")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise BillError("bill.encoding", f"Line {number}: the bill is not written in {encoding}.") from error
    # not splitlines: a product's name may hold characters that it takes for the end of a line
    lines = [Line(number, part.removesuffix("\r")) for number, part in enumerate(text.split("\n"), 1)]
    while lines and not lines[-1].text:
        lines.pop()
    if len(lines) > LINES_LIMIT:
        raise BillError("bill.length", f"The bill has more than {LINES_LIMIT} lines.")
    for line in lines:
        if len(line.text) > LINE_LIMIT_CHARS:
            raise line.wrong("length", f"it is longer than {LINE_LIMIT_CHARS} characters.")
    return lines


@dataclass(frozen=True, slots=True)
class Row:
    """One line under the columns."""

    line: Line
    fields: Mapping[str, str]

    def text(self, column: str) -> str:
        """Raises ``BillError`` when this bill has no such column."""
        try:
            return self.fields[column]
        except KeyError:
            raise self.wrong(
                "column", column, "the bill has no such column, and this row needs it."
            ) from None

    def amount_fen(self, column: str) -> int:
        """May be negative. Raises ``BillError``."""
        text = self.text(column)
        fen = fen_from_yuan_text(text) if AMOUNT.fullmatch(text) else None
        if fen is None or abs(fen) > AMOUNT_LIMIT_FEN:
            raise self.wrong("amount", column, f"{_shown(text)} is no amount in yuan with two decimals.")
        return fen

    def count(self, column: str) -> int:
        """Raises ``BillError``."""
        text = self.text(column)
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise self.wrong("count", column, f"{_shown(text)} is no number of rows.")
        return int(text)

    def at_s(self, column: str) -> int:
        """An instant in Beijing as UTC seconds. Raises ``BillError``."""
        text = self.text(column)
        try:
            if not TIME.fullmatch(text):
                raise ValueError(text)
            return int(datetime.fromisoformat(text).replace(tzinfo=BEIJING).timestamp())
        except (ValueError, OverflowError):
            raise self.wrong("time", column, f"{_shown(text)} is no time like 2026-10-01 10:05:00.") from None

    def meaning(self, column: str, words: Mapping[str, T]) -> T:
        """What the gateway's word stands for. Raises ``BillError`` for one that is not among ``words``."""
        text = self.text(column)
        try:
            return words[text]
        except KeyError:
            known = ", ".join(words)
            raise self.wrong("word", column, f"{_shown(text)} is none of {known}.") from None

    def wrong(self, code: str, column: str, text: str) -> BillError:
        return BillError(f"bill.{code}", f"Line {self.line.number}, column {column}: {text}")


@dataclass(frozen=True, slots=True)
class Columns:
    """How the rows of one table are read."""

    names: tuple[str, ...]
    needed: frozenset[str]
    """Those that the reader looks at."""
    wordy: frozenset[str]
    """Those with words of people, which may hold the separator: the bills quote nothing."""
    shapes: Mapping[str, re.Pattern[str]]
    """What a field of a column always looks like: tells where the words end."""

    @classmethod
    def named(
        cls,
        line: Line,
        names: Sequence[str],
        needed: frozenset[str],
        wordy: frozenset[str],
        shapes: Mapping[str, re.Pattern[str]],
    ) -> Columns:
        """Raises ``BillError`` for a head that lacks a needed column or names one twice."""
        if len(set(names)) != len(names):
            raise line.wrong("columns", "two columns have the same name.")
        if missing := sorted(needed.difference(names)):
            raise line.wrong(
                "columns", f"there is no column {missing[0]}: has the gateway changed its bills?"
            )
        return cls(tuple(names), needed, wordy.intersection(names), shapes)

    def row(self, line: Line, parts: Sequence[str], separator: str = ",") -> Row:
        """The parts between the separators under their columns. Raises ``BillError``."""
        surplus = len(parts) - len(self.names)
        if surplus == 0:
            return Row(line, dict(zip(self.names, parts, strict=True)))
        if surplus < 0 or surplus > STRAY_SEPARATORS_LIMIT:
            text = f"there are {len(parts)} fields under {len(self.names)} columns."
            raise line.wrong("fields", text)
        readings = {
            tuple(fields[name] for name in self.names if name in self.needed): fields
            for fields in self._readings(parts, surplus, separator)
        }
        if len(readings) != 1:
            text = f"there are {surplus} separators too many, and the words they belong to cannot be told."
            raise line.wrong("fields", text)
        return Row(line, readings.popitem()[1])

    def _readings(self, parts: Sequence[str], surplus: int, separator: str) -> Iterator[dict[str, str]]:
        """Every way to give the surplus to the wordy columns after which the others have their shape."""
        wordy = [name for name in self.names if name in self.wordy]
        for chosen in itertools.combinations_with_replacement(wordy, surplus):
            extra = Counter(chosen)
            fields: dict[str, str] = {}
            at = 0
            for name in self.names:
                end = at + 1 + extra[name]
                fields[name] = separator.join(parts[at:end])
                at = end
            if all(
                shape.fullmatch(fields[name].strip()) for name, shape in self.shapes.items() if name in fields
            ):
                yield fields


def agree(line: Line, what: str, said: int, found: int, unit: str) -> None:
    """A bill that its own rows contradict is damaged, forged or misread. Raises ``BillError``."""
    if said != found:
        raise line.wrong("totals", f"{what} is said to be {said} {unit}, but the rows make {found}.")


def _shown(text: str) -> str:
    kept = "".join(char for char in text if char.isprintable())[:SHOWN_LIMIT_CHARS]
    return f'"{kept}"'
