"""The table. ``python -m tests.bench [--quick] [--only NAME]``; exit 0 whatever it measures."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    codecs,
    grid,
    keys,
    latency,
    lifecycles,
    paying,
    prices,
    recommending,
    replug,
    startup,
)
from ui.control.frames import quantile


def say(what: str, measured: str, figure: str) -> None:
    sys.stdout.write(f"{what:<44} {measured:<58} {figure}\n")
    sys.stdout.flush()


def start(quick: bool) -> None:
    """Cabinet, cloud and gateway stand outside, as on the street: only the kiosk's own processes count."""
    if shutil.which("chromium") is None:
        say("cold start, memory", "not measured: chromium is not installed (make bench installs it)", "")
        return
    from cloud.sandbox.client import SandboxProcess
    from hardware.sim.client import SimProcess
    from tests.e2e.harness import settings

    with (
        tempfile.TemporaryDirectory() as folder,
        SimProcess(link=Path(folder) / "board") as cabinet,
        SandboxProcess() as gateway,
    ):
        words = ["--set", f"board.port={cabinet.port}", "--set", "payments.route=direct"]
        words += settings(dict(gateway.config), "payments.wechat")
        found = startup.measure(2 if quick else 5, words)
    ratio = found["start_ms"] / found["peer_start_ms"]
    pair = f"{found['start_ms']:.0f} ms : {found['peer_start_ms']:.0f} ms"
    say("cold start : Chromium, same 36 cards", f"{pair} = {ratio:.2f}x", "at most 0.8x (goal 0.5x)")
    ratio = found["pss_mb"] / found["peer_pss_mb"]
    pair = f"{found['pss_mb']:.0f} MB : {found['peer_pss_mb']:.0f} MB"
    say("PSS, all processes : Chromium", f"{pair} = {ratio:.2f}x", "at most 0.5x")


def sales(quick: bool) -> None:
    pace = lifecycles.measure(2 if quick else 5, 50 if quick else 200)
    ratio = pace.sales_per_s / pace.bare_per_s
    text = f"{pace.sales_per_s:.0f} : {pace.bare_per_s:.0f} a second = {ratio:.2f}x"
    say(f"whole sales : their {pace.commits_per_sale:.0f} commits, bare", text, "")


def paid(quick: bool, model: str = "xy") -> None:
    targets = {"direct": "p95 at most the polling's 150 ms + 150 ms", "cloud": "p95 at most 150 ms"}
    for route, target in targets.items():
        for wallet in paying.WALLET_NAMES:
            times = paying.measure(route, wallet, 4 if quick else 20, model)
            say(f"paid -> vend on the wire, {model}, {route}, {wallet}", paying.figures(times.paid), target)
            text = f"{paying.figures(times.code)}; the gateway's own: {paying.figures(times.own)}"
            say(f"touch -> code on the screen, {route}, {wallet}", text, "300 ms + the gateway's own")


def paid_tcn(quick: bool) -> None:
    paid(quick, "tcn")


def hang(_quick: bool) -> None:
    for wallet in paying.WALLET_NAMES:
        found = paying.hanging(wallet)
        text = (
            f"{found.frames} frames p95 {found.frame_p95_ms:.0f} max {found.frame_max_ms:.0f} ms, taps p95 "
            f"{found.touch_p95_ms:.0f} max {found.touch_max_ms:.0f} ms, then {found.outcome}"
        )
        say(f"gateway hangs 60 s, {wallet}", text, "taps p95 below 100 ms; delivered")


def polls(quick: bool) -> None:
    found = latency.busy_screen(20 if quick else 220)
    text = (
        f"p50 {found['p50']:.0f} p99 {found['p99']:.0f} p99.9 {found['p999']:.0f} "
        f"max {found['max']:.0f} ms of {found['polls']:.0f}"
    )
    say("XY POLL answered while the grid is flicked", text, "p99.9 below 20 ms, none above 100 ms")
    say("frames drawn meanwhile", f"{found['frames']:.0f}, p95 {found['frame_p95']:.1f} ms", "")


