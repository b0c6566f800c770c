"""What the kiosk may know of a code reader: value types and one Protocol, nothing else.

A reader looks for bar codes and QR codes, on a phone's screen or on paper. The code that a phone shows to
pay with is money for a minute, so it never stands whole in a log, an error or a ``repr``: ``ScannedCode``
masks it, and only ``text`` has it. As with boards, methods return at once and answers arrive at the listener
on the port's own thread, which must only hand them on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol


class Suffix(StrEnum):
    """What a reader sends after each code."""

    AUTO = "auto"
    """CR, LF or both: what a reader does as it comes out of its box."""
    CR = "cr"
    LF = "lf"
    CRLF = "crlf"
    TAB = "tab"
    NONE = "none"
    """Nothing: a code ends when no more of it comes."""


class CodeKind(StrEnum):
    """What a code looks like. Only its gateway, or the cloud, knows whether it is good."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"
    PICK_UP = "pick_up"
    OTHER = "other"


PAYMENT_KINDS: Final = frozenset({CodeKind.WECHAT, CodeKind.ALIPAY, CodeKind.UNIONPAY})
"""Codes a phone shows to pay with."""

_SHAPES: Final[Mapping[CodeKind, re.Pattern[str]]] = {
    CodeKind.WECHAT: re.compile(r"1[0-5][0-9]{16}"),
    CodeKind.ALIPAY: re.compile(r"(?:2[5-9]|30)[0-9]{14,22}"),
    CodeKind.UNIONPAY: re.compile(r"62[0-9]{17}"),
    CodeKind.PICK_UP: re.compile(r"[0-9]{8}"),
}
"""boards.md 11: WeChat 18 digits from 10-15, Alipay 16 to 24 from 25-30, UnionPay 19 from 62; ours has 8. No
text fits two of them."""


def kind_of(text: str) -> CodeKind:
    """By length, digits and prefix alone."""
    fitting = (kind for kind, shape in _SHAPES.items() if shape.fullmatch(text))
    return next(fitting, CodeKind.OTHER)


@dataclass(frozen=True, slots=True, repr=False)
class ScannedCode:
    """One code as it was read. Whoever writes ``text`` anywhere writes down money."""

    text: str
    """The whole code: printable ASCII, no suffix."""

    @property
    def kind(self) -> CodeKind:
        return kind_of(self.text)

    def __repr__(self) -> str:
        """Its kind and length, and of a payment code the two digits that name the wallet."""
        kind = self.kind
        prefix = f", {self.text[:2]}…" if kind in PAYMENT_KINDS else ""
        return f"<{kind.value} code of {len(self.text)} characters{prefix}>"


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """What an installer chose. ``baud`` None means 9600."""

    port: str
    baud: int | None = None
    suffix: str = Suffix.AUTO.value
    options: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReaderInfo:
    port: str
    is_keyboard: bool
    """It types its codes (USB HID) instead of sending them over a serial line."""


@dataclass(frozen=True, slots=True)
class ReaderUp:
    """The port is open and ours alone. Most readers say nothing until they have read something."""

    info: ReaderInfo


@dataclass(frozen=True, slots=True)
class ReaderDown:
    """The port went away or cannot be opened. Said once until it is up again."""

    reason: str


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """A code, once: the same one read again within some seconds is not told."""

    code: ScannedCode


@dataclass(frozen=True, slots=True)
class ReaderTrouble:
    """Something came that is no code, or a command was not taken. Each ``code`` is told once while the port
    stays open, and never with what was read."""

    code: str
    """One stable word: ``garbled``, ``too_long``, ``unfinished``, ``no_answer``, ``refused``."""
    text: str
    lasting: bool = False
    """It will not go away by itself: a setting of the reader or of the machine is wrong."""


ReaderEvent = ReaderUp | ReaderDown | CodeScanned | ReaderTrouble
ReaderListener = Callable[[ReaderEvent], None]


class Reader(Protocol):
    """One code reader. All methods return at once and may be called from any one thread."""

    def start(self, listener: ReaderListener) -> None:
        """Open the port and keep it open: reconnect with back-off until ``close``."""

    def close(self) -> None:
        """Stop the port's thread. Idempotent."""

    def attend(self) -> None:
        """Somebody waits for a code from now on: one that is still held before the reader counts again. A
        reader that reads only on command is told to."""

    def rest(self) -> None:
        """Nobody waits any more. Other readers read on, and every code is still told."""
