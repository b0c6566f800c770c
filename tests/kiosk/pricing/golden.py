"""The worked examples, and how docs/pricing.md shows them: ``python -m tests.kiosk.pricing.golden``."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from kiosk.money import yuan_text
from kiosk.pricing.engine import price
from kiosk.pricing.moment import Moment
from kiosk.pricing.occasion import GUEST, Choice, Customer, HeldCoupon, Occasion, Want
from kiosk.pricing.quote import Quote
from kiosk.pricing.rulebook import rulebook
from kiosk.pricing.rules_file import parse_rules

FILE = Path(__file__).with_name("golden.toml")
NOON = "2026-11-26 12:00"
BEGINS, ENDS = "<!-- worked examples: begin -->", "<!-- worked examples: end -->"
_TABLE = tomllib.loads(FILE.read_text(encoding="utf-8"))
EXAMPLES: list[dict[str, Any]] = _TABLE["example"]


def _want(sku: str, lane: str) -> Want:
    row = _TABLE["goods"][sku]
    return Want(
        sku, lane, 1, row["price_fen"], row.get("list_fen", 0), row["category"], row.get("member_fen")
    )


def _customer(row: dict[str, Any] | None) -> Customer:
    if row is None:
        return GUEST
    until = row.get("coupons_until", "")
    coupons = tuple(HeldCoupon(code, coupon, until) for code, coupon in row.get("coupons", {}).items())
    newcomer = row.get("newcomer", False)
    return Customer(True, "", row.get("points", 0), row.get("birthday", ""), newcomer, coupons)


def _occasion(example: dict[str, Any]) -> Occasion:
    date, clock = example.get("at", NOON).split(" ")
    hours, minutes = clock.split(":")
    return Occasion(
        moment=Moment(date, int(hours) * 60 + int(minutes)),
        customer=_customer(example.get("member")),
        choice=Choice(example.get("use_coupon"), example.get("spend_points", False)),
        used_by_customer=example.get("used_by_customer", {}),
        used_by_all=example.get("used_by_all", {}),
        spare=tuple(_want(sku, f"S{place}") for place, sku in enumerate(example.get("spare", ()))),
    )


def quote_of(example: dict[str, Any]) -> Quote:
    rules: dict[str, Any] = {key: example[key] for key in ("promotion", "coupon", "points") if key in example}
    parsed = parse_rules(rules)
    assert not parsed.problems, parsed.problems
    wants = [_want(sku, f"L{sku}") for sku in example["basket"]]
    return price(wants, "CNY", rulebook(parsed.rules), _occasion(example))


def table() -> str:
    """In Markdown, as the documentation shows it."""
    rows = ["| example | rules | basket | how it is reckoned | pays |", "|---|---|---|---|---|"]
    for example in EXAMPLES:
        basket = ", ".join(example["basket"]) + (", 1 spare cup" if "spare" in example else "")
        pays = " + ".join(yuan_text(fen) for fen in example["pays"])
        total = f" = **{yuan_text(sum(example['pays']))}**" if len(example["pays"]) > 1 else ""
        rows.append(
            f"| {example['name']} | {example['rule']} | {basket} | {example['how']} | {pays}{total} |"
        )
    return "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
