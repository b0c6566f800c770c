"""How a wallet's keys come from the configuration and its key files, each fault named in words.

Keys lie in files outside the database that only the kiosk's user may read (mode 0600); their content
never appears in a message, a log line or a ``repr``.
"""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.errors import ConfigError

WECHAT_PRODUCTION = "https://api.mch.weixin.qq.com"
"""payments.md 1: by domain name only; WeChat has no test environment."""

DIRECT_NOTIFY_URL = "https://example.com/huodao/no-inbound"
"""What the direct route sends as ``notify_url``: WeChat demands an absolute public address without a query
(payments.md 1.2) but this machine has no inbound address and lives on queries. The domain is the one kept
free for examples by RFC 2606; what WeChat posts there is encrypted with the merchant's APIv3 key."""

KEY_FILE_LIMIT_BYTES = 16_384
APIV3_KEY_CHARS = 32
"""payments.md 1.8: the key is these 32 characters themselves."""
EMULATOR_KEY_MARKER = "EMULATOR"
"""How the emulated gateway's APIv3 key begins (``cloud/sandbox/README.md``)."""
RSA_MIN_BITS = 2048
NOTIFY_URL_LIMIT_CHARS = 255
"""payments.md 1.2."""

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})

_TEXT_KEYS = {
    "appid": re.compile(r"[0-9A-Za-z_-]{4,32}"),
    "mchid": re.compile(r"[0-9]{4,32}"),
    "merchant_serial": re.compile(r"[0-9A-Fa-f]{8,64}"),
    "platform_public_key_id": re.compile(r"PUB_KEY_ID_[0-9A-Za-z_-]{1,64}"),
}
_TEXT_HINTS = {
    "appid": "the application's id as the merchant platform shows it, e.g. wxd678efh567hg6787",
    "mchid": "the merchant number, digits only",
    "merchant_serial": "the serial number of the merchant API certificate in hexadecimal",
    "platform_public_key_id": "the id of the WeChat Pay public key, which begins with PUB_KEY_ID_",
}
_FILE_KEYS = ("merchant_key_file", "apiv3_key_file", "platform_public_key_file")
_OPTIONAL_KEYS = ("endpoint", "notify_url")
_KNOWN_KEYS = (*_TEXT_KEYS, *_FILE_KEYS, *_OPTIONAL_KEYS)


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
    _refuse_unknown_keys(table)
    texts = {key: _text(table, key) for key in _TEXT_KEYS}
    endpoint = parse_endpoint(table.get("endpoint", "production"), "payments.wechat.endpoint")
    chosen = notify_url if notify_url is not None else table.get("notify_url", DIRECT_NOTIFY_URL)
    return WechatSettings(
        appid=texts["appid"],
        mchid=texts["mchid"],
        merchant_key_pem=_private_key(_file(table, "merchant_key_file", base)),
        merchant_serial=texts["merchant_serial"].upper(),
        apiv3_key=_apiv3_key(_file(table, "apiv3_key_file", base), production=endpoint == "production"),
        platform_public_key_pem=_public_key(_file(table, "platform_public_key_file", base)),
        platform_public_key_id=texts["platform_public_key_id"],
        endpoint=endpoint,
        notify_url=_notify_url(chosen, loopback_allowed=endpoint != "production"),
    )


def parse_endpoint(value: object, key: str) -> str:
    """``production`` or ``http://127.0.0.1:PORT`` (also ``[::1]``, ``localhost``), normalised.

    Anything else is refused, so that a typing error can never send money elsewhere (payments.md 7.4).
    """
    if value == "production":
        return "production"
    refusal = ConfigError(
        "config.endpoint",
        f"{key} is {value!r}. Allowed are 'production' or a test gateway on this machine itself, "
        "written http://127.0.0.1:PORT.",
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


def _refuse_unknown_keys(table: Mapping[str, object]) -> None:
    for key in table:
        if key not in _KNOWN_KEYS:
            near = difflib.get_close_matches(key, _KNOWN_KEYS, n=1, cutoff=0.0)[0]
            raise ConfigError(
                "config.unknown_key",
                f"payments.wechat.{key} is not a known key. The nearest known key is payments.wechat.{near}.",
            )


def _text(table: Mapping[str, object], key: str) -> str:
    value = table.get(key)
    hint = _TEXT_HINTS[key]
    if value is None:
        raise ConfigError("config.missing_key", f"payments.wechat.{key} is missing. It should be {hint}.")
    if not isinstance(value, str) or not _TEXT_KEYS[key].fullmatch(value):
        raise ConfigError("config.bad_value", f"payments.wechat.{key} is not {hint}.")
    return value


@dataclass(frozen=True, slots=True)
class _KeyFile:
    key: str
    path: Path
    content: str = field(repr=False)

    def refused(self, why: str) -> ConfigError:
        return ConfigError("config.bad_key_file", f"payments.wechat.{self.key}: {self.path} {why}")


def _file(table: Mapping[str, object], key: str, base: Path) -> _KeyFile:
    value = table.get(key)
    if value is None:
        raise ConfigError("config.missing_key", f"payments.wechat.{key} is missing. It should name a file.")
    if not isinstance(value, str) or not value:
        raise ConfigError("config.bad_value", f"payments.wechat.{key} should be the name of a file.")
    path = base / value
    empty = _KeyFile(key, path, "")
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise empty.refused("is not a file. Give the name of the key file itself.")
        if key != "platform_public_key_file" and mode & 0o077:
            raise empty.refused(f"can be read by other users of this machine. Run: chmod 600 {path}")
        with path.open("rb") as stream:
            raw = stream.read(KEY_FILE_LIMIT_BYTES + 1)
    except OSError as error:
        raise empty.refused(
            f"cannot be read: {error.strerror}. Put the file there or correct the key."
        ) from None
    if len(raw) > KEY_FILE_LIMIT_BYTES:
        raise empty.refused("is too large to be a key. Check that it is the right file.")
    try:
        return _KeyFile(key, path, raw.decode("utf-8-sig").strip())
    except UnicodeDecodeError:
        raise empty.refused("is not text. A PEM file (or the 32 characters) is needed, not .p12.") from None


def _apiv3_key(file: _KeyFile, *, production: bool) -> str:
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


def _private_key(file: _KeyFile) -> str:
    # cryptography takes a while to load and is not needed for the first frame
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    try:
        key = serialization.load_pem_private_key(file.content.encode(), password=None)
    except (ValueError, TypeError):
        raise file.refused(
            "is not an unencrypted private key in PEM form. Use apiclient_key.pem from the merchant platform."
        ) from None
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < RSA_MIN_BITS:
        raise file.refused(f"is not an RSA key of at least {RSA_MIN_BITS} bits. Use apiclient_key.pem.")
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _public_key(file: _KeyFile) -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    if "BEGIN CERTIFICATE" in file.content:
        raise file.refused(
            "is a certificate. Use pub_key.pem, the WeChat Pay public key (begins with PUBLIC KEY)."
        )
    try:
        key = serialization.load_pem_public_key(file.content.encode())
    except ValueError:
        raise file.refused(
            "is not a public key in PEM form. Use pub_key.pem from the merchant platform."
        ) from None
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < RSA_MIN_BITS:
        raise file.refused(f"is not an RSA key of at least {RSA_MIN_BITS} bits. Use pub_key.pem.")
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    ).decode()


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
