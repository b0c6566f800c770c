"""Pinyin for the answers' Chinese ways of asking: writes ``spelled`` into the file anew.

``PYTHONPATH=. python packaging/faq/spell.py resources/faq/faq.toml``. Needs the library pypinyin, which no
kiosk has: it costs 60 MB, and the answers are written once.
"""

from __future__ import annotations

import importlib
import json
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ASK = re.compile(r"^zh\.ask = (\[.*\])$", re.MULTILINE)
OLD = re.compile(r"^spelled = .*\n", re.MULTILINE)


def main(arguments: Sequence[str]) -> int:
    try:
        pypinyin = importlib.import_module("pypinyin")
    except ModuleNotFoundError:
        print("pypinyin is not installed: python -m pip install pypinyin", file=sys.stderr)
        return 2
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        print("which answers? Name their file, e.g. resources/faq/faq.toml", file=sys.stderr)
        return 2
    path = Path(arguments[0])

    def spelled(found: re.Match[str]) -> str:
        asks: list[str] = tomllib.loads(f"a = {found[1]}")["a"]
        ways = [" ".join(pypinyin.lazy_pinyin(re.sub(r"[^一-鿿]", "", ask))) for ask in asks]
        return f"{found[0]}\nspelled = {json.dumps(ways)}"

    text = OLD.sub("", path.read_text(encoding="utf-8"))
    path.write_text(ASK.sub(spelled, text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
