"""From SVG to pixels: headless Chromium paints (it knows filters and blend modes), Pillow cuts, shrinks and
packs."""

from __future__ import annotations

import colorsys
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

PAINT_TIMEOUT_S = 240
WEBP_QUALITY = 86
HUES = 24
OVERSAMPLE = 2  # painted twice as large and shrunk, for clean edges


@dataclass(frozen=True, slots=True)
class Job:
    """One drawing: SVG text, its size on the canvas, the size to keep, where the picture goes."""

    svg: str
    width_px: int
    height_px: int
    target: Path
    opaque: bool = False  # a full scene: no transparency, painted at its own size

    @property
    def oversample(self) -> int:
        """Scenes are large and soft already; painting them twice as large makes the browser drop tiles."""
        return 1 if self.opaque else OVERSAMPLE


class NoBrowser(Exception):
    """Chromium is not installed."""


def browser() -> str:
    """The browser's command, or NoBrowser with the line that installs it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise NoBrowser("Chromium is needed to paint the pictures: apt-get install chromium")


def paint(jobs: Sequence[Job]) -> None:
    """Write every job's picture. Each has the browser to itself: on a shared sheet the softened edges of a
    drawing would depend on where it lay, and the same drawing would not give the same bytes."""
    command = browser()
    for job in jobs:
        _paint_one(command, job)


def _paint_one(command: str, job: Job) -> None:
    w, h = job.width_px * job.oversample, job.height_px * job.oversample
    with tempfile.TemporaryDirectory(prefix="huodao-pictures-") as folder:
        room = Path(folder)
        (room / "drawing.svg").write_text(job.svg, encoding="utf-8")
        tag = f'<img src="drawing.svg" style="display:block;width:{w}px;height:{h}px">'
        page = room / "page.html"
        page.write_text(f'<body style="margin:0;background:transparent">{tag}</body>', encoding="utf-8")
        shot = room / "shot.png"
        flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
        ]
        flags += [
            "--default-background-color=00000000",
            "--virtual-time-budget=20000",
            f"--user-data-dir={room / 'profile'}",
        ]
        flags += [f"--window-size={w},{h}", f"--screenshot={shot}", page.as_uri()]
        subprocess.run([command, *flags], check=True, capture_output=True, timeout=PAINT_TIMEOUT_S)
        picture = Image.open(io.BytesIO(shot.read_bytes())).convert("RGBA")
    picture = picture.resize((job.width_px, job.height_px), Image.Resampling.LANCZOS)
    if job.opaque:
        picture = picture.convert("RGB")
    job.target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(job.target, "WEBP", quality=WEBP_QUALITY, method=6, alpha_quality=95)


def tint(picture: Path) -> str:
    """A soft ground in the picture's own main colour: the strongest hue of 24, high lightness, little
    chroma."""
    with Image.open(picture) as opened:
        small = opened.convert("RGBA").resize((64, 64))
    bins = [0.0] * HUES
    total = 0.0
    for r, g, b, a in _pixels(small):
        h, s, v = colorsys.rgb_to_hsv(r / 255, g / 255, b / 255)
        total += a / 255
        bins[int(h * HUES) % HUES] += a / 255 * s * v
    spread = [bins[i - 1] / 2 + bins[i] + bins[(i + 1) % HUES] / 2 for i in range(HUES)]
    best = max(range(HUES), key=lambda i: spread[i])
    around = [(best - 1, bins[best - 1]), (best, bins[best]), (best + 1, bins[(best + 1) % HUES])]
    hue = sum((i + 0.5) * w for i, w in around) / max(1e-6, sum(w for _, w in around)) / HUES
    chroma = sum(bins) / max(total, 1e-6)
    ground = colorsys.hls_to_rgb(hue % 1, 0.925, min(0.78, 0.12 + chroma * 1.1))
    return "#" + "".join(f"{round(part * 255):02X}" for part in ground)


def _pixels(picture: Image.Image) -> Iterable[tuple[int, int, int, int]]:
    data = picture.tobytes()
    for i in range(0, len(data), 4):
        yield data[i], data[i + 1], data[i + 2], data[i + 3]
