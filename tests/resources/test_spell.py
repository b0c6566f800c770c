"""The script that spells a shop's products, as somebody who writes a shop runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.laws.tree import ROOT

SCRIPT = ROOT / "packaging" / "shop" / "spell.py"
LIBRARY = (
    "def lazy_pinyin(text):\n    return [{'茶': 'cha', '绿': 'lv'}.get(letter, letter) for letter in text]\n"
)
SHOP = """
[shop]
name = { en = "Shop" }
[[category]]
id = "tea"
name = { en = "Tea" }
[[product]]
sku = "green"
category = "tea"
name = { zh_CN = "绿茶" }
price_fen = 100
[[product]]
sku = "known"
category = "tea"
name = { zh_CN = "茶" }
price_fen = 100
pinyin = "cha"
initials = "c"
"""


def run(tmp_path: Path, library: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "pypinyin.py").write_text(library, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    return subprocess.run(
        [sys.executable, str(SCRIPT), *arguments],
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_what_is_missing_is_printed_to_be_put_in(tmp_path: Path) -> None:
    shop = tmp_path / "shop.toml"
    shop.write_text(SHOP, encoding="utf-8")
    done = run(tmp_path, LIBRARY, str(shop))
    assert (done.returncode, done.stdout) == (1, '# green\npinyin = "lvcha"\ninitials = "lc"\n'), done.stderr
    shop.write_text(
        SHOP.replace("price_fen = 100\n[[", 'price_fen = 100\npinyin = "lvcha"\ninitials = "lc"\n[[')
    )
    assert run(tmp_path, LIBRARY, str(shop)).returncode == 0


def test_what_is_needed_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, "raise ModuleNotFoundError('pypinyin')", "shop.toml")
    assert done.returncode == 2 and "pip install pypinyin" in done.stderr
    done = run(tmp_path, LIBRARY)
    assert done.returncode == 2 and "which shop" in done.stderr
