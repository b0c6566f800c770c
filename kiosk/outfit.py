"""What the composition root hands to the kiosk: settings, clock, shop, board, and where the outside is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hardware.api import Board, BoardSettings, Reader, ReaderSettings, Till, TillSettings
from kiosk.catalog.products import Lane, Shop
from kiosk.clock import Clock
from kiosk.ops.settings import Settings


@dataclass(frozen=True, slots=True)
class Outfit:
    """What the composition root hands in."""

    settings: Settings
    data: Path
    clock: Clock
    shop: Shop
    open_board: Callable[[BoardSettings], Board]
    open_reader: Callable[[ReaderSettings], Reader]
    open_till: Callable[[TillSettings], Till]
    save_shop: Callable[[tuple[Lane, ...]], object]
    """Keep what the next start's first frame shows; called on a worker thread."""
    rules_file: Path | None = None
    """Price rules that hold until a cloud publishes others; None: none."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the outside is: from the configuration, or from a demo's embedded parts."""

    board_port: str
    cloud_url: str
    enrol_code: str = ""
    wallets: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """A demo's own ``[payments.wechat]`` and its kin, by wallet, for the direct route."""
    more_ports: Mapping[str, str] = field(default_factory=dict)
    """Of the profile's further cabinets, where the configuration names none, by cabinet."""
    reader_port: str = ""
    """Of the code reader; empty: there is none."""
    till_port: str = ""
    """Empty: there is no till."""


def configured(settings: Settings) -> Addresses:
    """Everything where the configuration says; nothing embedded."""
    return Addresses(
        settings.board.port,
        settings.cloud.url,
        reader_port=settings.scanner.port,
        till_port=settings.till.port,
    )
