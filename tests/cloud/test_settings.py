"""The configuration file: every fault named with its key and the nearest known one."""

from __future__ import annotations

from pathlib import Path

import pytest

from cloud.clock import HostClock
from cloud.cloud import Support
from cloud.errors import SettingsError
from cloud.settings import KIOSK_TABLES, PAYMENT_KEYS, checked_public_url, open_wallets, read_config
from kiosk.ops.keys import KEYS
from kiosk.payments.intent import Method


def config(folder: Path, text: str) -> Path:
    path = folder / "cloud.toml"
    path.write_text(text)
    return path


def test_no_file_is_no_account() -> None:
    assert read_config(None).wallets == {}


def test_a_machines_own_file_may_be_read(tmp_path: Path) -> None:
    text = '[machine]\nid = "K7"\n[cloud]\nurl = "x"\n[payments]\nroute = "cloud"\n'
    text += '[payments.wechat]\nappid = "wx1"\n'
    found = read_config(config(tmp_path, text + '[support]\nphone = "400-820-0000"\n'))
    assert found.wallets == {"wechat": {"appid": "wx1"}}
    assert found.base == tmp_path
    assert found.support == Support("400-820-0000")


def test_every_section_of_a_machines_file_is_known_here() -> None:
    tops = {key.partition(".")[0] for key in KEYS}
    assert tops - {"payments"} <= KIOSK_TABLES
    assert {key.split(".")[1] for key in KEYS if key.startswith("payments.")} == set(PAYMENT_KEYS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[suport]\n", r"nearest known table is \[support\]"),
        ("[support]\nphon = '1'\n", r"nearest known key is support\.phone"),
        ("[support]\nphone = 1\n", "must be text"),
        ("[support]\nphone = 'a\\u0007'\n".replace("'", '"'), "must be text"),
        ("payments = 1\n", r"\[payments\] must be a table"),
        ("[payments]\nwechat = 1\n", r"payments\.wechat must be a table"),
        (
            "[payments.wecat]\n",
            r"\[payments\.wecat\] is not known\. The nearest known one is \[payments\.wechat\]",
        ),
        ("[payments]\nrute = 'cloud'\n", r"nearest known one is payments\.route"),
        ("= nonsense", "not valid TOML"),
    ],
)
def test_faults_are_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        read_config(config(tmp_path, text))


def test_a_fault_of_the_account_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"payments\.wechat\.apid is not a known key"):
        open_wallets({Method.WECHAT: {"apid": "wx"}}, tmp_path, HostClock(), "https://cloud.example.com")


@pytest.mark.parametrize("url", ["", "cloud.example.com", "ftp://x", "https://", "https://x?y=1"])
def test_a_public_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="public-url"):
        checked_public_url(url)


def test_a_public_address_loses_its_slash() -> None:
    assert checked_public_url("https://cloud.example.com/") == "https://cloud.example.com"
