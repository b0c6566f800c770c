"""The whole way of a customer on every panel, and in English: by touch alone, so nothing is covered."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.e2e.outside import Site

pytestmark = pytest.mark.timeout(300)

PANELS = ("1920x1080", "1024x600", "800x1280", "1280x800")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
OWN_NAMES = {"中"}
"""The other language's own name stands on its button."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with Site(tmp_path_factory.mktemp("screens"), cloud=True) as made:
        yield made
        made.settled()


def on_panel(site: Site, panel: str) -> None:
    """The same machine with another screen."""
    site.kiosk.end()
    site.kiosk.size = panel
    site.kiosk.start()
    site.kiosk.until_mode("selling", timeout_s=90)
    site.fresh()


def in_english(site: Site) -> None:
    left = [text for text in site.kiosk.read() if CHINESE.search(text) and text not in OWN_NAMES]
    assert not left, f"not translated on {site.kiosk.state()['screen']}: {left}"


def leafs_through_and_asks_for_help(site: Site) -> None:
    kiosk = site.kiosk
    assert any(text.startswith("1 / ") for text in kiosk.read())
    kiosk.tap("page:next")
    kiosk.until_read("2 / ")
    kiosk.tap("page:prev", "sort:price", "help")
    kiosk.wait(screen="help")
    assert any("400-000-0000" in text for text in kiosk.read()), "whom to call"
    kiosk.tap("back")
    kiosk.wait(screen="home")


def finds_by_a_few_letters(site: Site) -> None:
    kiosk = site.kiosk
    kiosk.tap("search")
    kiosk.wait(screen="search")
    kiosk.do("type", text="kl")
    kiosk.wait(target="card:soda-cola")
    assert "KL" in kiosk.read()
    assert "add:soda-cola" in kiosk.do("list")["targets"]
    kiosk.tap("card:soda-cola")
    kiosk.wait(screen="product")
    kiosk.tap("back")
    kiosk.wait(screen="search", target="card:soda-cola")
    kiosk.tap("key:delete", "key:clear", "back")
    kiosk.wait(screen="home")


@pytest.mark.parametrize("panel", PANELS)
def test_a_basket_is_filled_changed_paid_and_taken_on_every_panel(site: Site, panel: str) -> None:
    on_panel(site, panel)
    leafs_through_and_asks_for_help(site)
    finds_by_a_few_letters(site)
    kiosk = site.kiosk
    kiosk.tap("card:tea-mandarin")
    kiosk.wait(screen="product")
    kiosk.tap("add:tea-mandarin", "back")
    kiosk.wait(screen="home")
    kiosk.tap("category:soda")
    assert "add:water-spring" not in kiosk.targets(), "only soda now"
    kiosk.tap("add:soda-cola", "category:tea", "add:tea-black", "cart")
    kiosk.wait(screen="cart")
    kiosk.tap("plus:tea-black", "minus:soda-cola")
    kiosk.until(lambda state: state["cart"]["count"] == 3)
    wanted = {"tea-mandarin": 1, "tea-black": 2}
    assert {line["sku"]: line["quantity"] for line in kiosk.state()["cart"]["lines"]} == wanted
    kiosk.tap("buy")
    sale = kiosk.until_code()
    assert sorted(line["sku"] for line in sale["lines"]) == ["tea-black", "tea-black", "tea-mandarin"]
    assert {"cancel", "more_time"} <= set(kiosk.targets())
    site.pay(sale["code"])
    kiosk.wait(screen="vending", timeout_s=60)
    kiosk.wait(screen="result", timeout_s=60)
    assert kiosk.sale()["outcome"] == "delivered"
    kiosk.tap("rate:4", "done")
    kiosk.wait(screen="home")


def test_everything_is_said_in_english_to_who_asked_for_it_and_the_next_customer_gets_chinese(
    site: Site,
) -> None:
    on_panel(site, "1080x1920")
    kiosk = site.kiosk
    kiosk.tap("language:en")
    in_english(site)
    kiosk.tap("card:tea-oolong")
    kiosk.wait(screen="product")
    in_english(site)
    kiosk.tap("back", "help")
    kiosk.wait(screen="help")
    in_english(site)
    kiosk.tap("back", "add:tea-oolong", "add:soda-orange", "cart")
    kiosk.wait(screen="cart")
    in_english(site)
    kiosk.tap("buy")
    sale = kiosk.until_code()
    in_english(site)
    site.cabinet.fault({"no_drop": True, "lane": sale["lines"][0]["lane"]})
    site.pay(sale["code"])
    kiosk.wait(screen="vending", timeout_s=60)
    in_english(site)
    kiosk.wait(screen="result", timeout_s=60)
    assert kiosk.sale()["outcome"] == "partly"
    in_english(site)
    site.until_refunded(sale["lines"][0]["amount_fen"], step_s=3)
    kiosk.tap("done")
    kiosk.hurry(200)
    kiosk.wait(screen="attract", timeout_s=60)
    kiosk.tap("attract")
    kiosk.wait(screen="home")
    assert kiosk.state()["language"] == "zh_CN"
