"""Food safety and the door, through the whole program: the reason shown, and locked after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Kiosk

pytestmark = pytest.mark.timeout(300)

REPORT_S = 60
"""A board reports its temperature every half minute."""
TOO_LONG_S = 31 * 60
"""A machine that has just been filled has half an hour to cool down."""
WARM_C, LIMIT_C = 15, 8
REASON, CLOSED, DOOR = "温度异常，暂停售卖", "为了食品安全先停售", "关好柜门后自动恢复售卖"
PROFILE = f"""
name = {{ zh_CN = "测试机", en = "Test machine" }}
[[cabinet]]
models = ["xy"]
motors = 40
probes = 1
[[zone]]
max_c = {LIMIT_C}
[[tray]]
label = "A"
lanes = 4
first_motor = 11
[[tray]]
label = "B"
lanes = 4
first_motor = 21
spoils = false
"""


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "machine.toml"
    path.write_text(PROFILE, encoding="utf-8")
    return path


@pytest.fixture
def kiosk(tmp_path: Path, profile: Path) -> Iterator[Kiosk]:
    data = tmp_path / "data"
    data.mkdir()
    with Kiosk(data, "--set", f"machine.profile={profile}") as made:
        made.until_mode("selling")
        yield made


def warm_for_too_long(kiosk: Kiosk) -> None:
    kiosk.do("fault", script={"temperature": WARM_C})
    kiosk.until(lambda state: state["temperature_c"] == WARM_C, REPORT_S)
    kiosk.hurry(TOO_LONG_S)


def buyable(kiosk: Kiosk) -> int:
    return sum(target.startswith("add:") for target in kiosk.targets())


def test_what_was_too_warm_is_locked_on_its_card_and_stays_so_after_a_restart(kiosk: Kiosk) -> None:
    assert buyable(kiosk) == 8, "the demo shop lies in the first lanes of whatever machine there is"
    warm_for_too_long(kiosk)
    kiosk.next_customer()
    kiosk.until_read(REASON)
    assert kiosk.state()["mode"] == "selling" and buyable(kiosk) == 4
    kiosk.do("fault", script={"clear": True})
    kiosk.end()
    kiosk.start()
    kiosk.next_customer()
    kiosk.until_read(REASON)
    assert buyable(kiosk) == 4, "cold again, and restarted: only a person unlocks it"
    kiosk.until(lambda state: state["temperature_c"] not in (None, WARM_C), REPORT_S)
    kiosk.next_customer()
    assert buyable(kiosk) == 4
    kiosk.end()
    kiosk.audit()


def test_what_does_not_spoil_is_sold_on_and_an_open_door_pauses_it(kiosk: Kiosk) -> None:
    warm_for_too_long(kiosk)
    kiosk.do("fault", script={"door_open": True})
    kiosk.wait(screen="out_of_service", timeout_s=REPORT_S)
    kiosk.until_read(DOOR)
    kiosk.do("fault", script={"door_closed": True})
    kiosk.until_mode("selling", timeout_s=REPORT_S)
    kiosk.next_customer()
    kiosk.tap(next(target for target in kiosk.targets() if target.startswith("add:")), "buy")
    sale = kiosk.until_code()
    assert sale["lines"][0]["lane"].startswith("B")
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=60)
    assert kiosk.sale()["outcome"] == "delivered"
    kiosk.end()
    kiosk.audit()


def test_a_machine_of_which_everything_was_too_warm_says_so(tmp_path: Path) -> None:
    with Kiosk(tmp_path, "--set", f"climate.main.max_c={LIMIT_C}") as kiosk:
        kiosk.until_mode("selling")
        warm_for_too_long(kiosk)
        kiosk.wait(screen="out_of_service", timeout_s=REPORT_S)
        kiosk.until_read(CLOSED)
        assert kiosk.state()["trouble"] == "temperature"
        assert "food-safety cut-off latched" in kiosk.words()
        kiosk.end()
        kiosk.audit()
