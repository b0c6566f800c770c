from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from kiosk.errors import ConfigError
from kiosk.payments.settings import DIRECT_NOTIFY_URL, load_wechat, parse_endpoint
from tests.kiosk.payments import wechat_server


@pytest.fixture
def table(tmp_path: Path) -> dict[str, object]:
    """A complete and right [payments.wechat] with its files."""
    files = {
        "merchant.pem": wechat_server.merchant_pem(),
        "apiv3.txt": wechat_server.APIV3_KEY + "\n",
        "platform.pem": wechat_server.platform_pem(),
    }
    for name, content in files.items():
        path = tmp_path / name
        path.write_text(content)
        path.chmod(0o600)
    return {
        "appid": wechat_server.APPID,
        "mchid": wechat_server.MCHID,
        "merchant_key_file": "merchant.pem",
        "merchant_serial": wechat_server.SERIAL.lower(),
        "apiv3_key_file": "apiv3.txt",
        "platform_public_key_file": str(tmp_path / "platform.pem"),
        "platform_public_key_id": wechat_server.PUB_KEY_ID,
    }


def refused(table: dict[str, Any], base: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_wechat(table, base)
    assert caught.value.text.endswith((".", ".pem")) or "chmod 600" in caught.value.text
    assert "PRIVATE KEY" not in caught.value.text and wechat_server.APIV3_KEY not in caught.value.text
    return caught.value.text


def test_a_whole_table_is_read(table: dict[str, object], tmp_path: Path) -> None:
    found = load_wechat(table, tmp_path)
    assert found.merchant_serial == wechat_server.SERIAL and found.apiv3_key == wechat_server.APIV3_KEY
    assert found.merchant_key_pem.startswith("-----BEGIN PRIVATE KEY-----")
    assert found.notify_url == DIRECT_NOTIFY_URL
    assert (found.endpoint, found.base_url) == ("production", "https://api.mch.weixin.qq.com")
    assert not found.is_test


def test_an_older_key_form_is_understood(table: dict[str, object], tmp_path: Path) -> None:
    old = wechat_server.MERCHANT_KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    (tmp_path / "merchant.pem").write_bytes(b"\xef\xbb\xbf" + old)
    assert load_wechat(table, tmp_path).merchant_key_pem.startswith("-----BEGIN PRIVATE KEY-----")


def test_the_callers_notify_url_wins(table: dict[str, object], tmp_path: Path) -> None:
    table["notify_url"] = "https://shop.example.com/a"
    assert load_wechat(table, tmp_path).notify_url == "https://shop.example.com/a"
    own = "https://cloud.example.com/v1/notify/wechat"
    assert load_wechat(table, tmp_path, notify_url=own).notify_url == own


@pytest.mark.parametrize(
    "url",
    ["/relative", "http://shop.example.com/a", "https://a.example/?x=1", "https://a.example/" + "x" * 255, 7],
)
def test_a_notify_url_wechat_would_refuse_is_refused_here(
    table: dict[str, object], tmp_path: Path, url: object
) -> None:
    table["notify_url"] = url
    assert "payments.wechat.notify_url" in refused(table, tmp_path)


def test_a_loopback_notify_url_goes_with_a_test_gateway_only(
    table: dict[str, object], tmp_path: Path
) -> None:
    table["notify_url"] = "http://127.0.0.1:8080/v1/notify/wechat"
    refused(table, tmp_path)
    table["endpoint"] = "http://127.0.0.1:9000"
    assert load_wechat(table, tmp_path).is_test


def test_secrets_do_not_show(table: dict[str, object], tmp_path: Path) -> None:
    shown = repr(load_wechat(table, tmp_path))
    assert wechat_server.APIV3_KEY not in shown and "PRIVATE" not in shown


@pytest.mark.parametrize(
    "key",
    [
        "appid",
        "mchid",
        "merchant_key_file",
        "merchant_serial",
        "apiv3_key_file",
        "platform_public_key_file",
        "platform_public_key_id",
    ],
)
def test_each_key_is_needed_and_typed(table: dict[str, object], tmp_path: Path, key: str) -> None:
    for value in (7, "", "?", None):
        table[key] = value
        assert f"payments.wechat.{key}" in refused(table, tmp_path)
    del table[key]
    assert "missing" in refused(table, tmp_path)


def test_an_unknown_key_names_its_neighbour(table: dict[str, object], tmp_path: Path) -> None:
    table["merchant_key_fil"] = "x"
    text = refused(table, tmp_path)
    assert "payments.wechat.merchant_key_fil " in text and "payments.wechat.merchant_key_file." in text


@pytest.mark.parametrize("name", ["merchant.pem", "apiv3.txt"])
def test_a_secret_others_may_read_is_refused_with_the_remedy(
    table: dict[str, object], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).chmod(0o644)
    assert f"chmod 600 {tmp_path / name}" in refused(table, tmp_path)


def test_the_emulators_keys_never_meet_the_real_gateway(table: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "apiv3.txt").write_text("EMULATOR" + "0" * 24)
    assert "emulated gateway" in refused(table, tmp_path)
    table["endpoint"] = "http://127.0.0.1:9000"
    assert load_wechat(table, tmp_path).is_test


def test_the_public_key_may_be_public(table: dict[str, object], tmp_path: Path) -> None:
    (tmp_path / "platform.pem").chmod(0o644)
    load_wechat(table, tmp_path)


def elliptic_pem() -> str:
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


def short_public_pem() -> str:
    return (
        rsa.generate_private_key(65537, 1024)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("merchant.pem", "noise", "apiclient_key.pem"),
        ("merchant.pem", elliptic_pem(), "RSA"),
        ("merchant.pem", wechat_server.platform_pem(), "private key"),
        ("merchant.pem", "x" * 20_000, "too large"),
        ("apiv3.txt", "short", "exactly 32"),
        ("apiv3.txt", "密" * 32, "exactly 32"),
        ("platform.pem", "noise", "pub_key.pem"),
        ("platform.pem", "-----BEGIN CERTIFICATE-----", "certificate"),
        ("platform.pem", short_public_pem(), "2048"),
    ],
)
def test_a_wrong_file_is_named_with_what_to_do(
    table: dict[str, object], tmp_path: Path, name: str, content: str, words: str
) -> None:
    (tmp_path / name).write_text(content)
    text = refused(table, tmp_path)
    assert str(tmp_path / name) in text and words in text


