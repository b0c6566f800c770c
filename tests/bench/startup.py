"""Cold start and memory, against Chromium in kiosk mode on a static page with the same 36 cards."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from tests.e2e.harness import ROOT

CARDS = 36
SHOP = ROOT / "resources" / "shop"
SETTLE_S = 8.0
"""Memory is read this long after the start: services up, pictures loaded."""
START_LIMIT_S = 60.0
CHROMIUM = (
    "--kiosk",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1080,1920",
)


@contextmanager
def screen() -> Iterator[dict[str, str]]:
    """A virtual screen of 1080x1920 for both; yields the environment."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1080x1920x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as number:
            display = number.readline().strip()
        yield os.environ | {"DISPLAY": f":{display}"}
    finally:
        server.terminate()
        server.wait()


def family(leader: int) -> set[int]:
    """The process, its descendants, and whoever shares its session (some daemons change their parent)."""
    children: dict[int, list[int]] = {}
    members = {leader}
    for folder in Path("/proc").iterdir():
        try:
            pid = int(folder.name)
            parent, _, session = (folder / "stat").read_text().rsplit(")", 1)[1].split()[1:4]
        except (OSError, ValueError):
            continue
        children.setdefault(int(parent), []).append(pid)
        if int(session) == leader:
            members.add(pid)
    waiting = list(members)
    while waiting:
        born = [pid for pid in children.get(waiting.pop(), []) if pid not in members]
        members.update(born)
        waiting += born
    return members


def pss_kb(leader: int) -> int:
    """Proportional set size of all processes of a family: shared pages count for their share."""
    total = 0
    for pid in family(leader):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:  # ended in the meantime
            continue
        total += next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return total


def _stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kiosk(env: dict[str, str], data: Path, words: list[str]) -> tuple[float, int]:
    """Milliseconds until the catalogue is drawn and its loop takes touches, and PSS in kB.

    The kiosk says so itself: from the kernel's birth of the process to the first turn of its loop after the
    first frame.
    """
    log = data / "stderr.txt"
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "main.py", "--demo", "--data", str(data), "--windowed", "1080x1920", *words],
            cwd=ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            time.sleep(SETTLE_S)
            memory_kb = pss_kb(process.pid)
        finally:
            _stop(process)
    said = log.read_text()
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    started = [float(line["since_start_ms"]) for line in lines if "since_start_ms" in line]
    if not started:
        raise RuntimeError(f"the kiosk did not say when its first frame was there:\n{said[-2000:]}")
    return started[0], memory_kb


class _Beacon(http.server.SimpleHTTPRequestHandler):
    """Serves the page and its pictures; hears when the first full frame was painted."""

    painted = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/painted":
            self.painted.set()
        super().do_GET()

    def log_message(self, format: str, *args: object) -> None:
        """The bench prints one table only."""


def page() -> str:
    """A static page with the same cards, as plain as a page can be."""
    products = tomllib.loads((SHOP / "shop.toml").read_text())["product"][:CARDS]
    cards = "".join(
        f'<div class=c style="--t:{product["tint"]}"><p><img src="/{product["picture"]}"></p>'
        f"<b>{escape(product['name']['zh_CN'])}</b><i>{escape(product['spec'])}</i>"
        f"<s>{product['price_fen'] // 100}.{product['price_fen'] % 100:02d}</s></div>"
        for product in products
    )
    style = (
        "body{margin:24px;background:#faf8f5;font:32px 'Noto Sans CJK SC'}"
        ".c{display:inline-block;width:300px;"
        "margin:12px;padding:14px;border-radius:24px;background:#fff;box-shadow:0 6px 24px #0001}"
        "p{margin:0;background:var(--t);border-radius:16px;text-align:center}img{height:176px}"
    )
    script = (
        "onload=()=>Promise.all([...document.images].map(i=>i.decode())).then("
        "()=>requestAnimationFrame(()=>requestAnimationFrame(()=>fetch('/painted'))))"
    )
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{cards}<script>{script}</script>"


def chromium(env: dict[str, str]) -> tuple[float, int]:
    """Milliseconds until the page was painted with all its pictures, and PSS in kB."""
    _Beacon.painted.clear()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "page"
        shutil.copytree(SHOP, root)
        (root / "index.html").write_text(page(), encoding="utf-8")
        (root / "painted").write_text("")
        server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), lambda *args: _Beacon(*args, directory=str(root))
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        began = time.monotonic()
        process = subprocess.Popen(
            [
                "chromium",
                *CHROMIUM,
                f"--user-data-dir={folder}/profile",
                f"http://127.0.0.1:{server.server_port}/",
            ],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            assert _Beacon.painted.wait(START_LIMIT_S), "Chromium never painted the page"
            painted_ms = (time.monotonic() - began) * 1000
            time.sleep(max(0.0, SETTLE_S - painted_ms / 1000))
            return painted_ms, pss_kb(process.pid)
        finally:
            _stop(process)
            server.shutdown()
            server.server_close()


def measure(runs: int, words: list[str]) -> dict[str, float]:
    """Medians of ``runs`` pairs, A B A B; ``words`` point the kiosk at outside parts."""
    ours: list[tuple[float, int]] = []
    theirs: list[tuple[float, int]] = []
    with screen() as env, tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        env = env | {"QT_QUICK_BACKEND": "software"}
        kiosk(env, data, words)  # the first start ever makes the database; the peer keeps no data either
        for _ in range(runs):
            ours.append(kiosk(env, data, words))
            theirs.append(chromium(env))
    return {
        "start_ms": statistics.median(start for start, _ in ours),
        "peer_start_ms": statistics.median(start for start, _ in theirs),
        "pss_mb": statistics.median(memory for _, memory in ours) / 1024,
        "peer_pss_mb": statistics.median(memory for _, memory in theirs) / 1024,
    }
