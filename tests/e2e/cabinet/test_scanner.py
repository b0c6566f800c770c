"""The code reader through the whole program: nothing it reads is written down, and it may go and come."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.sim.client import SimProcess
from tests.e2e.harness import Kiosk, run

pytestmark = pytest.mark.timeout(300)

HELD = ("wechat", "alipay", "unionpay", "17_digits", "25_digits")
"""Pick-up codes have eight digits, which any file may have by chance."""
FIRST_LOOK_S = 20
"""After that what a board did not report is not waited for any more, and incidents are told."""
KEPT = ("mode", "trouble", "sale", "earlier", "cart", "language", "board", "network")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    with Kiosk(tmp_path_factory.mktemp("scanner")) as made:
        made.until_mode("selling")
        made.hurry(FIRST_LOOK_S)
        yield made
        assert made.end() == 0
        made.audit()


@pytest.fixture
def kiosk(running: Kiosk) -> Kiosk:
    """The next customer's, with its reader plugged in."""
    running.do("fault", script={"reader_unplug": False})
    running.until(lambda state: state["reader"] == "up")
    running.next_customer()
    return running


def hold(kiosk: Kiosk, *scans: dict[str, object]) -> list[str]:
    """Codes held before the reader, one after the other; which they were."""
    codes: list[str] = kiosk.do("fault", script={"steps": [{"scan": scan} for scan in scans]})["codes"]
    return codes


def written(kiosk: Kiosk, code: str) -> list[Path]:
    """Every file of the machine's data that has this code in it."""
    files = [path for path in kiosk.data.rglob("*") if path.is_file()]
    assert any(path.name == "kiosk.jsonl" for path in files), "the log is looked into"
    return [path for path in files if code.encode() in path.read_bytes()]


def test_codes_nobody_asked_for_change_nothing_and_are_written_nowhere(kiosk: Kiosk) -> None:
    before = kiosk.state()
    codes = hold(
        kiosk, *({"code": kind, "times": 2, "gap_ms": 20} for kind in HELD), {"code": "alipay", "split": True}
    )
    codes += hold(kiosk, {"code": "wechat", "noise": True}, {"code": "wechat", "suffix": "crlf"})
    kiosk.do("fault", script={"scan": "会员卡"})
    kiosk.tap("add:water-spring", "buy")
    assert kiosk.until_code()["stage"] == "paying"
    codes += hold(kiosk, {"code": "wechat"}, {"code": "alipay", "suffix": "none"})
    kiosk.until_said("The code reader is set up wrong")
    kiosk.next_customer()
    # What the reader says is heard in order: when its loss is known, all before it was heard, too.
    kiosk.do("fault", script={"reader_unplug": True})
    kiosk.until(lambda state: state["reader"] == "down")
    after = kiosk.state()
    assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}
    for code in codes:
        assert not written(kiosk, code) and not written(kiosk, code[3:-2])


def test_unplugged_it_is_told_low_and_the_machine_sells_on_until_it_is_back(kiosk: Kiosk) -> None:
    kiosk.do("fault", script={"reader_unplug": True})
    kiosk.until(lambda state: state["reader"] == "down")
    kiosk.until_said("The code reader is away")
    assert kiosk.state()["mode"] == "selling"
    kiosk.do("fault", script={"reader_unplug": False})
    kiosk.until(lambda state: state["reader"] == "up")
    kiosk.until_said("over: reader_away")
    kiosk.next_customer()
    kiosk.tap("add:water-spring", "buy")
    kiosk.until_code()
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=60)
    assert kiosk.sale()["outcome"] == "delivered"


def test_a_reader_that_types_is_read_where_the_configuration_names_it(tmp_path: Path) -> None:
    pipe, data = tmp_path / "keys", tmp_path / "data"
    data.mkdir()
    words = ("--set", f"scanner.port={pipe}", "--set", "scanner.options.kind=keyboard")
    with SimProcess(reader=pipe, is_keyboard=True) as sim, Kiosk(data, *words) as kiosk:
        kiosk.until(lambda state: state["reader"] == "up")
        code = sim.scan()
        sim.fault({"reader_unplug": True})
        kiosk.until(lambda state: state["reader"] == "down")
        assert not written(kiosk, code)
        kiosk.end()
        kiosk.audit()


def test_the_boards_port_is_not_the_readers_and_nothing_starts(tmp_path: Path) -> None:
    same = ("--set", "scanner.port=/dev/x", "--set", "board.port=/dev/x")
    ended = run("--demo", "--data", str(tmp_path), "--windowed", "540x960", *same)
    assert ended.returncode == 2
    assert "scanner.port and board.port are the same port; each needs its own." in ended.stderr
