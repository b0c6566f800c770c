"""Paying, wallet by wallet and route by route: from the touch to the code, from "paid" to the motor, and a
gateway that hangs. Cabinet, gateway and cloud stand outside the kiosk, as on the street."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from hardware.sim.client import SimProcess
from kiosk.clock import SystemClock
from kiosk.payments.intent import Method, PaymentOrder
from kiosk.payments.wallets import WALLETS
from tests.bench.latency import last_order_ms, on_sale
from tests.e2e.outside import Site
from ui.control.frames import quantile

WALLET_NAMES = tuple(str(method) for method in WALLETS)
ORDER_LIMIT_S = 30.0
PHASES_S = 0.2
"""Customers pay at any instant of the board's beat: the sales are spread over the longest there is. Paid as
soon as the code is there, all of them would meet the beat at one place, a lucky one or not."""
LOOK_AGAIN_S = 0.01
OWN_CALLS = 12
HANG_MS = 60_000
HANG_TAPS = 24
HANG_S = 60.0


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds, one of each for each sale."""

    paid: list[float]
    code: list[float]
    own: list[float]
    """The gateway's own part of the code: the bare order call, with signing, on an idle line."""


def measure(route: str, wallet: str, sales: int, model: str) -> Times:
    """``model``: the board. XY may be told something only when it asks, every 200 ms (boards.md 1); TCN is
    spoken to at once."""
    cloud, wallets = route == "cloud", (wallet,)
    with (
        tempfile.TemporaryDirectory() as folder,
        Site(Path(folder) / "data", cloud=cloud, wallets=wallets, turn_ms=150, model=model) as site,
    ):
        site.kiosk.until_mode("selling")
        own = _own(site, wallet)
        found = [_one(site, PHASES_S * index / sales) for index in range(sales)]
    return Times([paid for paid, _ in found], [code for _, code in found], own)


def _one(site: Site, waits_s: float) -> tuple[float, float]:
    """One sale: from the phone's request to the order heard by the board, and from touch to code.
    ``waits_s``: so long after the code is there it is paid."""
    kiosk = site.kiosk
    seen, _ = last_order_ms(site.cabinet)
    kiosk.tap(f"card:{on_sale(kiosk)}")
    began = time.monotonic()
    kiosk.tap("buy")
    code = kiosk.until_code()["code"]
    code_ms = (time.monotonic() - began) * 1000
    time.sleep(waits_s)
    before_ms = time.monotonic() * 1000
    assert site.gateway.phone("pay", code).done
    paid_ms = _ordered_ms(site.cabinet, seen) - before_ms
    kiosk.wait(screen="result")
    kiosk.tap("done")
    kiosk.wait(screen="home")
    site.cabinet.refill()
    return paid_ms, code_ms


def _ordered_ms(cabinet: SimProcess, seen: int) -> float:
    ends = time.monotonic() + ORDER_LIMIT_S
    while (found := last_order_ms(cabinet))[0] == seen:
        if time.monotonic() > ends:
            raise RuntimeError(f"paid, and no motor was ordered to turn for {ORDER_LIMIT_S:.0f} s")
        time.sleep(LOOK_AGAIN_S)
    return found[1]


def _own(site: Site, wallet: str) -> list[float]:
    method = Method(wallet)
    gateway = WALLETS[method].open(site.gateway.wallets[wallet], Path("/"), SystemClock(), None)
    times = []
    for index in range(OWN_CALLS):
        now_s = int(time.time())
        number = f"OWN{time.time_ns() % 10**12:012d}{index:02d}"
        order = PaymentOrder(number, number, method, 300, "CNY", "water", "BENCH", now_s, now_s + 180)
        began = time.monotonic()
        gateway.create(order)
        times.append((time.monotonic() - began) * 1000)
    gateway.close_connections()
    return times[2:]  # the first ones connect and load what is heavy


@dataclass(frozen=True, slots=True)
class Hung:
    """While a gateway takes calls and says nothing for a minute."""

    frames: int
    frame_p95_ms: float
    frame_max_ms: float
    touch_p95_ms: float
    touch_max_ms: float
    outcome: str


def hanging(wallet: str) -> Hung:
    """Every question about the code on the screen hangs; meanwhile somebody taps. Then it is paid."""
    with tempfile.TemporaryDirectory() as folder, Site(Path(folder) / "data", wallets=(wallet,)) as site:
        kiosk = site.kiosk
        kiosk.until_mode("selling")
        kiosk.tap(f"card:{on_sale(kiosk)}", "buy")
        code = kiosk.until_code()["code"]
        site.gateway.control("POST", "/fault", {"call": "any", "fault": "hang", "times": -1, "ms": HANG_MS})
        kiosk.do("frame_stats")
        kiosk.do("touch_stats")
        for index in range(HANG_TAPS):
            kiosk.tap(f"language:{('en', 'zh_CN')[index % 2]}")
        frames, touches = kiosk.do("frame_stats"), kiosk.do("touch_stats")
        assert site.gateway.phone("pay", code).done
        site.gateway.clear_faults()
        kiosk.hurry(HANG_S)
        kiosk.wait(screen="result", timeout_s=90)
        outcome = str(kiosk.sale()["outcome"])
    return Hung(
        frames["frames"],
        frames["p95_ms"],
        frames["max_ms"],
        touches["p95_ms"],
        touches["max_ms"],
        outcome,
    )


def figures(times: list[float]) -> str:
    return f"p50 {quantile(times, 0.5):.0f} p95 {quantile(times, 0.95):.0f} ms"
