"""The table of wallets: what a machine's configuration makes of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.x509.oid import NameOID

from kiosk.clock import SystemClock
from kiosk.errors import ConfigError
from kiosk.ops.keys import KEYS
from kiosk.payments.intent import CallUnknown, Method, ProblemKind, RefundOrder
from kiosk.payments.settings import load_wechat
from kiosk.payments.wallets import WALLETS, direct_wallets
from tests.kiosk.payments import wechat_server
from tests.kiosk.payments.orders import ORDER

BOTH = ("wechat", "alipay")
HERE = "http://127.0.0.1:9"


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, dict[str, object]]:
    files = {
        "merchant.pem": wechat_server.merchant_pem(),
        "apiv3.txt": wechat_server.APIV3_KEY,
        "platform.pem": wechat_server.platform_pem(),
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o600)
    return {
        "wechat": {
            "appid": wechat_server.APPID,
            "mchid": wechat_server.MCHID,
            "merchant_key_file": "merchant.pem",
            "merchant_serial": wechat_server.SERIAL,
            "apiv3_key_file": "apiv3.txt",
            "platform_public_key_file": "platform.pem",
            "platform_public_key_id": wechat_server.PUB_KEY_ID,
        },
        "alipay": {
            "app_id": "2021000000000000",
            "app_key_file": "merchant.pem",
            "alipay_public_key_file": "platform.pem",
        },
    }


def test_every_wallet_is_a_way_to_pay_that_a_configuration_may_name() -> None:
    for method, wallet in WALLETS.items():
        assert any(key.startswith(f"payments.{method}.") for key in KEYS)
        assert wallet.title and wallet.proves and wallet.unproved.endswith(".")
    assert tuple(WALLETS) == tuple(method for method in Method if method in WALLETS), "in their fixed order"


def test_what_is_named_and_has_keys_is_opened(tables: dict[str, dict[str, object]], tmp_path: Path) -> None:
    clock = SystemClock()
    wallets, is_test = direct_wallets(BOTH, tables, tmp_path, clock)
    assert (list(wallets), is_test) == ([Method.WECHAT, Method.ALIPAY], False)
    assert list(direct_wallets(("alipay",), tables, tmp_path, clock)[0]) == [Method.ALIPAY]
    tests = {name: table | {"endpoint": HERE} for name, table in tables.items()}
    assert direct_wallets(BOTH, tests, tmp_path, clock)[1]
    with pytest.raises(ConfigError, match=r"add \[payments\.wechat\], \[payments\.alipay\]"):
        direct_wallets(("unionpay",), tables, tmp_path, clock)


@pytest.mark.parametrize("test", BOTH)
def test_a_screen_that_says_test_takes_no_money_by_its_other_wallet(
    tables: dict[str, dict[str, object]], tmp_path: Path, test: str
) -> None:
    tables[test]["endpoint"] = HERE
    (real,) = set(BOTH) - {test}
    with pytest.raises(ConfigError) as caught:
        direct_wallets(BOTH, tables, tmp_path, SystemClock())
    assert json.dumps(caught.value.text).count("payments.") == 2
    assert f"payments.{test}.endpoint is a test gateway but payments.{real}.endpoint" in caught.value.text


def test_one_wallets_unreadable_key_leaves_the_others(
    tables: dict[str, dict[str, object]], tmp_path: Path
) -> None:
    """It stands beside them, says why, and denies nothing that was sent while it was whole."""
    (tmp_path / "apiv3.txt").write_text("too short")
    wallets, is_test = direct_wallets(BOTH, tables, tmp_path, SystemClock())
    broken = wallets[Method.WECHAT]
    problem = broken.probe()
    assert (list(wallets), is_test) == ([Method.ALIPAY, Method.WECHAT], False)
    assert problem is not None and problem.kind is ProblemKind.CONFIG and "apiv3.txt" in problem.text
    refund = RefundOrder("K7SALE0001R1", ORDER, 150, "B2 未出货")
    unknown = [broken.create(ORDER), broken.query(ORDER), broken.wait(ORDER, 1), broken.close(ORDER)]
    assert {*unknown, broken.refund(refund), broken.query_refund(refund)} == {CallUnknown(problem)}
    assert broken.traits.code_life_s >= 7_200 and not broken.warnings and broken.clock_offset_s is None
    broken.settled(ORDER)
    alone, is_test = direct_wallets(("wechat",), tables, tmp_path, SystemClock())
    assert list(alone) == [Method.WECHAT] and not is_test


def test_wechats_certificate_is_watched_where_its_file_is_given(
    tables: dict[str, dict[str, object]], tmp_path: Path
) -> None:
    key = serialization.load_pem_private_key(wechat_server.merchant_pem().encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "1900000001")])
    serial = int(wechat_server.SERIAL, 16)
    unsigned = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .serial_number(serial)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=19, hours=12))
    )
    file = tmp_path / "apiclient_cert.pem"
    table = tables["wechat"] | {"merchant_cert_file": "apiclient_cert.pem", "endpoint": HERE}

    def written(by: RSAPrivateKey) -> None:
        made = unsigned.public_key(by.public_key()).sign(by, hashes.SHA256())
        file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    written(key)
    gateway = WALLETS[Method.WECHAT].open(table, tmp_path, SystemClock(), None)
    (warning,) = gateway.warnings
    gateway.close_connections()
    assert "apiclient_cert.pem is valid until" in warning.text and "19 days are left" in warning.text
    with pytest.raises(ConfigError, match=r"but payments\.wechat\.merchant_serial is 1111111111"):
        load_wechat(table | {"merchant_serial": "1111111111"}, tmp_path)
    written(generate_private_key(65537, 2048))
    with pytest.raises(ConfigError, match=r"does not belong to payments\.wechat\.merchant_key_file"):
        load_wechat(table, tmp_path)
    file.write_text("no certificate")
    with pytest.raises(ConfigError, match="not a certificate in PEM form"):
        load_wechat(table, tmp_path)
