"""A table is read once; what is broken in it is an incident until the next table has it no more."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kiosk.cabinet.incidents.pricing import LEFT_OUT, UNREAD
from kiosk.cabinet.ledger import Ledger
from kiosk.promotions.published import FINDINGS_MAX, Published, publish, read_file
from tests.kiosk.promotions.counter import FULL_20, SECOND_TEA
from tests.laws.tree import ROOT

DEMO = ROOT / "resources" / "shop" / "rules.toml"


def test_the_demos_table_is_sound_and_something_holds_at_any_hour() -> None:
    published = read_file(DEMO, Published())
    assert published.findings == ()
    always = [one for one in published.book.promotions if not one.window.spans and not one.window.month_days]
    assert len(published.book.promotions) == 8 and len(published.book.coupons) == 5
    assert {"chips-flash", "full-20", "coffee-gift"} <= {one.id for one in always}


def test_the_demos_goods_are_in_the_shop() -> None:
    shop = tomllib.loads((ROOT / "resources" / "shop" / "shop.toml").read_text(encoding="utf-8"))
    skus = {product["sku"] for product in shop["product"]}
    for promotion in read_file(DEMO, Published()).book.promotions:
        for scope in promotion.scopes:
            assert scope.skus <= skus
        assert getattr(promotion.action, "sku", "water-spring") in skus


def test_a_broken_rule_is_left_out_and_named_until_it_is_mended() -> None:
    first = publish(
        {"promotion": [FULL_20, {**SECOND_TEA, "nth": 1}, {"id": "x", "kind": "magic"}]}, Published()
    )
    assert [one.id for one in first.book.promotions] == ["full-20"]
    assert [(one.code, one.subject) for one in first.findings] == [(LEFT_OUT, "second-tea"), (LEFT_OUT, "x")]
    ledger = Ledger(lambda _work: None)
    ledger.hold(first.findings)
    assert ledger.is_open(LEFT_OUT, "second-tea") and ledger.is_open(LEFT_OUT, "x")
    mended = publish({"promotion": [FULL_20, SECOND_TEA]}, first)
    ledger.hold(mended.findings)
    assert not ledger.is_open(LEFT_OUT, "second-tea") and not ledger.is_open(LEFT_OUT, "x")


@pytest.mark.parametrize("table", [None, [], "x", {"promotion": {}}, {"coupon": "x", "promotion": [FULL_20]}])
def test_a_table_that_is_broken_whole_changes_nothing(table: object) -> None:
    before = publish({"promotion": [SECOND_TEA]}, Published())
    after = publish(table, before)
    assert after.book is before.book
    assert [one.code for one in after.findings] == [UNREAD]
    assert publish({"promotion": [FULL_20]}, after).findings == ()


def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    before = publish({"promotion": [SECOND_TEA]}, Published())
    path = tmp_path / "rules.toml"
    assert read_file(path, before) is before
    path.write_bytes(b"\xff = [")
    assert [one.code for one in read_file(path, before).findings] == [UNREAD]
    folder = tmp_path / "folder"
    folder.mkdir()
    assert read_file(folder, before).book is before.book


def test_many_broken_rules_are_not_a_flood() -> None:
    rows = [{"id": f"r{at}", "kind": "magic"} for at in range(500)]
    assert len(publish({"promotion": rows}, Published()).findings) == FINDINGS_MAX
