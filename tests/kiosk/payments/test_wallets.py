"""The table of wallets: what a machine's configuration makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.errors import ConfigError
from kiosk.ops.keys import KEYS
from kiosk.payments.intent import Method
from kiosk.payments.wallets import WALLETS, direct_wallets
from tests.kiosk.payments import wechat_server

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
