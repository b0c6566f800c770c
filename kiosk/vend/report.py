"""A sale as the cloud is told of it: the body of an event ``sale`` (``wire.SaleReport``), as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from kiosk.catalog.products import Texts
from kiosk.members.booking import member_report
from kiosk.sale.state import Sale

NO_QUOTE: Mapping[str, Any] = MappingProxyType({})


def sale_report(
    sale: Sale,
    truth_token: str,
    opened_at_ms: int,
    names: Mapping[str, Texts],
    quote: Mapping[str, Any] = NO_QUOTE,
) -> dict[str, object]:
    """``names`` by SKU, as they were when the sale was opened; ``quote`` as it is kept with the sale."""
    listed_fen = [line["list_fen"] for line in quote.get("lines", ())]
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
                "gift": line.gift,
                "list_fen": listed_fen[line.index] if line.index < len(listed_fen) else 0,
            }
            for line in sale.lines
        ],
        "refunds": [
            {"number": refund.number, "amount_fen": refund.amount_fen, "state": refund.state.value}
            for refund in sale.refunds
        ],
        "savings": [
            {"key": saving["key"], "name": dict(saving.get("names", {})), "fen": saving["fen"]}
            for saving in quote.get("savings", ())
        ],
        "member": member_report(quote),
    }
