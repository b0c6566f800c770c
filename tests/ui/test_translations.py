from __future__ import annotations

import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from ui import translations

LANGUAGES = sorted(translations.FOLDER.glob("*.ts"))
SAID_OTHERWISE = {"%1 折": "%2"}
"""What stands in a translation instead: in Chinese it is what is still paid, in tenths; elsewhere what is
taken off, in a hundred."""
DO = "run `python -m ui.translations`, translate what is new, and commit the .ts and .qm files"


def messages(path: Path) -> list[tuple[str, str]]:
    tree = ElementTree.parse(path)
    return [
        (str(context.findtext("name")), str(message.findtext("source")))
        for context in tree.iter("context")
        for message in context.iter("message")
    ]


def test_there_is_a_language_besides_the_source() -> None:
    assert [path.stem for path in LANGUAGES] == ["en"]


@pytest.mark.parametrize("ts", LANGUAGES, ids=lambda path: path.stem)
def test_every_text_is_translated(ts: Path) -> None:
    for message in ElementTree.parse(ts).iter("message"):
        translation = message.find("translation")
        source = message.findtext("source")
        assert translation is not None
        assert translation.get("type") is None, f"{source}: {translation.get('type')}; {DO}"
        texts = [form.text for form in translation.iter("numerusform")] or [translation.text]
        assert all(texts), f"{source} is not translated; {DO}"
        places = SAID_OTHERWISE.get(str(source), str(source))
        for place in ("%1", "%2"):
            assert all((place in places) == (place in str(text)) for text in texts), f"{source}: {place}"


@pytest.mark.parametrize("ts", LANGUAGES, ids=lambda path: path.stem)
def test_the_list_of_texts_is_current(ts: Path, tmp_path: Path) -> None:
    copy = tmp_path / ts.name
    shutil.copy(ts, copy)
    translations.update(copy)
    assert messages(copy) == messages(ts), DO


@pytest.mark.parametrize("ts", LANGUAGES, ids=lambda path: path.stem)
def test_the_compiled_file_is_current(ts: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.qm"
    translations.release(ts, fresh)
    assert fresh.read_bytes() == ts.with_suffix(".qm").read_bytes(), DO
