"""The first frame's shop: from TOML, then from the snapshot, never from a stale or broken one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.errors import ConfigError
from kiosk.ops.first_shop import SNAPSHOT_NAME, load_first_shop, prices_last_shown, save_snapshot
from kiosk.ops.profiles import load_profile

SHOP_FILE = Path(__file__).parents[3] / "resources" / "shop" / "shop.toml"


def test_the_snapshot_gives_the_same_shop_with_the_stock_last_seen(tmp_path: Path) -> None:
    first = load_first_shop(SHOP_FILE, tmp_path)
    lanes = [replace(lane, stock=1) for lane in first.shop.lanes]
    assert save_snapshot(SHOP_FILE, tmp_path, first.table, lanes)
    again = load_first_shop(SHOP_FILE, tmp_path)
    assert again.shop.products == first.shop.products
    assert again.shop.categories == first.shop.categories
    assert [lane.stock for lane in again.shop.lanes] == [1] * len(lanes)
    assert again.media_root == SHOP_FILE.parent
    assert again.attract == first.attract


def test_the_demo_shop_lies_in_the_first_lanes_of_whatever_machine_there_is(tmp_path: Path) -> None:
    lockers = load_profile("lockers-24", Path())
    plain, first = load_first_shop(SHOP_FILE, tmp_path), load_first_shop(SHOP_FILE, tmp_path, lockers)
    assert [lane.label for lane in first.shop.lanes] == [f"L{number:02}" for number in range(1, 25)]
    assert [lane.sku for lane in first.shop.lanes] == [lane.sku for lane in plain.shop.lanes[:24]]
    assert first.problems == ()
    lanes = [replace(lane, stock=1) for lane in first.shop.lanes]
    assert save_snapshot(SHOP_FILE, tmp_path, first.table, lanes)
    again = load_first_shop(SHOP_FILE, tmp_path, lockers)
    assert [lane.stock for lane in again.shop.lanes] == [1] * 24


def test_a_shop_of_ones_own_lies_where_it_says_and_what_is_not_there_is_named(tmp_path: Path) -> None:
    shop_file = tmp_path / "shop.toml"
    shop_file.write_bytes(SHOP_FILE.read_bytes().replace(b"first_lanes = true", b""))
    first = load_first_shop(shop_file, tmp_path, load_profile("small-10", Path()))
    assert {lane.label for lane in first.shop.lanes} == {
        f"{tray}{number}" for tray in "AB" for number in range(1, 6)
    }
    assert any("small-10" in problem and "A6" in problem for problem in first.problems)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"form": 1}', '{"form": 9, "stamp": [], "shop": {}}'])
def test_a_broken_snapshot_is_not_used(tmp_path: Path, broken: str) -> None:
    (tmp_path / SNAPSHOT_NAME).write_text(broken)
    assert len(load_first_shop(SHOP_FILE, tmp_path).shop.products) >= 36


def test_a_newer_shop_file_wins(tmp_path: Path) -> None:
    shop_file = tmp_path / "shop.toml"
    shop_file.write_bytes(SHOP_FILE.read_bytes())
    first = load_first_shop(shop_file, tmp_path)
    save_snapshot(shop_file, tmp_path, first.table, [])
    spoiled = json.loads((tmp_path / SNAPSHOT_NAME).read_text(encoding="utf-8"))
    spoiled["shop"] = {}
    (tmp_path / SNAPSHOT_NAME).write_text(json.dumps(spoiled))
    assert load_first_shop(shop_file, tmp_path).shop.products == ()
    os.utime(shop_file, ns=(1, 1))
    assert load_first_shop(shop_file, tmp_path).shop == first.shop


def test_a_shop_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_first_shop(tmp_path / "none.toml", tmp_path)
    (tmp_path / "shop.toml").write_text("[shop")
    with pytest.raises(ConfigError, match="TOML"):
        load_first_shop(tmp_path / "shop.toml", tmp_path)
    assert not save_snapshot(SHOP_FILE, tmp_path / "none", {}, [])


def test_nothing_heavy_is_loaded_for_the_first_frame() -> None:
    code = (
        "import sys, kiosk.ops.first_shop, kiosk.ops.settings, kiosk.ops.arguments, kiosk.store;"
        "print([m for m in ('sqlalchemy', 'alembic', 'pydantic', 'requests', 'cryptography') "
        "if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_what_was_last_shown_has_its_prices_whatever_became_of_the_shops_file(tmp_path: Path) -> None:
    assert prices_last_shown(tmp_path) == {}
    shop_file = tmp_path / "shop.toml"
    shop_file.write_bytes(SHOP_FILE.read_bytes())
    first = load_first_shop(shop_file, tmp_path)
    save_snapshot(shop_file, tmp_path, first.table, first.shop.lanes)
    shop_file.unlink()
    assert prices_last_shown(tmp_path) == {product.sku: product.price_fen for product in first.shop.products}
    (tmp_path / SNAPSHOT_NAME).write_text("{")
    assert prices_last_shown(tmp_path) == {}
