"""Which gateways this machine has, by the route its owner chose: one table, one entry a wallet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from kiosk.clock import Clock
from kiosk.errors import ConfigError
from kiosk.payments.bills.bill import BillResult
from kiosk.payments.intent import Gateway, Method, NoticeReader

if TYPE_CHECKING:
    from kiosk.payments.gateways.cloud import PaymentsApi


class Signing(Gateway, NoticeReader, Protocol):
    """A gateway with a merchant's own keys: on the machine by the direct route, in the cloud by the other."""

    @property
    def is_test(self) -> bool:
        """True when no real money can move."""

    @property
    def base_url(self) -> str:
        """Whom it asks, for the installer."""

    @property
    def clock_offset_s(self) -> int | None:
        """The gateway's clock minus ours at the last answer, whole seconds; None before the first."""

    def bill(self, day: date) -> BillResult:
        """The merchant's bill of one past day in Beijing, when ``traits.has_bills``. Blocking and raising
        nothing, like every call of a gateway, and the longest of them: a file of up to some megabytes."""

    def close_connections(self) -> None:
        """At the program's end."""


@dataclass(frozen=True, slots=True)
class Wallet:
    """All that is particular to one wallet with an adapter."""

    title: str
    """As an installer knows it."""
    open: Callable[[Mapping[str, object], Path, Clock, str | None], Signing]
    """From ``[payments.<method>]``, the folder its key files' names start at, and the address for notices
    (None: the table's own). Asks nobody. Raises ``ConfigError`` for keys that cannot be used."""
    acknowledgement: str
    """The body that tells it a notice was heard; empty: the status alone (204)."""
    proves: str
    """What of the account is proved when a probe went well, in words that follow *accepts*."""
    unproved: str
    """What is not, and how to prove it: a sentence for the installer."""


def _open_wechat(table: Mapping[str, object], base: Path, clock: Clock, notify_url: str | None) -> Signing:
    from kiosk.payments.gateways.wechat import WechatGateway  # loads the HTTP library
    from kiosk.payments.settings import load_wechat

    return WechatGateway(load_wechat(table, base, notify_url), clock)


def _open_alipay(table: Mapping[str, object], base: Path, clock: Clock, notify_url: str | None) -> Signing:
    from kiosk.payments.gateways.alipay.gateway import AlipayGateway
    from kiosk.payments.gateways.alipay.settings import load_alipay

    return AlipayGateway(load_alipay(table, base, notify_url), clock)


def _open_unionpay(table: Mapping[str, object], base: Path, clock: Clock, notify_url: str | None) -> Signing:
    from kiosk.payments.gateways.unionpay.gateway import UnionPayGateway
    from kiosk.payments.gateways.unionpay.settings import load_unionpay

    return UnionPayGateway(load_unionpay(table, base, notify_url), clock)


WALLETS: Mapping[Method, Wallet] = {
    Method.WECHAT: Wallet(
        title="WeChat Pay",
        open=_open_wechat,
        acknowledgement="",  # payments.md 1.8
        proves="the merchant number, the merchant key and its serial",
        unproved=(
            # payments.md 1.6; the query of an order names no appid (1.1)
            "WeChat Pay signs no refusal, so the appid and WeChat Pay's public key with its id are proved "
            "only by the first code: order something for 0.01 yuan before the first customer does."
        ),
    ),
    Method.ALIPAY: Wallet(
        title="Alipay",
        open=_open_alipay,
        acknowledgement="success",  # payments.md 2.2: these seven bytes
        proves="the application's id and key, and signs with the key that was given for it",
        unproved=(
            "Whether face-to-face payment is signed up for this application is proved only by the first "
            "code: order something for 0.01 yuan before the first customer does."
        ),
    ),
    Method.UNIONPAY: Wallet(
        title="UnionPay",
        open=_open_unionpay,
        acknowledgement="ok",  # payments.md 3.2: status 200; what the body says does not matter
        proves="the merchant number and its certificate, and signs with one that was given out for UnionPay",
        unproved=(
            "Whether codes for customers to scan are open for this merchant, and refunds, is proved only by "
            "the first code: order something for 0.01 yuan before the first customer does, and refund it."
        ),
    ),
}
"""Wallets with an adapter, as they are shown; the others may stand in ``payments.methods`` and are not
offered."""


def direct_wallets(
    methods: Sequence[str], tables: Mapping[str, Mapping[str, object]], base: Path, clock: Clock
) -> tuple[dict[Method, Gateway], bool]:
    """Gateways that this machine signs for itself, and whether they take no real money.

    Raises ``ConfigError`` when a wallet has keys that cannot be used.
    """
    wallets = {
        method: wallet.open(tables[method], base, clock, None)
        for method, wallet in WALLETS.items()
        if method in methods and method in tables
    }
    if not wallets:
        known = ", ".join(f"[payments.{method}]" for method in WALLETS)
        raise ConfigError(
            "payments.none",
            f"payments.route is 'direct' but none of payments.methods has keys: add {known}.",
        )
    refuse_mixed_money(wallets)
    return dict(wallets), all(wallet.is_test for wallet in wallets.values())


def refuse_mixed_money(wallets: Mapping[Method, Signing]) -> None:
    """A screen that says TEST must not take money by its other wallet. Raises ``ConfigError``."""
    tests = [method for method, wallet in wallets.items() if wallet.is_test]
    real = [method for method in wallets if method not in tests]
    if tests and real:
        raise ConfigError(
            "payments.mixed",
            f"payments.{tests[0]}.endpoint is a test gateway but payments.{real[0]}.endpoint takes real "
            "money. Make all wallets real, or all of them tests.",
        )


def cloud_wallets(methods: Sequence[str], api: PaymentsApi) -> dict[Method, Gateway]:
    """Gateways behind the cloud, which holds their keys."""
    from kiosk.payments.gateways.cloud import CloudGateway

    return {method: CloudGateway(api, method) for method in WALLETS if method in methods}
