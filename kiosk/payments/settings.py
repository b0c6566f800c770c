"""``[payments.wechat]``, and what all wallets' endpoints have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.errors import ConfigError
from kiosk.payments.certificates import Validity
from kiosk.payments.key_files import KeyFile, TextKey, WalletTable

WECHAT_PRODUCTION = "https://api.mch.weixin.qq.com"
"""payments.md 1: by domain name only; WeChat has no test environment."""

DIRECT_NOTIFY_URL = "https://example.com/huodao/no-inbound"
"""What the direct route sends as ``notify_url``: WeChat demands an absolute public address without a query
(payments.md 1.2) but this machine has no inbound address and lives on queries. The domain is the one kept
free for examples by RFC 2606; what WeChat posts there is encrypted with the merchant's APIv3 key."""

APIV3_KEY_CHARS = 32
"""payments.md 1.8: the key is these 32 characters themselves."""
EMULATOR_KEY_MARKER = "EMULATOR"
"""How the emulated gateway's APIv3 key begins (``cloud/sandbox/README.md``)."""
NOTIFY_URL_LIMIT_CHARS = 255
"""payments.md 1.2."""

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})

_TEXTS = {
    "appid": TextKey(
        r"[0-9A-Za-z_-]{4,32}",
        "the application's id as the merchant platform shows it, e.g. wxd678efh567hg6787",
    ),
    "mchid": TextKey(r"[0-9]{4,32}", "the merchant number, digits only"),
    "merchant_serial": TextKey(
        r"[0-9A-Fa-f]{8,64}", "the serial number of the merchant API certificate in hexadecimal"
    ),
    "platform_public_key_id": TextKey(
        r"PUB_KEY_ID_[0-9A-Za-z_-]{1,64}",
        "the id of the WeChat Pay public key, which begins with PUB_KEY_ID_",
    ),
}
_FILE_KEYS = ("merchant_key_file", "apiv3_key_file", "platform_public_key_file")
_CERTIFICATE_KEY = "merchant_cert_file"
_OPTIONAL_KEYS = ("endpoint", "notify_url", "codepay", _CERTIFICATE_KEY)
_KNOWN_KEYS = (*_TEXTS, *_FILE_KEYS, *_OPTIONAL_KEYS)
_PRIVATE_KEY_HINT = "Use apiclient_key.pem from the merchant platform."
_CERTIFICATE_HINT = "Use apiclient_cert.pem, which came with apiclient_key.pem."
_PUBLIC_KEY_HINT = "Use pub_key.pem, the WeChat Pay public key, from the merchant platform."


@dataclass(frozen=True, slots=True)
class WechatSettings:
    """Everything WeChat Pay needs to know us by, read and checked."""

    appid: str
    mchid: str
    merchant_key_pem: str = field(repr=False)
    """PKCS#8 PEM of the merchant API private key (RSA); it can also refund."""
    merchant_serial: str
    apiv3_key: str = field(repr=False)
    platform_public_key_pem: str = field(repr=False)
    platform_public_key_id: str
    endpoint: str
    """``production`` or a loopback address ``http://host:port``."""
    notify_url: str
    certificates: tuple[Validity, ...] = ()
    """The merchant API certificate, where its file is given: WeChat Pay ends it after five years."""
    codepay: bool = False
    """The owner says that WeChat Pay has opened payments by a code that is read (payments.md 1.12)."""

    @property
    def is_test(self) -> bool:
        """True when no real money can move: the screen then bears a permanent TEST banner."""
        return self.endpoint != "production"

    @property
    def base_url(self) -> str:
        return self.endpoint if self.is_test else WECHAT_PRODUCTION


