"""A shop out of a table (TOML or JSON already read). Pure; broken rows are left out and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kiosk.catalog.basket import UNITS_MAX
from kiosk.catalog.products import Banner, Category, Lane, Neighbour, Operator, Product, Shop, Texts
from kiosk.money import AMOUNT_MAX_FEN

ROWS_MAX = 2_000
"""Of products, lanes, categories or banners each; more is the wrong file."""
TEXT_MAX_CHARS = 500
PRICE_MAX_FEN = AMOUNT_MAX_FEN // UNITS_MAX
"""A basket full of the dearest can still be ordered at a gateway."""
COUNT_MAX = 100_000
CURRENCY = "CNY"
ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class ParsedShop:
    shop: Shop
    problems: tuple[str, ...]
    """One sentence for each row or value that was left out, naming it."""
    attract: tuple[str, ...] = ()
    """Pictures for the waiting screen, paths below the media folder."""
    first_lanes: bool = False
    """The shop belongs to no machine: it lies in the first lanes of any, whatever these are called."""


class _BrokenError(Exception):
    """This value is not as it must be; the text follows the row's name."""


def parse_shop(table: Mapping[str, Any]) -> ParsedShop:
    """The shop that ``table`` describes. A product without a usable category, name or price, a lane without
    its product, is skipped; ``problems`` says so."""
    problems: list[str] = []
    if table.get("currency", CURRENCY) != CURRENCY:
        problems.append(f"currency is {table['currency']!r}; this machine sells in {CURRENCY} only.")
    categories = _rows(table, "category", _category, problems)
    products = _rows(table, "product", _product, problems)
    known = {category.id for category in categories}
    for product in [product for product in products if product.category not in known]:
        problems.append(f"product {product.sku}: there is no category {product.category!r}.")
        products.remove(product)
    lanes = _lanes(table, {product.sku for product in products}, problems)
    head = table.get("shop")
    head = head if isinstance(head, Mapping) else {}
    shop = Shop(
        names=_soft(lambda: _texts(head, "name"), {}, "shop", problems),
        sites=_soft(lambda: _texts(head, "site", needed=False), {}, "shop", problems),
        operator=_soft(lambda: _operator(head), Operator({}), "shop", problems),
        categories=tuple(categories),
        products=tuple(_with_known_companions(products, problems)),
        lanes=tuple(lanes),
        banners=tuple(_rows(table, "banner", _banner, problems)),
        neighbour=_soft(lambda: _neighbour(head), None, "shop", problems),
    )
    no_pictures: tuple[str, ...] = ()
    attract = _soft(lambda: _names(head, "attract"), no_pictures, "shop", problems)
    return ParsedShop(shop, tuple(problems), attract, table.get("first_lanes") is True)


def with_stock(shop: Shop, units: Mapping[str, int]) -> Shop:
    """The same shop with the stock of the lanes named in ``units``."""
    lanes = tuple(replace(lane, stock=units.get(lane.label, lane.stock)) for lane in shop.lanes)
    return replace(shop, lanes=lanes)


# --- rows --------------------------------------------------------------------------------------------


def _rows(
    table: Mapping[str, Any],
    name: str,
    read: Callable[[Mapping[str, Any]], tuple[str, ItemT]],
    problems: list[str],
) -> list[ItemT]:
    """Every row of ``[[name]]`` that can be read; ``read`` gives its id and the item."""
    found: dict[str, ItemT] = {}
    for place, row in _numbered(table, name, problems):
        label = f"{name} {place}"
        try:
            if not isinstance(row, Mapping):
                raise _BrokenError("is not a table")
            label = f"{name} {row.get('sku') or row.get('label') or row.get('id') or place}"
            own, item = read(row)
        except _BrokenError as error:
            problems.append(f"{label}: {error}.")
            continue
        if own in found:
            problems.append(f"{label}: is there twice; the first counts.")
            continue
        found[own] = item
    return list(found.values())


