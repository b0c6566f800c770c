"""From the gateway's "paid" to the motor, the board's answers under load, and a finger's answer."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from hardware.sim.client import SimProcess
from tests.e2e.harness import Kiosk
from ui.control.frames import quantile

PAGE_PX = 900
CATEGORIES = ("tea", "soda", "coffee", "juice", "all")


def last_order_ms(cabinet: SimProcess) -> tuple[int, float]:
    orders: list[dict[str, Any]] = cabinet.world()["orders"]
    return len(orders), float(orders[-1]["at_ms"]) if orders else 0.0


def on_sale(kiosk: Kiosk) -> str:
    """A product that can be bought now: lanes run empty in the course of many sales."""
    targets: list[str] = kiosk.do("list")["targets"]
    return next(target.removeprefix("add:") for target in targets if target.startswith("add:"))


def busy_screen(seconds: float) -> dict[str, float]:
    """POLL answers while the grid is flicked without pause, and the frames it drew meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with SimProcess(link=data / "board") as cabinet, Kiosk(data, *_board(cabinet)) as kiosk:
            kiosk.until_mode("selling")
            before = _answers(cabinet)
            kiosk.do("frame_stats")
            ends, down = time.monotonic() + seconds, True
            while time.monotonic() < ends:
                kiosk.do("flick", by_px=PAGE_PX if down else -PAGE_PX)
                down = not down
                if round(time.monotonic()) % 5 == 0:
                    kiosk.tap("category:all")
            frames = kiosk.do("frame_stats")
            after = _answers(cabinet)
    times = [float(ms) for ms, count in after.items() for _ in range(count - before.get(ms, 0))]
    return {
        "polls": len(times),
        "p50": quantile(times, 0.5),
        "p99": quantile(times, 0.99),
        "p999": quantile(times, 0.999),
        "max": max(times, default=0.0),
        "frames": frames["frames"],
        "frame_p95": frames["p95_ms"],
    }


def _board(cabinet: SimProcess) -> list[str]:
    return ["--set", f"board.port={cabinet.port}"]


def _answers(cabinet: SimProcess) -> dict[int, int]:
    """The board's own histogram: whole milliseconds from POLL to answer."""
    found: dict[str, int] = cabinet.world()["wire"]["answer_ms"]
    return {int(ms): count for ms, count in found.items()}


def touches(times: int) -> dict[str, float]:
    """Milliseconds from the press to the frame that shows it, software renderer."""
    with tempfile.TemporaryDirectory() as folder, Kiosk(Path(folder)) as kiosk:
        kiosk.until_mode("selling")
        kiosk.do("touch_stats")
        for index in range(times):
            kiosk.tap(f"category:{CATEGORIES[index % len(CATEGORIES)]}")
        found = kiosk.do("touch_stats")
    return {"p50": found["p50_ms"], "p95": found["p95_ms"], "max": found["max_ms"]}


def load() -> str:
    """How busy the machine was."""
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())
