"""``vectors`` as a technician runs it: a sound installation, and one that is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hardware.bench.tool import main
from hardware.wire import published
from hardware.wire.tcn.frames import reply_decoder


def test_sound_codecs_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vectors"]) == 0
    said = capsys.readouterr().out
    count = sum(len(vectors) for vectors in published.PUBLISHED.values())
    assert f"All {count} published frames are understood" in said
    assert "2 with a wrong checksum refused" in said


def test_a_damaged_codec_is_named_with_its_frame(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *rest = published.PUBLISHED["tcn"]
    monkeypatch.setitem(published.PUBLISHED, "tcn", (replace(first, finder=reply_decoder), *rest))
    assert main(["vectors"]) == 1
    said = capsys.readouterr().out
    assert "00 ff 01 fe 55 aa: it is not read as one frame" in said
    assert "1 of " in said and "install the program anew" in said