def _numbered(table: Mapping[str, Any], name: str, problems: list[str]) -> Iterator[tuple[int, Any]]:
    rows = table.get(name, [])
    if not isinstance(rows, list):
        problems.append(f"{name} is not a list of tables.")
        return
    if len(rows) > ROWS_MAX:
        problems.append(f"there are {len(rows)} rows of {name}; only the first {ROWS_MAX} are read.")
    yield from enumerate(rows[:ROWS_MAX], start=1)


def _category(row: Mapping[str, Any]) -> tuple[str, Category]:
    own = _text(row, "id", needed=True)
    return own, Category(own, _texts(row, "name"), _path(row, "picture"))


def _product(row: Mapping[str, Any]) -> tuple[str, Product]:
    sku = _text(row, "sku", needed=True)
    energy = _count(row, "energy_kj_per_100") if "energy_kj_per_100" in row else None
    return sku, Product(
        sku=sku,
        names=_texts(row, "name"),
        category=_text(row, "category", needed=True),
        price_fen=_price(row, "price_fen", least_fen=0),
        spec=_text(row, "spec"),
        list_price_fen=_price(row, "list_price_fen") if "list_price_fen" in row else None,
        member_price_fen=_price(row, "member_price_fen") if "member_price_fen" in row else None,
        picture=_path(row, "picture"),
        tint=_text(row, "tint"),
        badge=_text(row, "badge"),
        descriptions=_texts(row, "description", needed=False),
        allergens=_texts(row, "allergens", needed=False),
        nutrition="" if energy is None else f"{energy} kJ / {_text(row, 'energy_unit') or '100g'}",
        pinyin=_text(row, "pinyin"),
        initials=_text(row, "initials"),
        search_keys=_names(row, "keywords"),
        sales_rank=_count(row, "sales_rank"),
        added=_date(row, "added"),
        goes_with=_names(row, "goes_with"),
    )


def _banner(row: Mapping[str, Any]) -> tuple[str, Banner]:
    own = _text(row, "id", needed=True)
    return own, Banner(
        _texts(row, "title"),
        _texts(row, "subtitle", needed=False),
        _path(row, "picture"),
        _names(row, "skus"),
        _text(row, "text_colour"),
    )


def _lane(row: Mapping[str, Any]) -> tuple[str, Lane]:
    label = _text(row, "label", needed=True)
    lane = Lane(
        label=label,
        motor=_count(row, "motor"),
        sku=_text(row, "sku", needed=True),
        capacity=_count(row, "capacity"),
        stock=_count(row, "stock"),
        par=_count(row, "par"),
        board=_count(row, "board"),
        best_before=_date(row, "best_before"),
        for_priority=_flag(row, "for_priority"),
    )
    if lane.motor < 1:
        raise _BrokenError("motor must be 1 or more")
    return label, lane


def _lanes(table: Mapping[str, Any], skus: set[str], problems: list[str]) -> list[Lane]:
    kept: list[Lane] = []
    motors: dict[tuple[int, int], str] = {}
    for lane in _rows(table, "lane", _lane, problems):
        if lane.sku not in skus:
            problems.append(f"lane {lane.label}: there is no product {lane.sku!r}.")
            continue
        taken = motors.setdefault((lane.board, lane.motor), lane.label)
        if taken != lane.label:
            problems.append(f"lane {lane.label}: motor {lane.motor} already belongs to lane {taken}.")
            continue
        if lane.stock > lane.capacity:
            problems.append(f"lane {lane.label}: {lane.stock} units do not fit in {lane.capacity}.")
            lane = replace(lane, stock=lane.capacity)
        kept.append(lane)
    return kept


def _operator(head: Mapping[str, Any]) -> Operator:
    row = head.get("operator", {})
    if not isinstance(row, Mapping):
        raise _BrokenError("operator is not a table")
    return Operator(
        name=_texts(row, "name", needed=False),
        phone=_text(row, "phone"),
        address=_texts(row, "address", needed=False),
        licence=_document(row, "licence"),
        food_permit=_document(row, "food_permit"),
    )


