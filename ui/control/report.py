"""What ``state`` answers: the snapshot on the screen as plain values."""

from __future__ import annotations

from kiosk.views import KioskView, SaleView, TillView
from ui.control.requests import Answer


def state(view: KioskView, screen: str, language: str) -> Answer:
    return {
        "screen": screen,
        "language": language,
        "sale": sale(view.sale) if view.sale else None,
        "earlier": sale(view.earlier) if view.earlier else None,
        "cart": {
            "count": view.cart.count,
            "total_fen": view.cart.total_fen,
            "lines": [{"sku": line.sku, "quantity": line.quantity} for line in view.cart.lines],
        },
        "network": "up" if view.network_up else "down",
        "board": "up" if view.board_up else "down",
        "reader": "none" if view.reader_up is None else "up" if view.reader_up else "down",
        "mode": view.mode.value,
        "trouble": view.trouble.value,
        "temperature_c": view.temperature_c,
        "test_money": view.test_money,
        "member": {
            "state": view.member.state.value,
            "code": view.member.code,
            "points": view.member.member.points if view.member.member is not None else None,
        },
    }


def sale(sale: SaleView) -> Answer:
    return {
        "number": sale.number,
        "stage": sale.stage,
        "phase": sale.phase.value,
        "outcome": sale.outcome.value,
        "amount_fen": sale.amount_fen,
        "method": sale.method,
        "methods": list(sale.methods),
        "code": sale.code,
        "notice": sale.notice,
        "truth_url": sale.truth_url,
        "lines": [
            {"sku": line.sku, "lane": line.lane, "amount_fen": line.amount_fen, "fate": line.fate.value}
            for line in sale.lines
        ],
        "refunds": [
            {"number": refund.number, "amount_fen": refund.amount_fen, "state": refund.state.value}
            for refund in sale.refunds
        ],
        "till": till(sale.till),
    }


def till(till: TillView) -> Answer:
    """What is in, what may be put in, what comes back."""
    return {
        "shows": till.shows,
        "up": till.is_up,
        "inserted_fen": till.inserted_fen,
        "missing_fen": till.missing_fen,
        "coins_fen": list(till.coins_fen),
        "bills_fen": list(till.bills_fen),
        "exact": till.exact,
        "back": till.back.value,
        "back_fen": till.back_fen,
        "given_fen": till.given_fen,
        "denied": till.denied,
    }
