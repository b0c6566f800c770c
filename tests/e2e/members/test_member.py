"""A member from the code on the screen to the points on the phone's page, by the real program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cloud.members.phones import PHONE, Phone
from tests.e2e.harness import Kiosk

pytestmark = pytest.mark.timeout(240)

LATTE_FEN, COUPON_FEN = 700, 500
EARNED = 4
"""One point for each yuan of 2.00 paid, doubled for coffee."""


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    with Kiosk(tmp_path) as running:
        running.until_mode("selling")
        running.wait(screen="home")
        yield running
    running.audit()


def member_state(kiosk: Kiosk, wanted: str) -> str:
    """Wait for it; the address in the code then shown."""
    found = kiosk.until(lambda state: state["member"]["state"] == wanted)
    return str(found["member"]["code"])


def scanned(kiosk: Kiosk) -> tuple[str, str]:
    """Open the member's screen; the cloud's address and the token in its code."""
    kiosk.tap("member")
    parts = urlsplit(member_state(kiosk, "code"))
    assert parts.path.startswith("/m/")
    return f"{parts.scheme}://{parts.netloc}", parts.path.removeprefix("/m/")


def test_a_member_signs_in_buys_with_a_coupon_and_is_forgotten(kiosk: Kiosk, tmp_path: Path) -> None:
    cloud, token = scanned(kiosk)
    phone = Phone(cloud)
    assert phone.scan(token).status_code == 200
    member_state(kiosk, "opened")
    assert "已登录" in phone.register(token).text
    member_state(kiosk, "signed_in")
    kiosk.until_read("新人券 满6减5")
    kiosk.tap("home", "card:coffee-latte", "add:coffee-latte", "back", "cart", "buy")
    sale = kiosk.until_code()
    assert sale["amount_fen"] == LATTE_FEN - COUPON_FEN
    assert sale["notice"] == ""
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result")
    assert kiosk.sale()["outcome"] == "delivered"
    kiosk.until(lambda _: f"+{EARNED}" in phone.mine())
    kiosk.tap("done")
    assert kiosk.state()["member"] == {"state": "nobody", "code": "", "points": None}

    # the next time is one tap; the coupon is used, and whoever goes away is forgotten
    kiosk.wait(screen="home")
    _, token = scanned(kiosk)
    assert "已登录" in phone.here(token).text
    member_state(kiosk, "signed_in")
    assert kiosk.state()["member"]["points"] == EARNED
    kiosk.until_read("还没有优惠券。生日和活动时会送给您。")
    kiosk.until_read("再来一份")
    kiosk.hurry(61)
    kiosk.wait(screen="attract")
    assert kiosk.state()["member"]["state"] == "nobody"
    phone.close()
    for file in (path for path in tmp_path.rglob("*") if path.is_file()):
        content = file.read_bytes()
        assert PHONE.encode() not in content, f"{file} knows the phone number"
        assert b"138****1234" not in content, f"{file} knows who was here"
