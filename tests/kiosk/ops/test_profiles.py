"""A configuration that names a profile: fitted to it, or refused in words that say what to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.cabinet.opening import zones
from kiosk.errors import ConfigError, ExitCode
from kiosk.ops.profiles import FOLDER, known_profiles
from kiosk.ops.settings import Settings, load
from kiosk.profile.profile import Zone


def loaded(profile: str, *overrides: str, demo: bool = True) -> Settings:
    return load(None, [f"machine.profile={profile}", *overrides], demo=demo)


def refused(profile: str, *overrides: str, demo: bool = True) -> str:
    with pytest.raises(ConfigError) as caught:
        loaded(profile, *overrides, demo=demo)
    assert caught.value.exit_code == ExitCode.BAD_ARGUMENTS
    return caught.value.text


def test_without_a_profile_nothing_changes() -> None:
    settings = load(None, demo=True)
    assert settings.profile is None and settings.board == Settings().board and settings.boards == {}
    assert zones(settings) == (Zone("main"),)


def test_the_profile_fits_the_boards() -> None:
    lift = loaded("lift-48")
    assert lift.board.model == "xy" and lift.board.drop_sensor
    assert lift.board.options == {"temperature_zones": 1, "lift": True}
    assert loaded("lockers-24", "board.model=xy").board.options == {"temperature_zones": 0}
    relay = loaded("relay-8")
    assert relay.board.model == "relay" and not relay.board.drop_sensor and relay.board.options == {}
    combo = loaded("combo-60", "boards.side.model=tcn", "boards.side.port=/dev/b")
    assert (combo.board.model, combo.boards["side"].model, combo.boards["side"].port) == (
        "xy",
        "tcn",
        "/dev/b",
    )


def test_what_the_installer_says_wins_over_the_profile() -> None:
    settings = loaded(
        "drinks-40", "board.model=tcn", "board.drop_sensor=false", "board.options.temperature_zones=2"
    )
    assert settings.board.model == "tcn" and not settings.board.drop_sensor
    assert settings.board.options["temperature_zones"] == 2
    assert loaded("lift-48", "board.options.lift=false").board.options["lift"] is False


def test_the_limits_of_a_zone_may_be_set_one_by_one() -> None:
    fresh, drinks = zones(loaded("combo-60", "climate.fresh.max_c=4", "climate.fresh.warm_minutes=10"))
    assert (fresh.max_c, fresh.warm_minutes, fresh.recover_minutes, drinks.max_c) == (4, 10, 30, 25)


def test_a_machine_without_a_board_may_have_any_profile() -> None:
    assert loaded("lift-48", "board.model=none").board.model == "none"


@pytest.mark.parametrize(
    ("profile", "overrides", "words"),
    [
        ("drink-40", (), ("nearest is drinks-40", "lockers-24")),
        ("./none.toml", (), ("none.toml", "cannot be read")),
        ("lift-48", ("board.model=tcn",), ("board.model is 'tcn'", "lift-48", "built with xy")),
        ("relay-8", ("board.drop_sensor=true",), ("board.drop_sensor", "has none")),
        ("drinks-40", ("boards.side.port=/dev/b",), ("boards.side is set", "none beside")),
        ("combo-60", ("boards.sied.port=/dev/b",), ("boards.sied", "boards.side")),
        ("combo-60", ("climate.fersh.max_c=4",), ("climate.fersh", "nearest is climate.fresh")),
        ("lockers-24", ("climate.main.max_c=4",), ("climate.main", "no zones")),
        ("combo-60", ("boards.side.port=/dev/vending-board",), ("same port",)),
    ],
)
def test_a_wrong_choice_is_a_sentence(
    profile: str, overrides: tuple[str, ...], words: tuple[str, ...]
) -> None:
    text = refused(profile, *overrides)
    assert all(word in text for word in words), text


def test_a_second_board_needs_a_port(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[machine]\nprofile = "combo-60"\n[cloud]\nurl = "https://cloud.example"\n')
    with pytest.raises(ConfigError, match=r"set boards\.side\.port"):
        load(config)
    assert load(config, ["boards.side.port=/dev/b"]).boards["side"].port == "/dev/b"


def test_further_boards_and_zones_need_a_profile() -> None:
    for override in ("boards.side.port=/dev/b", "climate.fresh.max_c=4"):
        with pytest.raises(ConfigError, match=r"machine\.profile"):
            load(None, [override], demo=True)


def test_a_profile_of_ones_own_is_found_beside_the_configuration(tmp_path: Path) -> None:
    text = (FOLDER / "relay-8.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    config = tmp_path / "kiosk.toml"
    config.write_text('[machine]\nprofile = "mine.toml"\n')
    profile = load(config, demo=True).profile
    assert profile is not None and profile.id == "mine"
    for broken, words in (("motors = 8", "motors = 3"), ("relay", "relais"), ("[[tray]]", "[[tray")):
        (tmp_path / "mine.toml").write_text(text.replace(broken, words), encoding="utf-8")
        with pytest.raises(ConfigError, match=r"mine\.toml"):
            load(config, demo=True)
    (tmp_path / "mine.toml").write_bytes(b"#" * 300_000)
    with pytest.raises(ConfigError, match="too large"):
        load(config, demo=True)


@pytest.mark.parametrize("name", known_profiles())
def test_every_profile_starts_as_a_demo(name: str) -> None:
    assert loaded(name).profile is not None
