"""The process is killed in the middle of writing: what was confirmed is there, and the books balance."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.sale.events import Rebooted
from kiosk.store.audit import audit
from kiosk.store.health import open_checked
from tests.kiosk.store.machine import run

SELLER = """
import sys
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.store.health import open_checked
from tests.kiosk.store.machine import delivered, half_delivered, opened, paid, record
store, _ = open_checked(Path(sys.argv[1]), SystemClock())
for index in range(1000):
    number = f"{sys.argv[2]}{index:06d}"
    sale = opened(store, number)
    print(number, 0, flush=True)
    for step, event in enumerate([*paid(number), *(half_delivered(number) if index % 2 else delivered())]):
        one = record(sale, event)
        store.commit(one)
        sale = one.after
        print(number, step + 1, flush=True)
"""


@pytest.mark.parametrize("after_lines", [1, 4, 5, 9, 17])
def test_confirmed_steps_survive_a_kill(tmp_path: Path, after_lines: int) -> None:
    for life in ("K1", "K2"):
        with subprocess.Popen(
            [sys.executable, "-c", SELLER, str(tmp_path), life], stdout=subprocess.PIPE, text=True
        ) as seller:
            assert seller.stdout is not None
            confirmed: dict[str, int] = {}
            for line in seller.stdout:
                if not line.endswith("\n"):
                    break  # cut off by the kill: nothing was confirmed by it
                number, step = line.split()
                confirmed[number] = int(step)
                if sum(confirmed.values()) + len(confirmed) == after_lines:
                    seller.kill()
        store, repaired = open_checked(tmp_path, ManualClock())
        assert repaired == ""
        for number, step_count in confirmed.items():
            stored = store.sales.load(number)
            assert stored is not None and stored.steps >= step_count
        events = store.outbox.pending(500)
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        for open_sale in store.sales.open_sales():
            run(store, open_sale.sale, Rebooted())
        store.close()
        report = audit(tmp_path)
        assert report.findings == () and report.double_vends == 0
