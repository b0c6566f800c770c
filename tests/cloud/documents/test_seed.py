"""The demo's documents are told once, and a merchant's word is never overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud.documents.files import read_document
from cloud.documents.seed import seed_demo
from cloud.errors import SettingsError
from tests.cloud.documents.following import Follower, on_loop, publish, withdraw
from tests.cloud.served import Machine, ServedCloud


def test_the_demos_documents_are_told_once(cloud: ServedCloud, machine: Machine, tmp_path: Path) -> None:
    def seed() -> int:
        return on_loop(cloud, seed_demo(cloud.db, cloud.clock, tmp_path))

    assert seed() == 0, "nothing is there to tell"
    (tmp_path / "shop").mkdir()
    file = tmp_path / "shop" / "rules.toml"
    file.write_text("promotion = [{ id = 'x', kind = 'no such kind' }]")
    assert seed() == 0, "rules that no machine could use"
    file.write_text("promotion = []")
    assert seed() == 1
    assert seed() == 0
    assert Follower(machine).catch_up() == {"table": {"promotion": []}}
    publish(cloud, "table", {"coupon": []}, kind="rules")
    assert seed() == 0
    withdraw(cloud, "table", kind="rules")
    assert seed() == 0
    assert Follower(machine).catch_up() == {}


def test_a_date_of_a_file_is_its_text(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("until = 2099-12-31\nat = 14:00:00\nmany = [1, {day = 2026-01-02}]")
    assert read_document(file) == {
        "until": "2099-12-31",
        "at": "14:00:00",
        "many": [1, {"day": "2026-01-02"}],
    }
    as_json = tmp_path / "rules.json"
    as_json.write_text('{"until": "2099-12-31"}')
    assert read_document(as_json) == {"until": "2099-12-31"}
    for text in ("{", "until = inf\nx = nan = 1", "\x00"):
        file.write_text(text)
        with pytest.raises(SettingsError, match="neither"):
            read_document(file)
