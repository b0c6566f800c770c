"""A sale as the cloud is told of it: the body of an event ``sale`` (``wire.SaleReport``), as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.catalog.products import Texts
from kiosk.sale.state import Sale


def sale_report(
    sale: Sale, truth_token: str, opened_at_ms: int, names: Mapping[str, Texts]
) -> dict[str, object]:
    """``names`` by SKU, as they were when the sale was opened."""
    current = sale.attempt(sale.funded_by) or sale.current
    return {
        "number": sale.number,
        "truth_token": truth_token,
        "stage": sale.stage.value,
        "currency": sale.currency,
        "opened_at_s": opened_at_ms // 1000,
        "paid_fen": sale.paid_fen,
        "method": current.method if current else "",
        "lines": [
            {
                "index": line.index,
                "sku": line.sku,
                "name": dict(names.get(line.sku, {})),
                "lane": line.lane,
                "amount_fen": line.amount_fen,
                "fate": line.fate.value,
            }
            for line in sale.lines
        ],
        "refunds": [
            {"number": refund.number, "amount_fen": refund.amount_fen, "state": refund.state.value}
            for refund in sale.refunds
        ],
    }