def test_a_file_that_is_no_text_or_not_there_or_a_folder_is_named(
    table: dict[str, object], tmp_path: Path
) -> None:
    path = tmp_path / "merchant.pem"
    path.write_bytes(b"\x30\x82\xff\xfe")
    assert "not text" in refused(table, tmp_path)
    path.unlink()
    assert "cannot be read" in refused(table, tmp_path)
    path.mkdir()
    assert "not a file" in refused(table, tmp_path)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("production", "production"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://localhost:8000", "http://localhost:8000"),
    ],
)
def test_endpoints_that_are_allowed(value: str, expected: str) -> None:
    assert parse_endpoint(value, "payments.wechat.endpoint") == expected


@pytest.mark.parametrize(
    "value",
    [
        "sandbox",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:0",
        "http://127.0.0.1:99999",
        "https://127.0.0.1:8000",
        "http://10.0.0.1:8000",
        "http://127.0.0.1.evil.example:8000",
        "http://127.0.0.1:8000@evil.example:80",
        "http://user@127.0.0.1:8000",
        "http://127.0.0.1:8000/path",
        "http://127.0.0.1:8000?x",
        "http://[::1",
        7,
        None,
    ],
)
def test_any_other_endpoint_is_refused(value: object) -> None:
    with pytest.raises(ConfigError, match=r"payments\.wechat\.endpoint"):
        parse_endpoint(value, "payments.wechat.endpoint")
