"""A lane that is kept for members with priority, by the real program: told to all, sold to those."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.members.phones import Phone
from tests.e2e.harness import Kiosk, Refused
from tests.e2e.members.standing import demo_cloud, earned
from tests.e2e.members.test_member import member_state, scanned

pytestmark = pytest.mark.timeout(240)

KEPT, GOLD_POINTS = "coffee-coconut", 800
KEPT_WORDS = "留给有优先购权益的会员"


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    with Kiosk(tmp_path) as running:
        running.until_mode("selling")
        running.wait(screen="home")
        yield running
    running.audit()


def test_a_kept_lane_is_told_to_guests_and_sold_to_a_member_with_priority(
    kiosk: Kiosk, tmp_path: Path
) -> None:
    kiosk.tap(f"card:{KEPT}")
    kiosk.until_read(f"{KEPT_WORDS}，登录后可买")
    with pytest.raises(Refused):
        kiosk.tap("buy")
    kiosk.tap("sign_in")
    _, _, token = member_state(kiosk, "code").rpartition("/")
    cloud = member_state(kiosk, "code").removesuffix(f"/m/{token}")
    phone = Phone(cloud)
    assert "已登录" in phone.register(token).text
    member_state(kiosk, "signed_in")
    kiosk.tap("home", f"card:{KEPT}")
    kiosk.until_read(f"{KEPT_WORDS}，升级后可买")
    with pytest.raises(Refused):
        kiosk.tap(f"add:{KEPT}")
    kiosk.tap("back", "member", "back")  # signs out
    earned(demo_cloud(tmp_path), GOLD_POINTS)

    _, token = scanned(kiosk)
    assert "已登录" in phone.here(token).text
    member_state(kiosk, "signed_in")
    kiosk.tap("home", f"card:{KEPT}", f"add:{KEPT}", "back")

    # whoever leaves it in the cart leaves it unsold, and the cart says why
    kiosk.tap("member", "back", "cart")
    kiosk.until_read("优先购会员专享")
    with pytest.raises(Refused):
        kiosk.tap("buy")
    kiosk.tap("back")

    _, token = scanned(kiosk)
    assert "已登录" in phone.here(token).text
    member_state(kiosk, "signed_in")
    kiosk.tap("home", "cart", "buy")
    [line] = kiosk.until_code()["lines"]
    assert (line["sku"], line["lane"]) == (KEPT, "C5")
    kiosk.do("phone", act="pay")
    kiosk.wait(screen="result")
    assert kiosk.sale()["outcome"] == "delivered"
    phone.close()