def load_wechat(table: Mapping[str, object], base: Path, notify_url: str | None = None) -> WechatSettings:
    """Read ``[payments.wechat]``; relative file names start at ``base`` (the configuration's folder).

    ``notify_url`` given by the caller (the cloud's own address) wins over the key of that name.
    Raises ``ConfigError`` naming the key, the file and what to do.
    """
    keys = WalletTable("wechat", table, base)
    keys.refuse_unknown(_KNOWN_KEYS)
    texts = {key: keys.text(key, known) for key, known in _TEXTS.items()}
    endpoint = parse_endpoint(table.get("endpoint", "production"), "payments.wechat.endpoint")
    key_pem = keys.file("merchant_key_file").private_key_pem(_PRIVATE_KEY_HINT)
    serial = texts["merchant_serial"].upper()
    certificate = (
        _certificate(keys.file(_CERTIFICATE_KEY, secret=False), key_pem, serial)
        if _CERTIFICATE_KEY in table
        else ()
    )
    codepay = table.get("codepay", False)
    if not isinstance(codepay, bool):
        raise ConfigError("config.bad_value", f"payments.wechat.codepay is {codepay!r}: write true or false.")
    chosen = notify_url if notify_url is not None else table.get("notify_url", DIRECT_NOTIFY_URL)
    return WechatSettings(
        appid=texts["appid"],
        mchid=texts["mchid"],
        merchant_key_pem=key_pem,
        merchant_serial=serial,
        apiv3_key=_apiv3_key(keys.file("apiv3_key_file"), production=endpoint == "production"),
        platform_public_key_pem=keys.file("platform_public_key_file", secret=False).public_key_pem(
            _PUBLIC_KEY_HINT
        ),
        platform_public_key_id=texts["platform_public_key_id"],
        endpoint=endpoint,
        notify_url=_notify_url(chosen, loopback_allowed=endpoint != "production"),
        certificates=certificate,
        codepay=codepay,
    )


def _certificate(file: KeyFile, key_pem: str, serial: str) -> tuple[Validity, ...]:
    """It is not needed to sign; given, it tells early when it ends, and what does not belong together."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        found = x509.load_pem_x509_certificate(file.content.encode())
    except ValueError:
        raise file.refused(f"is not a certificate in PEM form. {_CERTIFICATE_HINT}") from None
    if found.public_key() != load_pem_private_key(key_pem.encode(), password=None).public_key():
        raise file.refused(f"does not belong to payments.wechat.merchant_key_file. {_CERTIFICATE_HINT}")
    if f"{found.serial_number:X}" != serial.lstrip("0"):
        raise file.refused(
            f"has the serial number {found.serial_number:X}, but payments.wechat.merchant_serial is "
            f"{serial}. Write the certificate's own there."
        )
    return (
        Validity(
            f"The merchant API certificate in {file.path}",
            int(found.not_valid_before_utc.timestamp()),
            int(found.not_valid_after_utc.timestamp()),
            "Apply for a new one on the merchant platform; its key and serial number are new as well.",
        ),
    )


def parse_endpoint(value: object, key: str, *, has_sandbox: bool = False) -> str:
    """``production``, the gateway's own ``sandbox`` if it has one, or ``http://127.0.0.1:PORT`` (also
    ``[::1]``, ``localhost``), normalised.

    Anything else is refused, so that a typing error can never send money elsewhere (payments.md 7.4).
    """
    known = ("production", "sandbox") if has_sandbox else ("production",)
    if isinstance(value, str) and value in known:
        return value
    refusal = ConfigError(
        "config.endpoint",
        f"{key} is {value!r}. Allowed are {', '.join(map(repr, known))} or a test gateway on this machine "
        "itself, written http://127.0.0.1:PORT.",
    )
    if not isinstance(value, str):
        raise refusal
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise refusal from None
    host = parts.hostname or ""
    extra = parts.path not in ("", "/") or parts.query or parts.fragment or parts.username or parts.password
    if parts.scheme != "http" or host not in LOOPBACK_HOSTS or not port or extra:
        raise refusal
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _apiv3_key(file: KeyFile, *, production: bool) -> str:
    if len(file.content) != APIV3_KEY_CHARS or not file.content.isascii():
        raise file.refused(
            f"must hold exactly {APIV3_KEY_CHARS} characters (it holds {len(file.content)}). "
            "Copy the APIv3 key from the merchant platform, or set a new one there."
        )
    if production and file.content.startswith(EMULATOR_KEY_MARKER):
        raise file.refused(
            "is the emulated gateway's key, but payments.wechat.endpoint is 'production'. Use the merchant's "
            "own keys, or give the emulated gateway's address as endpoint."
        )
    return file.content


def _notify_url(value: object, *, loopback_allowed: bool) -> str:
    refusal = ConfigError(
        "config.bad_value",
        f"payments.wechat.notify_url is {value!r}. WeChat Pay needs an absolute https address of at most "
        f"{NOTIFY_URL_LIMIT_CHARS} characters, without a query.",
    )
    if not isinstance(value, str) or len(value) > NOTIFY_URL_LIMIT_CHARS:
        raise refusal
    parts = urlsplit(value)
    host = parts.hostname or ""
    plain_ok = parts.scheme == "http" and loopback_allowed and host in LOOPBACK_HOSTS
    if not host or parts.query or parts.fragment or not (parts.scheme == "https" or plain_ok):
        raise refusal
    return value
