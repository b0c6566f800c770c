"""What the screen must know of the machine it runs on. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Orientation(StrEnum):
    """How the panel hangs. A full-screen picture whose window lies the other way is turned by 90 degrees."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """``[sound]`` of the configuration, checked, and where the sounds lie."""

    folder: Path | None = None
    """Of ``tick.wav`` and its kin, and of recorded sentences in ``voice/<language>/``; None: no sound."""
    percent: int = 70
    """By day; 0 to 100 of the loudness the files were made with."""
    quiet_percent: int = 15
    quiet_from_min: int = 22 * 60
    """Minutes after midnight."""
    quiet_until_min: int = 7 * 60


@dataclass(frozen=True, slots=True)
class DisplaySettings:
    """``[display]`` of the configuration, checked, and where the pictures lie."""

    media_root: Path
    """Folder the shop's pictures are paths below."""
    icons: Path
    """Folder of the stroke icons, ``<name>.svg``."""
    orientation: Orientation = Orientation.PORTRAIT
    diagonal_inch: float = 21.5
    """Of the visible panel; every size on the screen is physical and comes from it. 5 to 100."""
    idle_s: int = 60
    """Seconds without a touch after which the session ends; 30 to 180 (features.md 12)."""
    result_s: int = 25
    """Seconds the result stays; 10 to 120 (features.md 12)."""
    languages: tuple[str, ...] = ("zh_CN", "en")
    """At least one; the first is the machine's own and the one it returns to when idle."""
    theme: str = "light"
    """``light`` or ``dark``; high contrast is the customer's own choice."""
    windowed: tuple[int, int] | None = None
    """Width and height in pixels of a window instead of the full screen."""
    attract: tuple[str, ...] = ()
    """Pictures shown while nobody is there, paths below ``media_root``; empty draws the shop's own goods."""
    reduced_motion: bool = False
    sound: SoundSettings = SoundSettings()