def _neighbour(head: Mapping[str, Any]) -> Neighbour | None:
    row = head.get("neighbour")
    if row is None:
        return None
    if not isinstance(row, Mapping):
        raise _BrokenError("neighbour is not a table")
    return Neighbour(_texts(row, "name"), _count(row, "distance_m"))


def _document(row: Mapping[str, Any], name: str) -> Texts:
    """In each language, or once as the authority wrote it."""
    given = row.get(name, "")
    if isinstance(given, Mapping):
        return _texts(row, name, needed=False)
    return {"zh_CN": given} if isinstance(given, str) and given else {}


def _with_known_companions(products: list[Product], problems: list[str]) -> Iterator[Product]:
    skus = {product.sku for product in products}
    for product in products:
        strangers = [sku for sku in product.goes_with if sku not in skus]
        if strangers:
            problems.append(f"product {product.sku}: goes with {strangers[0]!r}, which does not exist.")
            product = replace(product, goes_with=tuple(sku for sku in product.goes_with if sku in skus))
        yield product


# --- values ------------------------------------------------------------------------------------------


def _soft(read: Callable[[], ItemT], otherwise: ItemT, label: str, problems: list[str]) -> ItemT:
    try:
        return read()
    except _BrokenError as error:
        problems.append(f"{label}: {error}.")
        return otherwise


def _text(row: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > TEXT_MAX_CHARS:
        raise _BrokenError(f"{name} must be a text of up to {TEXT_MAX_CHARS} characters")
    if needed and not value.strip():
        raise _BrokenError(f"{name} is missing")
    return value


def _texts(row: Mapping[str, Any], name: str, *, needed: bool = True) -> Texts:
    value = row.get(name, {})
    if isinstance(value, str):
        raise _BrokenError(f"{name} must have one text for each language, e.g. {{ zh_CN = ..., en = ... }}")
    if not isinstance(value, Mapping) or any(not isinstance(text, str) for text in value.values()):
        raise _BrokenError(f"{name} must be texts by language")
    if any(len(text) > TEXT_MAX_CHARS for text in value.values()):
        raise _BrokenError(f"{name} is longer than {TEXT_MAX_CHARS} characters")
    if needed and not any(value.values()):
        raise _BrokenError(f"{name} is missing")
    return dict(value)


def _path(row: Mapping[str, Any], name: str) -> str:
    """A picture's path. Up to the folder beside is fine, anywhere else on the machine is not."""
    path = _text(row, name)
    if path.startswith(("/", "~")) or path.count("..") > 1 or "\\" in path:
        raise _BrokenError(f"{name} must be a path below the shop's own folder")
    return path


def _price(row: Mapping[str, Any], name: str, least_fen: int = 1) -> int:
    """A product may wait for its price (0): it is shown, and not sold."""
    value = row.get(name)
    if type(value) is not int:
        raise _BrokenError(f"{name} must be a whole number of fen")
    if not least_fen <= value <= PRICE_MAX_FEN:
        raise _BrokenError(f"{name} must be from {least_fen} to {PRICE_MAX_FEN} fen")
    return value


def _count(row: Mapping[str, Any], name: str) -> int:
    value = row.get(name, 0)
    if type(value) is not int or not 0 <= value <= COUNT_MAX:
        raise _BrokenError(f"{name} must be a whole number from 0 to {COUNT_MAX}")
    return value


def _flag(row: Mapping[str, Any], name: str) -> bool:
    value = row.get(name, False)
    if type(value) is not bool:
        raise _BrokenError(f"{name} must be true or false")
    return value


def _date(row: Mapping[str, Any], name: str) -> str:
    """ISO text. TOML gives a date, JSON a text; both are fine."""
    value = row.get(name, "")
    text = value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else None
    if text is None or (text and (len(text) < 10 or text[4:5] != "-" or text[7:8] != "-")):
        raise _BrokenError(f"{name} must be a date like 2026-01-31")
    return text[:10]


def _names(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or any(not isinstance(item, str) for item in value):
        raise _BrokenError(f"{name} must be a list of texts")
    return tuple(value)
