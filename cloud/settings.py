"""How a cloud is told what to be: arguments, environment, one optional TOML file."""

from __future__ import annotations

import difflib
import hashlib
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cloud.clock import Clock
from cloud.cloud import Support
from cloud.errors import SettingsError
from kiosk.payments import wallets as kiosk_wallets
from kiosk.payments.intent import Method
from kiosk.payments.wallets import WALLETS, Signing, refuse_mixed_money

CONFIG_LIMIT_BYTES = 262_144
NOTIFY_PATH = "/v1/notify/{wallet}"
KIOSK_TABLES = frozenset(
    {
        *("machine", "display", "board", "boards", "till", "scanner"),
        *("cloud", "staff", "climate", "sound", "game"),
    }
)
"""One file may serve a machine and its own small cloud: the machine's tables are not ours to judge."""
OWN_TABLES = ("payments", "support", "merchant", "members")
PAYMENT_KEYS = ("wechat", "alipay", "unionpay", "route", "methods", "expire_s")
"""The wallets, and what a machine's file says beside them. Anything else is a wallet's name mistyped, and
would leave this cloud without an account."""
SUPPORT_KEYS = ("phone", "hours")
SUPPORT_LIMIT_CHARS = 60
TOKEN_MIN_CHARS = 24
TOKEN_MAX_CHARS = 200
"""Of the merchant's token: made by a machine (``openssl rand -hex 24``), not by a person."""


@dataclass(frozen=True, slots=True)
class CloudConfig:
    """The file's part in it."""

    wallets: Mapping[Method, Mapping[str, object]]
    """``[payments.wechat]`` and its kin as written, of those with an adapter."""
    base: Path
    """Where relative names of key files start."""
    support: Support
    merchant_digest: str = ""
    """SHA-256 of the token in ``merchant.token_file``; empty without one."""
    members_key: Path | None = None
    """Where the key lies that members are sealed with; several processes share one file's content."""


def read_config(path: Path | None) -> CloudConfig:
    """Raises ``SettingsError`` naming the file, the key and the nearest known one."""
    if path is None:
        return CloudConfig({}, Path(), Support())
    content = _read(path)
    for table in content:
        if table not in KIOSK_TABLES and table not in OWN_TABLES:
            near = difflib.get_close_matches(table, OWN_TABLES, n=1, cutoff=0.0)[0]
            raise SettingsError(f"{path}: [{table}] is not known. The nearest known table is [{near}].")
    payments = _table(content, "payments", path)
    for key, value in payments.items():
        if key not in PAYMENT_KEYS:
            near = difflib.get_close_matches(key, PAYMENT_KEYS, n=1, cutoff=0.0)[0]
            shown = "[payments.{}]" if isinstance(value, dict) else "payments.{}"
            raise SettingsError(
                f"{path}: {shown.format(key)} is not known. The nearest known one is {shown.format(near)}."
            )
    wallets = {method: payments[method] for method in WALLETS if method in payments}
    for method, table in wallets.items():
        if not isinstance(table, dict):
            raise SettingsError(f"{path}: payments.{method} must be a table.")
    return CloudConfig(
        wallets,
        path.parent,
        _support(_table(content, "support", path), path),
        _merchant_digest(_table(content, "merchant", path), path),
        _members_key(_table(content, "members", path), path),
    )


def open_wallets(
    tables: Mapping[Method, Mapping[str, object]], base: Path, clock: Clock, public_url: str
) -> dict[Method, Signing]:
    """``public_url`` is where gateways reach this cloud. Raises ``SettingsError`` in words."""
    try:
        wallets = {
            method: WALLETS[method].open(
                table, base, clock, public_url + NOTIFY_PATH.format(wallet=method.value)
            )
            for method, table in tables.items()
        }
        refuse_mixed_money(wallets)
    except kiosk_wallets.ConfigError as error:  # type: ignore[attr-defined] # kiosk.errors is behind the cloud's walls
        raise SettingsError(str(error)) from None
    return wallets


def checked_public_url(text: str) -> str:
    """Without a slash at the end. Raises ``SettingsError``."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"--public-url {text!r} is no address like https://cloud.example.com")
    return text.rstrip("/")


def _merchant_digest(table: Mapping[str, Any], path: Path) -> str:
    for key in table:
        if key != "token_file":
            raise SettingsError(f"{path}: merchant.{key} is not known. The known key is merchant.token_file.")
    if not table:
        return ""
    name = table["token_file"]
    if not isinstance(name, str):
        raise SettingsError(f"{path}: merchant.token_file must name a file.")
    file = path.parent / name
    try:
        with file.open("rb") as stream:
            if os.fstat(stream.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SettingsError(f"{file} can be read by other users. Run: chmod 600 {file}")
            token = stream.read(TOKEN_MAX_CHARS + 2).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from None
    if not TOKEN_MIN_CHARS <= len(token) <= TOKEN_MAX_CHARS or not token.isascii():
        raise SettingsError(
            f"{file} must hold a token of {TOKEN_MIN_CHARS} to {TOKEN_MAX_CHARS} characters, for "
            "instance of: openssl rand -hex 24"
        )
    return hashlib.sha256(token.encode()).hexdigest()


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            raw = stream.read(CONFIG_LIMIT_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    if len(raw) > CONFIG_LIMIT_BYTES:
        raise SettingsError(f"{path} is too large to be a configuration file.")
    try:
        return tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}.") from None


def _table(content: Mapping[str, Any], name: str, path: Path) -> Mapping[str, Any]:
    table = content.get(name, {})
    if not isinstance(table, dict):
        raise SettingsError(f"{path}: [{name}] must be a table.")
    return table


def _members_key(table: Mapping[str, Any], path: Path) -> Path | None:
    for key, value in table.items():
        if key != "key_file" or not isinstance(value, str) or not value:
            raise SettingsError(f"{path}: [members] has one key, key_file: the name of a file.")
    return path.parent / table["key_file"] if table else None


def _support(table: Mapping[str, Any], path: Path) -> Support:
    for key, value in table.items():
        if key not in SUPPORT_KEYS:
            near = difflib.get_close_matches(key, SUPPORT_KEYS, n=1, cutoff=0.0)[0]
            raise SettingsError(
                f"{path}: support.{key} is not known. The nearest known key is support.{near}."
            )
        if not isinstance(value, str) or not value.isprintable() or len(value) > SUPPORT_LIMIT_CHARS:
            raise SettingsError(
                f"{path}: support.{key} must be text of at most {SUPPORT_LIMIT_CHARS} characters."
            )
    return Support(table.get("phone", ""), table.get("hours", ""))
