"""A quote as it is kept with its sale, and back. Pure: tables of plain values, ready for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kiosk.pricing.quote import (
    CouponFate,
    CouponVerdict,
    Near,
    NearMiss,
    Quote,
    QuoteLine,
    Saving,
    Share,
    Source,
)


def quote_json(quote: Quote) -> Mapping[str, object]:
    """All of ``quote``, and its total for whoever reads only that."""
    return {
        "rules": quote.rules,
        "currency": quote.currency,
        "total_fen": quote.total_fen,
        "lines": [asdict(line) for line in quote.lines],
        "savings": [asdict(saving) for saving in quote.savings],
        "coupons": [asdict(verdict) for verdict in quote.coupons],
        "near": [asdict(miss) for miss in quote.near],
    }


def quote_from_json(table: Mapping[str, Any]) -> Quote:
    """The quote that ``quote_json`` wrote. Quotes of before there were savings have only lines."""
    return Quote(
        lines=tuple(_line(row) for row in table["lines"]),
        currency=table["currency"],
        rules=table["rules"],
        savings=tuple(Saving(**{**row, "source": Source(row["source"])}) for row in table.get("savings", ())),
        coupons=tuple(
            CouponVerdict(**{**row, "fate": CouponFate(row["fate"])}) for row in table.get("coupons", ())
        ),
        near=tuple(NearMiss(**{**row, "near": Near(row["near"])}) for row in table.get("near", ())),
    )


def _line(row: Mapping[str, Any]) -> QuoteLine:
    shares = tuple(Share(**{**share, "source": Source(share["source"])}) for share in row.get("savings", ()))
    return QuoteLine(**{**row, "savings": shares})
