"""The plug is pulled: by the seed, and at the worst moment."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.harness import Kiosk
from tests.e2e.killed.kill_soak import soak

pytestmark = pytest.mark.timeout(300)


def test_killed_while_the_motor_turns_the_line_is_named_and_the_rest_goes_back(tmp_path: Path) -> None:
    kiosk = Kiosk(tmp_path)
    with kiosk:
        kiosk.until_mode("selling")
        kiosk.tap("add:soda-cola", "add:tea-black", "buy")
        kiosk.until_code()
        kiosk.do("phone", act="pay")
        kiosk.wait(sale_stage="vending")
        kiosk.kill()
        kiosk.start()
        kiosk.until_mode("selling")
        kiosk.until(lambda state: state["earlier"] and state["earlier"]["outcome"] == "in_doubt")
        ends = time.monotonic() + 40
        while (books := kiosk.audit())["refund_pending_fen"]:
            assert time.monotonic() < ends, books
            time.sleep(0.5)
    books = kiosk.audit()
    assert books["paid_fen"] == 650
    assert (books["in_doubt_fen"], books["refunded_fen"]) == (300, 350)
    assert books["vends_commanded"] == 1


@pytest.mark.slow
def test_ten_seeded_kills_lose_nothing(tmp_path: Path) -> None:
    verdict = soak(10, 7, tmp_path)
    assert verdict.clean, verdict
