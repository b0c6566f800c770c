"""The answers of the file, those of the cloud in their place, and none when both are broken."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kiosk.help.desk import HelpDesk


def test_the_clouds_answers_take_the_files_place_and_give_it_back() -> None:
    desk = HelpDesk()
    assert desk.answers.of("nothing_fell") is not None
    assert desk.matcher.find("tuikuan")[0].id == "refund_how"
    desk.use({"parking": {"en": {"ask": ["Where can I park"], "say": "Behind the house."}}})
    assert [answer.id for answer in desk.answers.found] == ["parking"]
    assert [hit.id for hit in desk.matcher.find("park")] == ["parking"]
    desk.use({})
    assert desk.answers.of("nothing_fell") is not None


def test_a_broken_file_is_said_and_the_page_stays(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for content in (b"\xff", b"answer = ["):
        (tmp_path / "faq.toml").write_bytes(content)
        with caplog.at_level(logging.WARNING):
            assert HelpDesk(tmp_path / "faq.toml").answers.found == ()
    assert HelpDesk(tmp_path / "gone.toml").matcher.find("refund") == ()
    assert "faq.toml" in caplog.text
