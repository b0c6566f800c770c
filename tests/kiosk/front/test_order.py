"""From lanes to a sale: shown = charged = recorded."""

from __future__ import annotations

import subprocess
import sys

import pytest

from kiosk.catalog.products import Lane, Product, Shop
from kiosk.errors import BugError
from kiosk.front.order import DESCRIPTION_MAX_BYTES, description, new_sale, want
from kiosk.pricing.engine import price
from kiosk.pricing.moment import Moment
from kiosk.pricing.occasion import Occasion
from kiosk.pricing.quote import Quote
from kiosk.pricing.quote_json import quote_json
from kiosk.pricing.rulebook import NO_RULES
from tests.kiosk.front.shop import SHOP
from tests.laws.tree import ROOT

LANES = (SHOP.lanes[0], SHOP.lanes[1])


def plain_quote() -> Quote:
    """A tea and a cola where there are no rules."""
    return price([want(SHOP, lane) for lane in LANES], "CNY", NO_RULES, Occasion(Moment("2026-11-26", 0)))


def test_the_sale_costs_what_the_quote_says() -> None:
    quote = plain_quote()
    live = new_sale(SHOP, quote, "K0000001", 1_000, "en")
    assert live.sale.due_fen == quote.total_fen == quote_json(quote)["total_fen"] == 750
    assert [(line.lane, line.motor, line.amount_fen) for line in live.sale.lines] == [
        ("A1", 1, 450),
        ("A2", 2, 300),
    ]
    assert live.names["tea"]["en"] == "Tea" and live.description == "Tea +1"


def test_two_sales_have_two_secrets() -> None:
    quote = plain_quote()
    tokens = {new_sale(SHOP, quote, "K0000001", 1_000, "en").truth_token for _ in range(5)}
    assert len(tokens) == 5 and all(16 <= len(token) <= 64 for token in tokens)


def test_a_long_name_is_cut_between_characters() -> None:
    shop = Shop(
        {}, {}, SHOP.operator, (), (Product("x", {"zh_CN": "长" * 60}, "c", 1),), (Lane("A1", 1, "x", 1, 1),)
    )
    text = description(shop, ["x", "x"], "zh_CN")
    assert text == "长" * 39 + " +1" and len(text.encode()) <= DESCRIPTION_MAX_BYTES


def test_what_is_not_in_the_shop_cannot_be_sold() -> None:
    with pytest.raises(BugError):
        want(SHOP, Lane("Z9", 9, "ghost", 1, 1))


def test_the_first_frame_does_not_wait_for_the_price_rules() -> None:
    program = (
        "import sys, kiosk.app; print([name for name in sys.modules if name.startswith('kiosk.pricing')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
