"""Machines of other shapes, through the whole program: two boards, and a drop sensor that is blocked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.harness import Kiosk, run

pytestmark = pytest.mark.timeout(300)

ASK_AGAIN_S = 60
BLOCKED = "出货口的检测被挡住了"


def lane_of(kiosk: Kiosk, sku: str) -> str:
    kiosk.tap(f"add:{sku}", "buy")
    return str(kiosk.until_code()["lines"][0]["lane"])


def test_one_machine_sells_from_two_boards(tmp_path: Path) -> None:
    """The demo shop's last ten lanes hang on the second board: D1 to D10, motors 1 to 10."""
    with Kiosk(tmp_path, "--set", "machine.profile=combo-60") as kiosk:
        kiosk.until_mode("selling")
        lanes = set()
        for sku in ("water-spring", "fruit-cup"):
            kiosk.next_customer()
            lanes.add(lane_of(kiosk, sku)[0])
            kiosk.do("phone", act="pay")
            kiosk.wait(screen="result", timeout_s=60)
            assert kiosk.sale()["outcome"] == "delivered"
        assert lanes == {"A", "D"}
        kiosk.end()
        books = kiosk.audit()
        assert books["vends_delivered"] == 2 and not (tmp_path / "demo" / "cabinet.json").exists()


def test_a_blocked_drop_sensor_is_found_before_money_is_taken(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        kiosk.until_mode("selling")
        kiosk.do("fault", script={"sensor_blocked": True})
        kiosk.hurry(ASK_AGAIN_S)
        kiosk.next_customer()
        kiosk.tap("add:water-spring")
        state = kiosk.until(lambda state: state["trouble"] == "drop_sensor")
        assert state["mode"] == "out_of_service" and state["sale"] is None
        kiosk.until_read(BLOCKED)
        kiosk.do("fault", script={"sensor_ok": True})
        kiosk.hurry(ASK_AGAIN_S)
        kiosk.until_mode("selling")
        kiosk.end()
        assert kiosk.audit()["vends_commanded"] == 0


@pytest.mark.parametrize(
    ("override", "words"),
    [
        ("machine.profile=drink-40", "The nearest is drinks-40"),
        ("machine.profile=lift-48 board.model=tcn", "is built with xy"),
        ("machine.profile=lift-48 board.options.lift=false", "needs a lift"),
    ],
)
def test_a_profile_that_cannot_be_is_said_and_nothing_starts(
    tmp_path: Path, override: str, words: str
) -> None:
    words_given = [word for one in override.split() for word in ("--set", one)]
    ended = run("--demo", "--data", str(tmp_path), "--windowed", "540x960", *words_given)
    assert ended.returncode == 2 and words in ended.stderr, ended.stderr


def test_a_planogram_of_which_nothing_fits_is_said_and_nothing_starts(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        kiosk.until_mode("selling")
        assert kiosk.end() == 0
    ended = run(
        "--demo", "--data", str(tmp_path), "--windowed", "540x960", "--set", "machine.profile=lockers-24"
    )
    assert ended.returncode == 2
    assert "does not have (L01 to L24): A1, A2" in ended.stderr and "machine.profile" in ended.stderr
