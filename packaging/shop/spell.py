"""Pinyin for a shop's products that have none: prints the lines to put into its file.

``PYTHONPATH=. python packaging/shop/spell.py resources/shop/shop.toml``; exit 1 when there is something to
put in. Needs the library pypinyin, which no kiosk has: it costs 60 MB, and a catalogue is written once.
"""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from kiosk.catalog.shop_file import parse_shop
from kiosk.catalog.spelling import Speller, spelled


def library() -> Speller | None:
    """pypinyin's own speller, None when it is not installed."""
    try:
        pypinyin = importlib.import_module("pypinyin")
    except ModuleNotFoundError:
        return None
    return lambda text: [str(syllable) for syllable in pypinyin.lazy_pinyin(text)]


def main(arguments: Sequence[str]) -> int:
    speller = library()
    if speller is None:
        print("pypinyin is not installed: python -m pip install pypinyin", file=sys.stderr)
        return 2
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("which shop? Name its file, e.g. resources/shop/shop.toml", file=sys.stderr)
        return 2
    missing = 0
    shop = parse_shop(tomllib.loads(Path(arguments[0]).read_text(encoding="utf-8"))).shop
    for product in shop.products:
        found = spelled(product, speller)
        if found is not product:
            missing += 1
            print(f'# {product.sku}\npinyin = "{found.pinyin}"\ninitials = "{found.initials}"')
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
