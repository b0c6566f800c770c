"""What the screen reads out of a kept quote, also out of one of before there were savings."""

from __future__ import annotations

from kiosk.front.snapshot import plain_of, savings_of


def test_a_quote_without_savings_is_its_amounts() -> None:
    old = {"total_fen": 750, "lines": [{"sku": "tea", "amount_fen": 450}, {"sku": "cola", "amount_fen": 300}]}
    assert plain_of(old) == (450, 300) and savings_of(old) == ()
    assert plain_of({"total": 750}) == () and savings_of({"total": 750}) == ()


def test_what_stands_beside_the_lines_is_added_to_them_again() -> None:
    shares = [{"key": "threshold", "fen": 100}, {"key": "gift", "fen": 200}, {"key": "reduced", "fen": 50}]
    assert plain_of({"lines": [{"amount_fen": 450, "savings": shares}]}) == (550,)
