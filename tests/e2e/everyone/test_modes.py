"""A whole purchase in each mode, in one run of the real program: by touch, and once without looking."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.outside import Site

pytestmark = pytest.mark.timeout(300)

SKU = "tea-oolong"
TOUCHED_MODES = ("large", "contrast", "dark", "low", "still")
NEXT_MAX = 80
"""More things than any screen has."""
IDLE_S = 70


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("modes"), cloud=True) as made:
        yield made
        made.settled()


def pays_and_takes(site: Site) -> None:
    kiosk = site.kiosk
    site.pay(kiosk.until_code()["code"])
    kiosk.wait(screen="result", timeout_s=60)
    assert kiosk.sale()["outcome"] == "delivered"


def leaves(site: Site) -> None:
    """Nobody touches the screen until the session is over; the next customer wakes it."""
    kiosk = site.kiosk
    kiosk.hurry(IDLE_S)
    kiosk.wait(screen="attract", timeout_s=60)
    kiosk.tap("attract")
    kiosk.wait(screen="home")


def test_a_purchase_in_every_mode_by_touch_and_the_next_customer_finds_none_of_it(site: Site) -> None:
    kiosk = site.kiosk
    site.fresh()
    for mode in TOUCHED_MODES:
        kiosk.tap("access", f"access:{mode}", "back")
        kiosk.wait(screen="home")
        kiosk.tap(f"card:{SKU}")
        kiosk.wait(screen="product")
        kiosk.tap(f"add:{SKU}", "back", "cart")
        kiosk.wait(screen="cart")
        kiosk.tap("buy")
        pays_and_takes(site)
        kiosk.tap("rate:5", "done")
        kiosk.wait(screen="home")
        leaves(site)
    assert "voice:next" not in kiosk.targets()


def hears(site: Site, words: str) -> None:
    """Press next until it is said: then it stands twice on the screen, on its button and as what is said."""
    said: list[str] = []
    for _ in range(NEXT_MAX):
        site.kiosk.tap("voice:next")
        said = site.kiosk.read()
        if sum(text.startswith(words) for text in said) > 1:
            return
    raise AssertionError(f"{words!r} is never read: {said}")


def test_a_purchase_without_seeing_needs_two_keys_and_a_lane(site: Site) -> None:
    kiosk = site.kiosk
    site.fresh()
    kiosk.tap("access", "access:voice")
    kiosk.wait(target="voice:choose")
    hears(site, "返回")
    kiosk.tap("voice:choose")
    kiosk.wait(screen="home")
    kiosk.until_read("左下角的大键是下一个")
    kiosk.tap("lane_key:B", "lane_key:2")
    kiosk.until_read("B2，可乐")
    kiosk.tap("voice:choose")
    kiosk.until_read("手机背面对着屏幕")
    assert [line["sku"] for line in kiosk.until_code()["lines"]] == ["soda-cola"]
    pays_and_takes(site)
    kiosk.until_read("请把手伸进去取")
    hears(site, "完成")
    kiosk.tap("voice:choose")
    kiosk.wait(screen="home")
    leaves(site)
    kiosk.until_gone("voice:next")
