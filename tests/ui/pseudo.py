"""A language nobody speaks: English in brackets, four tenths longer. What it cuts, German will cut too."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from ui import translations

CODE = "xx"
LONGER = 0.4
_FILLER = "~ ~~ ~~~ "


def longer(text: str) -> str:
    """In brackets, so that a missing end shows; the filler breaks as words do. Figures alone stay."""
    if not any(map(str.isalpha, re.sub(r"%\w", "", text))):
        return text
    more = round(len(text) * LONGER)
    filler = (_FILLER * (more // len(_FILLER) + 1))[:more].strip()
    return f"[{text} {filler}]" if filler else f"[{text}]"


def write(folder: Path) -> None:
    """``xx.ts`` and ``xx.qm``: the one file that a language is, and what is made of it."""
    tree = ElementTree.parse(translations.FOLDER / "en.ts")
    for message in tree.iter("message"):
        translation = message.find("translation")
        assert translation is not None
        for form in translation.findall("numerusform") or [translation]:
            form.text = longer(form.text or "")
    tree.getroot().set("language", "en_ZZ")
    tree.write(folder / f"{CODE}.ts", encoding="utf-8", xml_declaration=True)
    translations.release(folder / f"{CODE}.ts", folder / f"{CODE}.qm")
