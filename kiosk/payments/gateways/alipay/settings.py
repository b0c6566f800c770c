"""``[payments.alipay]``, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.payments.key_files import TextKey, WalletTable
from kiosk.payments.settings import parse_endpoint

ALIPAY_PRODUCTION = "https://openapi.alipay.com"
ALIPAY_SANDBOX = "https://openapi-sandbox.dl.alipaydev.com"
"""payments.md 2; Alipay's own test environment, with application ids and keys of its own."""
EMULATOR_APP_ID = "2014072300007148"
"""The sample id of Alipay's published pages: the emulated gateway's (``cloud/sandbox/README.md``)."""

_APP_ID = TextKey(
    r"[0-9]{10,32}", "the application's id as Alipay's open platform shows it, e.g. 2021000000000000"
)
_KNOWN_KEYS = ("app_id", "app_key_file", "alipay_public_key_file", "endpoint")
_APP_KEY_HINT = "Use the application's private key as Alipay's key tool saved it."
_ALIPAY_KEY_HINT = "Use Alipay's own public key, which the open platform shows beside the application's."


@dataclass(frozen=True, slots=True)
class AlipaySettings:
    """Everything Alipay needs to know us by."""

    app_id: str
    app_key_pem: str = field(repr=False)
    """PKCS#8 PEM of the application's private key (RSA); it can also refund."""
    alipay_public_key_pem: str = field(repr=False)
    endpoint: str
    """``production``, ``sandbox`` or a loopback address ``http://host:port``."""
    notify_url: str
    """Empty: nobody is told, the answer to a query is all there is."""

    @property
    def is_test(self) -> bool:
        """True when no real money can move: the screen then bears a permanent TEST banner."""
        return self.endpoint != "production"

    @property
    def base_url(self) -> str:
        known = {"production": ALIPAY_PRODUCTION, "sandbox": ALIPAY_SANDBOX}
        return known.get(self.endpoint, self.endpoint)


def load_alipay(table: Mapping[str, object], base: Path, notify_url: str | None = None) -> AlipaySettings:
    """Read ``[payments.alipay]``; relative file names start at ``base`` (the configuration's folder).

    ``notify_url`` is the cloud's own address; a machine has none that could be reached.
    Raises ``ConfigError`` naming the key, the file and what to do.
    """
    keys = WalletTable("alipay", table, base)
    keys.refuse_unknown(_KNOWN_KEYS)
    app_id = keys.text("app_id", _APP_ID)
    endpoint = parse_endpoint(
        table.get("endpoint", "production"), "payments.alipay.endpoint", has_sandbox=True
    )
    if app_id == EMULATOR_APP_ID and endpoint in ("production", "sandbox"):
        raise keys.refused(
            "app_id",
            f"is the emulated gateway's, but payments.alipay.endpoint is {endpoint!r}. Use the application's "
            "own id and keys, or give the emulated gateway's address as endpoint.",
        )
    app_key_file = keys.file("app_key_file")
    public_key_file = keys.file("alipay_public_key_file", secret=False)
    app_key_pem = app_key_file.private_key_pem(_APP_KEY_HINT)
    alipay_public_key_pem = public_key_file.public_key_pem(_ALIPAY_KEY_HINT)
    if _public_half(app_key_pem) == alipay_public_key_pem:
        raise public_key_file.refused(f"is the application's own public key. {_ALIPAY_KEY_HINT}")
    return AlipaySettings(app_id, app_key_pem, alipay_public_key_pem, endpoint, notify_url or "")


def _public_half(private_pem: str) -> str:
    """The mistake most often made: both platforms' pages call it *the public key*."""
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )
