"""The worked examples that a merchant can check by hand, and that the documentation shows the same ones."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kiosk.pricing.quote import CouponFate, Source
from kiosk.pricing.quote_json import quote_from_json, quote_json
from tests.kiosk.pricing.baskets import amounts, saved
from tests.kiosk.pricing.golden import BEGINS, ENDS, EXAMPLES, quote_of, table
from tests.laws.tree import ROOT

NAMES = [example["name"] for example in EXAMPLES]


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_the_engine_reckons_as_people_did(example: dict[str, Any]) -> None:
    quote = quote_of(example)
    assert amounts(quote) == example["pays"]
    found: dict[str, object] = {
        "because": [line.because for line in quote.lines],
        "saved": saved(quote),
        "coupons": {verdict.code: str(verdict.fate) for verdict in quote.coupons},
        "near": [f"{miss.promotion} {miss.near} {miss.missing}" for miss in quote.near],
        "earned": quote.points_earned,
        "spent": quote.points_spent,
        "total": quote.total_fen,
    }
    told = {key: example[key] for key in found if key in example}
    assert {key: found[key] for key in told} == told


@pytest.mark.parametrize("example", EXAMPLES, ids=NAMES)
def test_a_quote_is_kept_and_read_back_whole(example: dict[str, Any]) -> None:
    quote = quote_of(example)
    assert quote_from_json(json.loads(json.dumps(quote_json(quote)))) == quote


def test_the_examples_show_every_source_and_many_fates() -> None:
    quotes = [quote_of(example) for example in EXAMPLES]
    assert len(EXAMPLES) >= 40 and len(set(NAMES)) == len(NAMES)
    assert {saving.source for quote in quotes for saving in quote.savings} == set(Source)
    fates = {verdict.fate for quote in quotes for verdict in quote.coupons}
    assert fates >= {CouponFate.APPLIED, CouponFate.BELOW_THRESHOLD, CouponFate.LESS_THAN_OTHER}


def test_the_documentation_shows_these_examples() -> None:
    page = (ROOT / "docs" / "pricing.md").read_text(encoding="utf-8")
    shown = page.partition(BEGINS)[2].partition(ENDS)[0].strip()
    assert shown == table(), "python -m tests.kiosk.pricing.golden prints what belongs there"


def test_a_quote_of_before_there_were_savings_is_still_read() -> None:
    old = {
        "rules": "list-price-1",
        "currency": "CNY",
        "total_fen": 300,
        "lines": [
            {"sku": "a", "lane": "A1", "motor": 1, "list_fen": 350, "amount_fen": 300, "because": "reduced"}
        ],
    }
    quote = quote_from_json(old)
    assert (quote.total_fen, quote.savings_fen, quote.savings, quote.uses) == (300, 50, (), {})
