"""The configuration: each mistake is a sentence that names the key, the file and the nearest known key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.errors import ConfigError, ExitCode
from kiosk.ops.keys import KEYS
from kiosk.ops.settings import ScannerKeys, Settings, ZoneLimits, load, load_readable

CLOUD = 'cloud.url = "https://cloud.example"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str, *overrides: str, demo: bool = True) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text), overrides, demo=demo)
    assert caught.value.exit_code == ExitCode.BAD_ARGUMENTS
    return caught.value


def test_what_is_right_in_a_wrong_file_is_kept_for_the_doctor(tmp_path: Path) -> None:
    config = write(tmp_path, CLOUD + 'board.prot = 1\nboard.baud = 9600\ndisplay.idle_s = "x"\n')
    settings, wrong = load_readable(config, ("board.model=nope", "nonsense", "board.drop_sensor=false"))
    assert (settings.board.baud, settings.board.model, settings.board.drop_sensor) == (9600, "xy", False)
    assert settings.cloud.url == "https://cloud.example"
    words = ["board.prot", "display.idle_s", "board.model", "nonsense"]
    assert [word for error, word in zip(wrong, words, strict=True) if word in error.text] == words


def test_of_a_file_that_cannot_be_read_the_command_line_is_left(tmp_path: Path) -> None:
    settings, wrong = load_readable(write(tmp_path, "[board"), ("board.port=/dev/p",))
    assert settings.board.port == "/dev/p"
    assert [error.code for error in wrong] == ["config.syntax"]
    settings, wrong = load_readable(write(tmp_path, CLOUD), ("machine.profile=none-such",))
    assert settings.profile is None
    assert len(wrong) == 1 and "none-such" in wrong[0].text


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    settings = load(
        write(
            tmp_path,
            """
            [machine]
            id = "M-1"
            languages = ["en"]
            [display]
            orientation = "landscape"
            diagonal_inch = 10.1
            [board]
            model = "xy"
            port = "/dev/ttyS1"
            drop_sensor = false
            options = { poll_ms = 200, nested = { deep = true } }
            [payments]
            route = "direct"
            methods = ["wechat"]
            [payments.wechat]
            appid = "wx1"
            endpoint = "http://127.0.0.1:9000"
            [climate.main]
            min_c = 2
            max_c = 8
            """,
        )
    )
    assert settings.machine.id == "M-1"
    assert settings.machine.languages == ("en",)
    assert settings.display.diagonal_inch == 10.1
    assert settings.board.options == {"poll_ms": 200, "nested": {"deep": True}}
    assert not settings.board.drop_sensor
    assert settings.payments.tables == {"wechat": {"appid": "wx1", "endpoint": "http://127.0.0.1:9000"}}
    assert settings.climate == {"main": ZoneLimits(2, 8)}
    assert settings.is_given("board.port") and settings.is_given("payments.wechat")
    assert not settings.is_given("cloud.url")
    assert settings.base == tmp_path


def test_an_unknown_key_names_key_file_and_nearest(tmp_path: Path) -> None:
    error = refused(tmp_path, '[board]\nprot = "/dev/ttyS1"\n')
    assert error.code == "config.unknown_key"
    assert "board.prot" in error.text
    assert str(tmp_path / "kiosk.toml") in error.text
    assert "board.port" in error.text


def test_an_unknown_section_names_the_nearest_key(tmp_path: Path) -> None:
    assert "board.port" in refused(tmp_path, '[bord]\nport = "/dev/ttyS1"\n').text
    assert refused(tmp_path, "[bord]\n").code == "config.unknown_key"


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ("[display]\nidle_s = '60'\n", "display.idle_s", "a whole number"),
        ("[display]\nidle_s = true\n", "display.idle_s", "a whole number"),
        ("[display]\nidle_s = 1.5\n", "display.idle_s", "a whole number"),
        ("[display]\nidle_s = 5\n", "display.idle_s", "from 30 to 180"),
        ("[display]\ndiagonal_inch = nan\n", "display.diagonal_inch", "from 5 to 100"),
        ("[board]\ndrop_sensor = 1\n", "board.drop_sensor", "true or false"),
        ("[board]\nmodel = 'xyz'\n", "board.model", "'xy'"),
        ("[payments]\nmethods = 'wechat'\n", "payments.methods", "a list of texts"),
        ("[payments]\nmethods = ['cash']\n", "payments.methods", "cash"),
        ("[payments]\nmethods = ['wechat', 'wechat']\n", "payments.methods", "twice"),
        ("[payments]\nmethods = []\n", "payments.methods", "at least one"),
        ("[payments.wechat]\nendpoint = 'http://10.0.0.1:80'\n", "payments.wechat.endpoint", "127.0.0.1"),
        ("[payments.wechat]\nendpoint = 'sandbox'\n", "payments.wechat.endpoint", "production"),
        ("[cloud]\nurl = 'http://cloud.example'\n", "cloud.url", "https"),
        ("[machine]\nid = 'a b'\n", "machine.id", "letters"),
        ("[scanner]\nsuffix = 'enter'\n", "scanner.suffix", "'crlf'"),
        ("[scanner]\nsuffix = 13\n", "scanner.suffix", "a text"),
        ("[scanner]\nbaud = '9600'\n", "scanner.baud", "a whole number"),
        ("[scanner]\nbaud = 1\n", "scanner.baud", "from 300"),
    ],
)
def test_a_wrong_value_names_key_and_what_is_allowed(tmp_path: Path, text: str, key: str, words: str) -> None:
    error = refused(tmp_path, text)
    assert key in error.text and words in error.text and "kiosk.toml" in error.text


@pytest.mark.parametrize(
    ("override", "pick", "value"),
    [
        ("payments.route=direct", "payments.route", "direct"),
        ("board.port=/dev/pts/3", "board.port", "/dev/pts/3"),
        ('board.port="/dev/pts/3"', "board.port", "/dev/pts/3"),
        ('payments.methods=["wechat"]', "payments.methods", ("wechat",)),
        ("payments.methods=wechat,alipay", "payments.methods", ("wechat", "alipay")),
        ("display.idle_s=90", "display.idle_s", 90),
        ("board.drop_sensor=false", "board.drop_sensor", False),
        ("payments.alipay.endpoint=sandbox", "payments.tables", {"alipay": {"endpoint": "sandbox"}}),
    ],
)
def test_set_overrides_by_the_keys_type(override: str, pick: str, value: object) -> None:
    section, name = pick.split(".")
    assert getattr(getattr(load(None, [override], demo=True), section), name) == value


def test_set_wins_over_the_file_and_the_last_set_wins(tmp_path: Path) -> None:
    path = write(tmp_path, CLOUD + "[board]\nport='/dev/a'\n")
    assert load(path, ["board.port=/dev/b", "board.port=/dev/c"]).board.port == "/dev/c"


@pytest.mark.parametrize("override", ["board.port", "=x", "board.prot=/dev/b", "display.idle_s=soon"])
def test_a_wrong_set_is_a_sentence(override: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, [override], demo=True)
    assert "--set" in caught.value.text


def test_without_a_file_only_the_demo_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.ops.settings.DEFAULT_CONFIG", tmp_path / "none.toml")
    assert load(None, demo=True) == Settings()
    with pytest.raises(ConfigError, match="--demo"):
        load(None)
    with pytest.raises(ConfigError, match="--config"):
        load(tmp_path / "other.toml", demo=True)


def test_a_broken_file_is_a_sentence(tmp_path: Path) -> None:
    assert refused(tmp_path, "[board\n").code == "config.syntax"
    path = tmp_path / "kiosk.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(path)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[payments]\nroute = 'cloud'\n", "cloud.url"),
        ("[payments]\nroute = 'direct'\n", "payments.wechat"),
        ("[payments]\nroute='direct'\nmethods=['alipay']\n[payments.wechat]\nappid='a'\n", "payments.alipay"),
        (CLOUD + "[board]\nmodel = 'none'\nport = '/dev/a'\n", "board.port"),
        (CLOUD + "[board]\nport = '/dev/a'\n[scanner]\nport = '/dev/a'\n", "scanner.port"),
        (CLOUD + "[board]\nport = '/dev/a'\n[till]\nport = '/dev/a'\n", "till.port"),
        (CLOUD + "[till]\nmodel = 'qibixx'\n", "till.model"),
        (
            CLOUD + "[boards.x]\nport = '/dev/a'\n[scanner]\nport = '/dev/a'\n",
            "boards.x.port and scanner.port",
        ),
        (CLOUD + "[climate.main]\nmin_c = 8\nmax_c = 2\n", "climate.main"),
    ],
)
def test_contradictions_are_named(tmp_path: Path, text: str, key: str) -> None:
    error = refused(tmp_path, text, demo=False)
    assert error.code == "config.contradiction"
    assert key in error.text and "kiosk.toml" in error.text


def test_a_machine_that_takes_cash_only_needs_no_wallet(tmp_path: Path) -> None:
    settings = load(write(tmp_path, "[payments]\nroute = 'direct'\n[till]\nport = '/dev/t'\n"))
    assert (settings.till.model, settings.till.port) == ("qibixx", "/dev/t")


def test_one_device_under_two_names_is_one_port(tmp_path: Path) -> None:
    """A scanner must not be mistaken for the board, nor take its port."""
    device, by_id = tmp_path / "ttyUSB0", tmp_path / "by-id-board"
    device.touch()
    by_id.symlink_to(device)
    same = f"[board]\nport = '{by_id}'\n[scanner]\nport = '{device}'\n"
    error = refused(tmp_path, CLOUD + same, demo=False)
    assert "scanner.port and board.port are the same port; each needs its own." in error.text
    assert refused(tmp_path, same).code == "config.contradiction", "also in a demo with a board of its own"


def test_a_scanner_with_all_its_keys(tmp_path: Path) -> None:
    text = "[scanner]\nport = '/dev/r'\nsuffix = 'none'\nbaud = 115200\noptions = { idle_ms = 60 }\n"
    assert load(write(tmp_path, text), demo=True).scanner == ScannerKeys(
        "/dev/r", "none", 115_200, {"idle_ms": 60}
    )
    assert load(None, ["scanner.options.trigger=gm72"], demo=True).scanner.options == {"trigger": "gm72"}
    assert load(None, demo=True).scanner == ScannerKeys("", "auto")


def test_every_field_of_a_section_is_a_key_and_every_key_a_field() -> None:
    settings = Settings()
    names = set()
    for section in (
        "machine",
        "display",
        "sound",
        "board",
        "till",
        "scanner",
        "payments",
        "cloud",
        "staff",
        "game",
    ):
        for own in fields(getattr(settings, section)):
            is_table = isinstance(getattr(getattr(settings, section), own.name), Mapping)
            names |= set() if is_table else {f"{section}.{own.name}"}
    flat = {key for key in KEYS if key.count(".") == 1}
    assert names == flat
