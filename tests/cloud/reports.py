"""Reports of sales as machines send them."""

from __future__ import annotations

from typing import Any

TOKEN = "Zm9vYmFyYmF6cXV4MDEy"
NUMBER = "K7ABCDEFG"
NAMES = (
    {"zh_CN": "可口可乐", "en": "Coca-Cola"},
    {"zh_CN": "农夫山泉", "en": "Spring water"},
    {"zh_CN": "<b>茶</b>", "en": "<b>Tea</b>"},
)


def report(
    stage: str = "vending",
    fates: tuple[str, ...] = ("delivered",),
    refunds: tuple[tuple[str, int, str], ...] = (),
    paid: bool = True,
    **changed: Any,
) -> dict[str, Any]:
    """A sale of lines at 350 fen each; ``refunds`` are (number, fen, state)."""
    return {
        "number": NUMBER,
        "truth_token": TOKEN,
        "stage": stage,
        "currency": "CNY",
        "opened_at_s": 1_790_000_000,
        "paid_fen": 350 * len(fates) if paid else 0,
        "method": "wechat",
        "lines": [
            {
                "index": index,
                "sku": f"S{index}",
                "name": NAMES[index],
                "lane": f"A{index + 1}",
                "amount_fen": 350,
                "fate": fate,
            }
            for index, fate in enumerate(fates)
        ],
        "refunds": [{"number": number, "amount_fen": fen, "state": state} for number, fen, state in refunds],
    } | changed
