"""Points spent as money and a birthday's coupon, by the real program: charged, given back, booked."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from kiosk.clock import ManualClock, SystemClock
from tests.cloud.members.phones import Phone
from tests.cloud.served import ServedCloud, fresh_database
from tests.e2e.harness import Kiosk, run
from tests.e2e.members.standing import demo_cloud, earned
from tests.e2e.members.test_member import member_state, scanned
from tests.e2e.outside import Network, Road

pytestmark = pytest.mark.timeout(240)

POINTS = 500
WATER_FEN, COLA_FEN = 200, 300
SPENT_FEN = 200
"""Two steps of 100 points: at most half of 5.00, in whole steps of 1.00; shared 200 to 300 over the lines."""
WATER_POINTS = 80
BIRTHDAY_FEN = 600


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    with Kiosk(tmp_path) as running:
        running.until_mode("selling")
        running.wait(screen="home")
        yield running
    running.audit()


def registered(kiosk: Kiosk, cloud: str, token: str) -> Phone:
    phone = Phone(cloud)
    assert "已登录" in phone.register(token).text
    member_state(kiosk, "signed_in")
    return phone


def signed_in_with_points(kiosk: Kiosk, database: Path, cloud: str = "") -> Phone:
    """By a phone that reaches the cloud at ``cloud``, where that is not the machine's way to it."""
    there, token = scanned(kiosk)
    phone = registered(kiosk, cloud or there, token)
    kiosk.tap("back")  # signs out
    earned(database, POINTS)
    _, token = scanned(kiosk)
    assert "已登录" in phone.here(token).text
    assert kiosk.until(lambda state: state["member"]["points"] == POINTS)
    return phone


def cart_paid_with_points(kiosk: Kiosk) -> None:
    kiosk.tap(
        "home", "card:water-spring", "add:water-spring", "back", "card:soda-cola", "add:soda-cola", "back"
    )
    kiosk.tap("cart", "points")
    kiosk.until_read("−¥2.00")


def test_points_pay_and_come_back_with_what_jams(kiosk: Kiosk, tmp_path: Path) -> None:
    phone = signed_in_with_points(kiosk, demo_cloud(tmp_path))
    cart_paid_with_points(kiosk)
    kiosk.tap("buy")
    sale = kiosk.until_code()
    assert (sale["amount_fen"], sale["notice"]) == (WATER_FEN + COLA_FEN - SPENT_FEN, "")
    assert [line["amount_fen"] for line in sale["lines"]] == [WATER_FEN - 80, COLA_FEN - 120]
    kiosk.do("fault", script={"jam": sale["lines"][1]["lane"]})
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=40)
    assert kiosk.sale()["outcome"] == "partly"
    kiosk.until(lambda state: state["sale"]["refunds"][0]["state"] == "done")
    assert kiosk.sale()["refunds"][0]["amount_fen"] == COLA_FEN - 120
    books = kiosk.audit()
    assert (books["paid_fen"], books["delivered_fen"], books["refunded_fen"]) == (300, 120, 180)
    kiosk.tap("done")
    kiosk.wait(screen="home")

    # what was spent on the water is gone, what was spent on the cola is back, and the water earned its point
    kiosk.until(lambda _: f"{POINTS - WATER_POINTS + 1}" in phone.mine())
    _, token = scanned(kiosk)
    assert "已登录" in phone.here(token).text
    kiosk.until(lambda state: state["member"]["points"] == POINTS - WATER_POINTS + 1)
    phone.close()


def test_a_cloud_that_is_away_spends_no_points_and_the_customer_is_told(tmp_path: Path) -> None:
    """The wallets are the machine's own here: only what the cloud keeps is out of reach."""
    data, beside = tmp_path / "machine", tmp_path / "cloud"
    data.mkdir()
    beside.mkdir()
    url = fresh_database(beside)
    clock = cast("ManualClock", SystemClock())
    with ExitStack() as stack:
        cloud = ServedCloud(url=url, clock=clock).start()
        stack.callback(cloud.stop)
        road = stack.enter_context(Network(int(cloud.base_url.rpartition(":")[2])))
        done = run("enrol", "--code", cloud.new_code(), "--cloud", road.url, "--data", str(data))
        assert done.returncode == 0, done.stderr
        words = ("--set", "payments.route=direct", "--set", f"cloud.url={road.url}")
        kiosk = stack.enter_context(Kiosk(data, *words))
        kiosk.until_mode("selling")
        phone = signed_in_with_points(kiosk, Path(url.removeprefix("sqlite:///")), cloud.base_url)
        cart_paid_with_points(kiosk)
        road.be(Road.CUT)
        kiosk.tap("buy")
        sale = kiosk.until_code()
        assert (sale["amount_fen"], sale["notice"]) == (WATER_FEN + COLA_FEN, "points_away")
        kiosk.until_read("积分和优惠券暂时用不了")
        kiosk.do("phone", act="pay")
        kiosk.wait(screen="result", timeout_s=40)
        assert kiosk.sale()["outcome"] == "delivered"
        kiosk.tap("done")
        road.be(Road.OPEN)
        kiosk.until(lambda _: f"{POINTS}" in phone.mine(), timeout_s=60)
        phone.close()
    books = kiosk.audit()
    assert (books["paid_fen"], books["delivered_fen"]) == (WATER_FEN + COLA_FEN,) * 2


def test_a_birthday_brings_its_coupon(kiosk: Kiosk) -> None:
    cloud, token = scanned(kiosk)
    phone = registered(kiosk, cloud, token)
    today = datetime.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert phone.has_birthday(today.month, today.day).status_code == 200
    kiosk.tap("back")  # signs out
    _, token = scanned(kiosk)
    assert "已登录" in phone.here(token).text
    member_state(kiosk, "signed_in")
    kiosk.until_read("生日快乐")
    kiosk.until_read("生日券 满10减6")
    kiosk.tap("home", "card:soda-cola", *["add:soda-cola"] * 4, "back", "cart")
    kiosk.until_read("生日券 满10减6")
    kiosk.tap("buy")
    assert kiosk.until_code()["amount_fen"] == 4 * COLA_FEN - BIRTHDAY_FEN, "the better of two coupons"
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result", timeout_s=40)
    assert kiosk.sale()["outcome"] == "delivered"
    kiosk.tap("done")
    kiosk.wait(screen="home")
    _, token = scanned(kiosk)
    assert "已登录" in phone.here(token).text
    member_state(kiosk, "signed_in")
    assert not any("生日券" in line for line in kiosk.read()), "it serves once a year"
    phone.close()
