"""A purchase by touch alone on the real program: board on a pty, cloud and gateway over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.harness import Kiosk, Refused, run
from tests.kiosk.ops.dts.parser import parse

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module", params=["cloud", "direct"])
def kiosk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    data = tmp_path_factory.mktemp(f"kiosk-{request.param}")
    with Kiosk(data, "--set", f"payments.route={request.param}") as running:
        running.until_mode("selling")
        yield running
    running.audit()


def fates(kiosk: Kiosk) -> list[str]:
    return [line["fate"] for line in kiosk.sale()["lines"]]


def home(kiosk: Kiosk) -> None:
    kiosk.tap("done")
    kiosk.wait(screen="home")


def test_two_touches_to_the_code_then_the_goods_fall(kiosk: Kiosk) -> None:
    kiosk.tap("card:tea-mandarin", "buy")
    kiosk.wait(screen="pay")
    sale = kiosk.until_code()
    assert (sale["stage"], sale["amount_fen"], sale["method"]) == ("paying", 450, "wechat")
    assert {"pay:wechat", "pay:alipay", "pay:unionpay"} <= set(kiosk.targets()), (
        "a demo offers every wallet it emulates"
    )
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result")
    assert (kiosk.sale()["outcome"], fates(kiosk)) == ("delivered", ["delivered"])
    kiosk.tap("rate:5")
    home(kiosk)


def test_a_jam_in_a_basket_pays_back_that_item_to_the_fen(kiosk: Kiosk, tmp_path: Path) -> None:
    before = kiosk.audit()
    kiosk.tap("add:soda-cola", "add:tea-mandarin", "cart")
    kiosk.wait(screen="cart")
    lanes = {line["sku"]: line["lane"] for line in _basket_lanes(kiosk)}
    kiosk.do("fault", script={"jam": lanes["tea-mandarin"]})
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=40)
    assert kiosk.sale()["outcome"] == "partly"
    kiosk.wait(sale_stage="closed", timeout_s=40)
    assert [refund["state"] for refund in kiosk.sale()["refunds"]] == ["done"]
    home(kiosk)
    after = kiosk.audit()
    assert after["refunded_fen"] - before["refunded_fen"] == 450
    kiosk.do("fault", script={"clear": True})
    report_agrees_with_the_books(kiosk, tmp_path)


def report_agrees_with_the_books(kiosk: Kiosk, tmp_path: Path) -> None:
    """The text for the operator's program, of all that was sold so far, beside the kiosk that runs."""
    out = tmp_path / "machine.dts"
    days = ("--from", "2020-01-01", "--to", "2099-12-31")
    done = run("export", "--data", str(kiosk.data), "--what", "eva-dts", *days, "--out", str(out))
    assert done.returncode == 0, done.stderr
    dts, books = parse(out.read_bytes()), kiosk.audit()
    assert books["vends_delivered"] >= 1
    assert dts.numbers("VA1") == [books["delivered_fen"], books["vends_delivered"]] * 2
    assert dts.numbers("DA2") == dts.numbers("VA1")
    found = dts.selections()
    assert len(found) == 40 and all(int(row.pa1[1]) > 0 for row in found.values()), "each has its price"
    failed = [count for event, count in dts.counts().items() if event.startswith("ELA_")]
    assert failed == [(1, 1, False)], "the jam"


def _basket_lanes(kiosk: Kiosk) -> list[dict[str, str]]:
    kiosk.tap("buy")
    kiosk.wait(screen="pay")
    lines: list[dict[str, str]] = kiosk.until_code()["lines"]
    return lines


def test_cancel_leaves_the_basket_and_takes_no_money(kiosk: Kiosk) -> None:
    before = kiosk.audit()
    kiosk.tap("card:water-spring", "buy")
    kiosk.until_code()
    kiosk.tap("more_time", "cancel")
    kiosk.wait(screen="home")
    state = kiosk.state()
    assert state["sale"] is None
    assert state["cart"]["count"] == 1
    assert kiosk.audit()["paid_fen"] == before["paid_fen"]
    with pytest.raises(Refused, match="no code"):
        kiosk.do("phone", act="pay")


def test_time_runs_out_and_says_so(kiosk: Kiosk) -> None:
    if kiosk.state()["cart"]["count"] == 0:
        kiosk.tap("add:water-spring")
    kiosk.tap("buy")
    kiosk.until_code()
    kiosk.do("clock", advance_s=200)
    kiosk.wait(screen="result", timeout_s=40)
    assert kiosk.sale()["outcome"] == "expired"
    home(kiosk)


def test_english_is_one_touch_away(kiosk: Kiosk) -> None:
    kiosk.tap("language:en")
    assert kiosk.state()["language"] == "en"
    kiosk.tap("language:zh_CN")
    assert kiosk.state()["language"] == "zh_CN"


def test_what_cannot_be_touched_is_said(kiosk: Kiosk) -> None:
    with pytest.raises(Refused, match="no 'card:nothing'"):
        kiosk.tap("card:nothing")
    with pytest.raises(Refused, match="nearest is 'state'"):
        kiosk.do("stat")


def test_a_pulled_cable_is_out_of_service_until_it_is_back(kiosk: Kiosk) -> None:
    kiosk.do("fault", script={"cut_cable": True})
    kiosk.wait(screen="out_of_service", timeout_s=30)
    kiosk.do("fault", script={"cut_cable": False})
    kiosk.until_mode("selling")


def test_the_picture_of_the_window_is_written(kiosk: Kiosk, tmp_path: Path) -> None:
    answer = kiosk.do("screenshot", path=str(tmp_path / "window.png"))
    assert (answer["width"], answer["height"]) == (1080, 1920)
    assert (tmp_path / "window.png").stat().st_size > 10_000
