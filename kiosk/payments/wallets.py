"""Which gateways this machine has, by the route its owner chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import ConfigError
from kiosk.payments.intent import Gateway, Method

if TYPE_CHECKING:
    from kiosk.payments.gateways.cloud import PaymentsApi

READY = (Method.WECHAT,)
"""Wallets with an adapter; the others may stand in ``payments.methods`` and are not offered."""


def direct_wallets(
    methods: Sequence[str], tables: Mapping[str, Mapping[str, object]], base: Path, clock: Clock
) -> tuple[dict[Method, Gateway], bool]:
    """Gateways that this machine signs for itself, and whether any of them takes no real money.

    Raises ``ConfigError`` when a wallet has keys that cannot be used.
    """
    from kiosk.payments.gateways.wechat import WechatGateway  # loads the HTTP library
    from kiosk.payments.settings import load_wechat

    wallets: dict[Method, Gateway] = {}
    test_money = False
    if Method.WECHAT in methods and Method.WECHAT in tables:
        settings = load_wechat(tables[Method.WECHAT], base)
        wallets[Method.WECHAT] = WechatGateway(settings, clock)
        test_money = settings.is_test
    if not wallets:
        raise ConfigError(
            "payments.none",
            "payments.route is 'direct' but none of payments.methods has keys: add [payments.wechat].",
        )
    return wallets, test_money


def cloud_wallets(methods: Sequence[str], api: PaymentsApi) -> dict[Method, Gateway]:
    """Gateways behind the cloud, which holds their keys."""
    from kiosk.payments.gateways.cloud import CloudGateway

    return {method: CloudGateway(api, method) for method in READY if method in methods}
