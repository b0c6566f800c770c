"""``[payments.alipay]``: every mistake has a sentence that names key and file."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization

from kiosk.errors import ConfigError
from kiosk.payments.gateways.alipay.settings import ALIPAY_SANDBOX, EMULATOR_APP_ID, load_alipay
from tests.kiosk.payments.alipay_server import APP_ID, APP_KEY, NOTIFY_URL
from tests.kiosk.payments.wechat_server import merchant_pem, platform_pem


@pytest.fixture
def table(tmp_path: Path) -> dict[str, object]:
    """A complete and right [payments.alipay] with its files."""
    for name, content in {"app.pem": merchant_pem(), "alipay.pem": platform_pem()}.items():
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o600)
    return {
        "app_id": APP_ID,
        "app_key_file": "app.pem",
        "alipay_public_key_file": str(tmp_path / "alipay.pem"),
    }


def bare(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if "-----" not in line)


def app_public_pem() -> str:
    return (
        APP_KEY.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def test_a_whole_table_is_read(table: dict[str, object], tmp_path: Path) -> None:
    found = load_alipay(table, tmp_path)
    assert (found.app_id, found.endpoint, found.notify_url) == (APP_ID, "production", "")
    assert found.base_url == "https://openapi.alipay.com" and not found.is_test
    assert found.app_key_pem.startswith("-----BEGIN PRIVATE KEY-----")
    assert "PRIVATE" not in repr(found) and "PUBLIC" not in repr(found)
    assert load_alipay(table, tmp_path, NOTIFY_URL).notify_url == NOTIFY_URL


@pytest.mark.parametrize(
    ("endpoint", "base_url"),
    [("sandbox", ALIPAY_SANDBOX), ("http://127.0.0.1:9000", "http://127.0.0.1:9000")],
)
def test_a_test_gateway_is_known_as_one(
    table: dict[str, object], tmp_path: Path, endpoint: str, base_url: str
) -> None:
    found = load_alipay(table | {"endpoint": endpoint}, tmp_path)
    assert found.is_test and found.base_url == base_url


def test_keys_without_their_first_and_last_line_are_understood(
    table: dict[str, object], tmp_path: Path
) -> None:
    """As Alipay's key tool saves them: PKCS#8 or PKCS#1 for the private one."""
    whole = load_alipay(table, tmp_path)
    (tmp_path / "alipay.pem").write_text(bare(platform_pem()))
    old = APP_KEY.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    for content in (bare(merchant_pem()), base64.encodebytes(old).decode()):
        (tmp_path / "app.pem").write_text(content)
        assert load_alipay(table, tmp_path) == whole


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"appid": "1"},
            "payments.alipay.appid is not a known key. The nearest known key is payments.alipay.app_id",
        ),
        ({"app_id": None}, "payments.alipay.app_id is missing"),
        ({"app_id": "wx123"}, "payments.alipay.app_id is not the application's id"),
        (
            {"app_id": EMULATOR_APP_ID},
            "is the emulated gateway's, but payments.alipay.endpoint is 'production'",
        ),
        ({"app_id": EMULATOR_APP_ID, "endpoint": "sandbox"}, "endpoint is 'sandbox'"),
        ({"app_key_file": None}, "payments.alipay.app_key_file is missing"),
        ({"app_key_file": "gone.pem"}, "gone.pem cannot be read"),
        ({"app_key_file": "alipay.pem"}, "not an unencrypted private key in PEM form. Use the application's"),
        ({"app_key_file": "nonsense"}, "not an unencrypted private key in PEM form"),
        ({"alipay_public_key_file": None}, "payments.alipay.alipay_public_key_file is missing"),
        ({"alipay_public_key_file": "nonsense"}, "not a public key in PEM form. Use Alipay's own public key"),
        ({"alipay_public_key_file": "ours.pem"}, "is the application's own public key"),
        ({"endpoint": "http://10.0.0.1:80"}, "Allowed are 'production', 'sandbox' or a test gateway"),
        ({"endpoint": 7}, "payments.alipay.endpoint is 7"),
    ],
)
def test_every_mistake_is_named(
    table: dict[str, Any], tmp_path: Path, changes: dict[str, Any], words: str
) -> None:
    (tmp_path / "ours.pem").write_text(app_public_pem())
    (tmp_path / "nonsense").write_text("nonsense ü")
    (tmp_path / "nonsense").chmod(0o600)
    wrong = {key: value for key, value in (table | changes).items() if value is not None}
    with pytest.raises(ConfigError) as caught:
        load_alipay(wrong, tmp_path)
    assert words in caught.value.text
    assert bare(merchant_pem())[:40] not in caught.value.text


def test_a_key_that_others_can_read_is_refused(table: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "app.pem").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_alipay(table, tmp_path)
    (tmp_path / "app.pem").chmod(0o600)
    (tmp_path / "alipay.pem").chmod(0o644)
    load_alipay(table, tmp_path)
