"""A manager walks into the staff room of the real program and settles what nobody else can."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from kiosk.staff.signing_in import DEMO_PIN
from tests.e2e.harness import Kiosk, Refused, run
from tests.e2e.outside import Site

pytestmark = pytest.mark.timeout(240)

RESULT_MS = 6_000
TURN_MS = 1_500
HELD_S = 2.3
LEFT, RIGHT = (0.03, 0.02), (0.97, 0.02)
CUT = {"cut_cable": {"phase": "before_drop", "times": 1}}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    words = ("--set", "display.result_s=120", "--set", f"board.options.vend_timeout_ms={RESULT_MS}")
    with Site(tmp_path_factory.mktemp("staff"), *words, turn_ms=TURN_MS) as made:
        yield made


def gesture(kiosk: Kiosk) -> None:
    kiosk.do("hold", x=LEFT[0], y=LEFT[1])
    kiosk.do("hold", x=RIGHT[0], y=RIGHT[1])
    kiosk.do("hold", x=LEFT[0], y=LEFT[1], for_s=HELD_S)


def enter(kiosk: Kiosk, pin: str) -> None:
    kiosk.tap(*(f"pin:{digit}" for digit in pin))


def sign_in(kiosk: Kiosk) -> None:
    gesture(kiosk)
    kiosk.wait(screen="staff_login")
    kiosk.wait(target="person:P1")
    kiosk.tap("person:P1")
    enter(kiosk, DEMO_PIN)
    kiosk.wait(screen="staff:today")


def left_in_doubt(site: Site) -> dict[str, Any]:
    """Somebody paid, the cable was out while the motor turned, and nobody knows."""
    site.kiosk.next_customer()
    sale = site.shows_code()
    site.cabinet.fault({**CUT, "lane": sale["lines"][0]["lane"]})
    site.pay(sale["code"])
    site.kiosk.wait(screen="result", timeout_s=90)
    assert site.kiosk.sale()["outcome"] == "in_doubt"
    site.kiosk.tap("done")
    site.cabinet.fault({"cut_cable": False})
    site.kiosk.until_mode("selling", timeout_s=60)
    return sale


def trail(site: Site) -> list[tuple[str, dict[str, Any]]]:
    with closing(sqlite3.connect(site.kiosk.data / "huodao.db")) as connection:
        rows = connection.execute("SELECT action, detail FROM trail ORDER BY id").fetchall()
    return [(action, json.loads(detail)) for action, detail in rows]


def settle(site: Site, sale: dict[str, Any], answer: str, reason: str) -> None:
    kiosk, key = site.kiosk, f"{sale['number']}:0"
    kiosk.wait(target=f"{answer}:{key}")
    kiosk.tap(f"{answer}:{key}", f"reason:{reason}")
    kiosk.until_read(f"订单 {sale['number']} 按您的判断结清")
    kiosk.until_gone(f"{answer}:{key}")


def test_a_manager_settles_one_doubt_as_fallen_and_one_with_its_refund(site: Site) -> None:
    kiosk = site.kiosk
    fallen, lost = left_in_doubt(site), left_in_doubt(site)

    gesture(kiosk)
    kiosk.wait(screen="staff_login")
    kiosk.wait(target="person:P1")
    kiosk.tap("person:P1")
    for _ in range(3):
        enter(kiosk, "999999")
        kiosk.until_read("PIN 不对")
        kiosk.wait(target="pin:1")
    enter(kiosk, DEMO_PIN)
    kiosk.wait(screen="staff:today")
    kiosk.until_read(f"订单 {fallen['number']} 有一件不知道掉没掉下来")
    assert kiosk.state()["mode"] == "out_of_service", "nothing is sold while staff are in"

    refunded_fen = site.gateway.books()["refunded_fen"]
    assert isinstance(refunded_fen, int)
    kiosk.tap("staff:money")
    kiosk.wait(screen="staff:money")
    settle(site, fallen, "fell", "lane_counted")
    settle(site, lost, "not_fell", "stuck_in_lane")
    kiosk.tap("leave")
    kiosk.wait(screen="home")
    site.until(lambda: site.gateway.books()["refunded_fen"] == refunded_fen + lost["amount_fen"])

    deeds = [(action, detail) for action, detail in trail(site) if action.startswith(("staff.", "sale."))]
    assert [action for action, _ in deeds] == [
        *["staff.wrong_pin"] * 3,
        "staff.signed_in",
        *["sale.settled"] * 2,
        "staff.signed_out",
    ]
    said = {detail["sale"]: detail["delivered"] for action, detail in deeds if action == "sale.settled"}
    assert said == {fallen["number"]: True, lost["number"]: False}
    assert DEMO_PIN not in kiosk.words()
    books = site.settled()
    assert books["in_doubt_fen"] == 0 and books["findings"] == []


def test_a_lane_is_tested_mended_and_sold_from_again(site: Site) -> None:
    kiosk = site.kiosk
    lane = left_in_doubt(site)["lines"][0]["lane"]
    sign_in(kiosk)
    kiosk.tap("staff:lanes")
    kiosk.wait(target=f"lane:{lane}")
    kiosk.tap(f"lane:{lane}", "lane_test")
    kiosk.until_read(f"{lane} 转了一圈，掉下一件")
    kiosk.tap("lane_clear")
    kiosk.until_read(f"{lane} 已恢复")
    kiosk.tap("leave")
    kiosk.until_mode("selling")
    done = run(
        "export", "--data", str(kiosk.data), "--what", "audit", *DAYS, "--out", str(kiosk.data / "t.csv")
    )
    assert done.returncode == 0, done.stderr
    table = (kiosk.data / "t.csv").read_text(encoding="utf-8-sig")
    assert "lane.test_ordered" in table and "lane.cleared" in table and "演示店长 (P1)" in table
    done = run(
        "export", "--data", str(kiosk.data), "--what", "stock", *DAYS, "--out", str(kiosk.data / "s.csv")
    )
    assert f"{lane}," in (kiosk.data / "s.csv").read_text(encoding="utf-8-sig")
    assert "tested" in (kiosk.data / "s.csv").read_text(encoding="utf-8-sig")


def test_nobody_gets_in_while_money_is_in_flight(site: Site) -> None:
    kiosk = site.kiosk
    kiosk.next_customer()
    site.shows_code()
    gesture(kiosk)
    assert kiosk.state()["screen"] in ("pay", "help")
    with pytest.raises(Refused):
        kiosk.tap("person:P1")
    if kiosk.state()["screen"] == "help":
        kiosk.tap("back")
    kiosk.tap("cancel")
    kiosk.wait(screen="home")


DAYS = ("--from", "2020-01-01", "--to", "2099-12-31")
