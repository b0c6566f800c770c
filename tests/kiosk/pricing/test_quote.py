"""A basket priced once, explained line by line."""

from __future__ import annotations

import pytest

from kiosk.pricing.quote import RULES_VERSION, Want, price


def test_each_unit_has_its_price_and_its_reason() -> None:
    quote = price([Want("tea", "A1", 1, 450, 0), Want("cola", "A2", 2, 300, 350)], "CNY")
    assert [(line.list_fen, line.amount_fen, line.because) for line in quote.lines] == [
        (450, 450, "list_price"),
        (350, 300, "reduced"),
    ]
    assert (quote.total_fen, quote.savings_fen, quote.currency, quote.rules) == (
        750,
        50,
        "CNY",
        RULES_VERSION,
    )


def test_a_list_price_below_the_price_is_no_reduction() -> None:
    line = price([Want("tea", "A1", 1, 450, 400)], "CNY").lines[0]
    assert (line.list_fen, line.amount_fen, line.because) == (450, 450, "list_price")


@pytest.mark.parametrize("fen", [0, -1])
def test_what_has_no_price_is_not_sold(fen: int) -> None:
    with pytest.raises(ValueError, match="tea"):
        price([Want("tea", "A1", 1, fen, 0)], "CNY")