def touch(quick: bool) -> None:
    found = latency.touches(20 if quick else 100)
    text = f"p50 {found['p50']:.1f} p95 {found['p95']:.1f} max {found['max']:.1f} ms"
    say("touch -> pressed state on the screen", text, "p95 below 100 ms")


def cable(quick: bool) -> None:
    for model, times in replug.measure(4 if quick else 20).items():
        say(f"{model}: cable in -> up, lane checked : by hand", times.text, "p50/max, below 3000 ms")


def wires(quick: bool) -> None:
    for name, pace in codecs.measure(2 if quick else 20).items():
        found = f"{pace.found} of {pace.tried} behind 1,000,000"
        text = f"{pace.noise_mb_s:.1f}, {pace.frames_mb_s:.2f} MB/s; {found}"
        say(f"{name}: noise, frames, found", text, "every one; 115200 baud: 0.01 MB/s")
    pair = codecs.beside()
    ours, theirs = pair.frames_mb_s
    say("Modbus replies : pymodbus", f"{ours:.2f} : {theirs:.2f} MB/s = {ours / theirs:.2f}x", "")
    ours_found, theirs_found = pair.found
    text = f"{ours_found} : {theirs_found} of {codecs.TRIALS}"
    say("found behind noise, one read : pymodbus", text, "")


def quotes(quick: bool) -> None:
    text = prices.quotes(100 if quick else 1000).text
    say(f"quote, {prices.UNITS} units, {prices.PROMOTIONS} promotions : all on all", text, "p99 at most 5 ms")


def search(quick: bool) -> None:
    text = prices.keys(40 if quick else 400).text
    say(f"key, {prices.CATALOGUE} products : a look at each", text, "p99 at most 10 ms")
    say("its index made, once a catalogue", f"{prices.build_ms():.0f} ms", "")


def typing(quick: bool) -> None:
    times = keys.keys_ms(10 if quick else 100)
    text = f"p50 {quantile(times, 0.5):.2f} p99 {quantile(times, 0.99):.2f} ms of {len(times)}"
    say(f"key -> cards in the model, {prices.CATALOGUE} products", text, "p99 at most 10 ms")


def flicks(quick: bool) -> None:
    for way in grid.WAYS:
        name = f"{grid.PRODUCTS} products flicked, {way}"
        if not grid.can(way):
            say(name, "not measured: Xvfb is not installed", "")
            continue
        found = grid.measure(way, 5 if quick else 30)
        apart, own = found["apart"], found["busy"]
        text = f"frame to frame p50 {quantile(apart, 0.5):.1f} p95 {quantile(apart, 0.95):.1f}, "
        text += f"own time p95 {quantile(own, 0.95):.1f} ms of {len(apart)}"
        say(name, text, "p95 at most 33 ms")
        pages = f"page max {max(found['page']):.0f}, category max {max(found['category']):.0f} ms"
        say("touch -> first frame of another page", pages, "below 100 ms")


def recommend(quick: bool) -> None:
    for seed in recommending.SEEDS[:1] if quick else recommending.SEEDS:
        first, second = recommending.replay(seed, 120 if quick else recommending.DAYS)
        goal = "better than what sells most"
        say(f"hit at 6, seed {seed} : most ever : of late", recommending.text(first), goal)
        say(f"second one, seed {seed} : most ever : of late", recommending.text(second), goal)
        say("one answer", recommending.took(first), "")


SECTIONS = {
    "start": start,
    "sales": sales,
    "paid": paid,
    "paid-tcn": paid_tcn,
    "hang": hang,
    "polls": polls,
    "touch": touch,
    "replug": cable,
    "codecs": wires,
    "quotes": quotes,
    "search": search,
    "typing": typing,
    "grid": flicks,
    "recommend": recommend,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs: a look, not a figure to quote")
    parser.add_argument("--only", choices=tuple(SECTIONS), help="one section")
    chosen = parser.parse_args()
    say("what", "measured", "figure to reach")
    for name, section in SECTIONS.items():
        if chosen.only in (None, name):
            section(chosen.quick)
    sys.stdout.write(f"load of the machine: {latency.load()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
