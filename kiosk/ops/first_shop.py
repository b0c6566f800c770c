"""The catalogue for the first frame: fast, and without the database.

A snapshot in the data folder holds the shop as JSON (read 20 times faster than TOML) and the stock as it was
when it was last written. It is only what the first frame shows: the database says what can be sold, a moment
later. A snapshot that is missing, broken or older than the shop's file is not used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.catalog.products import Lane, Shop
from kiosk.catalog.shop_file import parse_shop, with_stock
from kiosk.errors import ConfigError
from kiosk.profile.layout import lay, strangers_text
from kiosk.profile.profile import Profile

SNAPSHOT_NAME = "shop.json"
SHOP_LIMIT_BYTES = 4 * 1024 * 1024
_FORM = 1
"""The snapshot's own form; another one is not read."""


@dataclass(frozen=True, slots=True)
class FirstShop:
    shop: Shop
    attract: tuple[str, ...]
    """Pictures of the waiting screen, paths below ``media_root``."""
    media_root: Path
    """The folder all pictures of the shop are paths below."""
    problems: tuple[str, ...]
    table: Mapping[str, Any] = field(repr=False)
    """The shop as it was read, for the next snapshot."""


def load_first_shop(shop_file: Path, data: Path, profile: Profile | None = None) -> FirstShop:
    """The shop of ``shop_file`` in the lanes of ``profile``, with the stock last seen. Raises ``ConfigError``
    when it cannot be read."""
    table, units = _snapshot(shop_file, data)
    if table is None:
        table, units = _from_toml(shop_file), {}
    parsed = parse_shop(table)
    laid = lay(parsed.shop.lanes, profile, in_order=parsed.first_lanes)
    problems = parsed.problems
    if profile is not None and laid.strangers:
        problems = (*problems, strangers_text(laid.strangers, profile))
    shop = replace(parsed.shop, lanes=laid.lanes)
    shop = with_stock(shop, units) if units else shop
    return FirstShop(shop, parsed.attract, shop_file.parent, problems, table)


def save_snapshot(shop_file: Path, data: Path, table: Mapping[str, Any], lanes: Iterable[Lane]) -> bool:
    """Write what the next first frame shows; from a worker, not the loop. False when it cannot be written:
    the next start is then slower, no more."""
    text = json.dumps(
        {
            "form": _FORM,
            "stamp": _stamp(shop_file),
            "shop": table,
            "stock": {lane.label: lane.stock for lane in lanes},
        },
        ensure_ascii=False,
        default=str,
    )
    target = data / SNAPSHOT_NAME
    draft = target.with_suffix(".new")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(target)
    except OSError:
        return False
    return True


def prices_last_shown(data: Path) -> dict[str, int]:
    """What each product cost on the screen when the kiosk last ran: fen by SKU; empty when nobody knows."""
    saved = _saved(data)
    if saved is None:
        return {}
    return {product.sku: product.price_fen for product in parse_shop(saved["shop"]).shop.products}


def _stamp(shop_file: Path) -> list[int]:
    try:
        found = shop_file.stat()
    except OSError:
        return []
    return [found.st_mtime_ns, found.st_size]


def _snapshot(shop_file: Path, data: Path) -> tuple[dict[str, Any] | None, dict[str, int]]:
    saved = _saved(data)
    if saved is None or saved["stamp"] != _stamp(shop_file) or not saved["stamp"]:
        return None, {}
    return saved["shop"], saved["stock"]


def _saved(data: Path) -> dict[str, Any] | None:
    """A snapshot in our own form, whatever shop it is of."""
    try:
        saved = json.loads((data / SNAPSHOT_NAME).read_bytes())
        table, units, _stamped = saved["shop"], saved["stock"], saved["stamp"]
        if saved["form"] == _FORM and isinstance(table, dict):
            return dict(saved) if all(type(count) is int for count in units.values()) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return None


def _from_toml(shop_file: Path) -> dict[str, Any]:
    import tomllib  # not needed when there is a snapshot

    try:
        with shop_file.open("rb") as stream:
            raw = stream.read(SHOP_LIMIT_BYTES + 1)
        if len(raw) > SHOP_LIMIT_BYTES:
            raise ConfigError("shop.too_large", f"The shop file {shop_file} is too large.")
        return tomllib.loads(raw.decode("utf-8"))
    except OSError as error:
        raise ConfigError(
            "shop.unreadable", f"The shop file {shop_file} cannot be read: {error.strerror}."
        ) from None
    except ValueError as error:
        raise ConfigError("shop.syntax", f"The shop file {shop_file} is not valid TOML: {error}.") from None
