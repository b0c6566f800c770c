from pathlib import Path

import pytest

from hardware.sim.cabinet import CabinetError, LanePlan, demo_cabinet, load_cabinet, parse_cabinet


def test_the_default_has_forty_full_lanes() -> None:
    cabinet = demo_cabinet()
    assert len(cabinet.lanes) == 40
    assert cabinet.lanes[0] == LanePlan("A1", 1, 8, 8)
    assert cabinet.lanes[-1] == LanePlan("E8", 40, 8, 8)
    assert cabinet.motors["B3"] == 11


def test_a_file_names_lanes_short_or_in_full(tmp_path: Path) -> None:
    path = tmp_path / "cabinet.toml"
    path.write_text(
        'name = "x"\ntemperature_c = 4\nzones = 2\n'
        "[lanes]\nA1 = 7\nB1 = {motor = 9, items = 2, capacity = 5}\n"
    )
    cabinet = load_cabinet(path)
    assert cabinet.lanes == (LanePlan("A1", 7, 8, 8), LanePlan("B1", 9, 2, 5))
    assert (cabinet.name, cabinet.temperature_c, cabinet.zones) == ("x", 4, 2)
    assert cabinet.model == demo_cabinet().model == ""


def test_a_file_may_name_its_board() -> None:
    assert parse_cabinet({"model": "tcn", "lanes": {"A1": 1}}).model == "tcn"


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ({}, "lanes"),
        ({"lanes": {}}, "lanes"),
        ({"lanes": {"A1": 1}, "colour": 3}, "colour"),
        ({"lanes": {"A1": 1, "A2": 1}}, "both name motor 1"),
        ({"lanes": {"A1": {"items": 3}}}, "lane A1"),
        ({"lanes": {"A1": {"motor": 1, "price": 3}}}, "price"),
        ({"lanes": {"A1": 0}}, "motor"),
        ({"lanes": {"A1": 1000}}, "motor"),
        ({"lanes": {"A1": "x"}}, "motor"),
        ({"lanes": {"A1": {"motor": 1, "items": 9}}}, "items"),
        ({"lanes": {"A1": {"motor": 1, "capacity": 256}}}, "capacity"),
        ({"lanes": {"A1": True}}, "motor"),
        ({"lanes": {"A1": 1}, "zones": 9}, "zones"),
    ],
)
def test_a_wrong_cabinet_is_refused_in_words(table: dict[str, object], word: str) -> None:
    with pytest.raises(CabinetError, match=word):
        parse_cabinet(table)


def test_a_missing_or_broken_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CabinetError, match=r"no\.toml"):
        load_cabinet(tmp_path / "no.toml")
    broken = tmp_path / "broken.toml"
    broken.write_bytes(b"\xff[")
    with pytest.raises(CabinetError, match=r"broken\.toml"):
        load_cabinet(broken)
