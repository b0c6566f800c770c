"""The table of all configuration keys: of what type each is, and what it may be.

A key is written with dots, as ``--set`` takes it: ``payments.expire_s``. ``*`` stands for any one name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from hardware.api import Suffix
from kiosk.errors import ConfigError
from kiosk.game.keys import PLACES, PRIZES_MAX
from kiosk.payments.settings import LOOPBACK_HOSTS, parse_endpoint
from kiosk.profile.profile import BOARD_MODELS

TEXT_MAX_CHARS = 300
EXPIRE_MIN_S = 60
"""payments.md 1.2: a shorter life is raised to one minute by the gateway."""
EXPIRE_MAX_S = 1800
"""Half an hour: nobody stands longer before a code."""

_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"

TILL_MODELS = ("qibixx",)

CLIMATE_MAX_MINUTES = 24 * 60
"""A limit that may be broken for longer than a day is none."""


class Kind(StrEnum):
    """The type of a value, in the words an error uses."""

    TEXT = "a text"
    INTEGER = "a whole number"
    NUMBER = "a number"
    FLAG = "true or false"
    TEXTS = "a list of texts"
    ANY = "any value"


Check = Callable[[object], str]
"""Why the value is not allowed, in words that follow *it*; empty when it is."""


def _fine(_value: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Key:
    kind: Kind
    check: Check = _fine


def _text(pattern: str = "", words: str = "") -> Key:
    def check(value: object) -> str:
        text = str(value)
        if len(text) > TEXT_MAX_CHARS:
            return f"must not be longer than {TEXT_MAX_CHARS} characters"
        return f"must be {words}" if pattern and not re.fullmatch(pattern, text) else ""

    return Key(Kind.TEXT, check)


def _choice(*allowed: str) -> Key:
    names = " or ".join(repr(name) for name in allowed)
    return Key(Kind.TEXT, lambda value: "" if value in allowed else f"must be {names}")


def _choices(*allowed: str) -> Key:
    def check(value: object) -> str:
        assert isinstance(value, tuple), "the kind was checked before"
        if not value:
            return "must name at least one of " + ", ".join(allowed)
        if len(set(value)) != len(value):
            return "names the same thing twice"
        odd = [name for name in value if name not in allowed]
        return f"must be of {', '.join(allowed)}, not {odd[0]!r}" if odd else ""

    return Key(Kind.TEXTS, check)


def _between(kind: Kind, low: int, high: int) -> Key:
    def check(value: object) -> str:
        assert isinstance(value, int | float), "the kind was checked before"
        return "" if low <= value <= high else f"must be from {low} to {high}"

    return Key(kind, check)


def _endpoint(name: str, sandbox: bool) -> Key:
    """``production``, an address on this machine itself, or the gateway's own ``sandbox`` if it has one."""

    def check(value: object) -> str:
        try:
            parse_endpoint(value, name, has_sandbox=sandbox)
        except ConfigError:
            own = "'production', 'sandbox'" if sandbox else "'production'"
            return f"must be {own} or a test gateway on this machine itself, written http://127.0.0.1:PORT"
        return ""

    return Key(Kind.TEXT, check)


def _cloud_url(value: object) -> str:
    if value == "":
        return ""
    words = "must be an https:// address, or http://127.0.0.1:PORT on this machine itself, without a query"
    try:
        parts = urlsplit(str(value))
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return words
    plain = bool(host) and not (parts.query or parts.fragment or parts.username or parts.password)
    allowed = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK_HOSTS)
    return "" if plain and allowed else words


KEYS: Mapping[str, Key] = {
    "machine.id": _text(r"[0-9A-Za-z_-]{0,32}", "up to 32 letters, digits, - and _"),
    "machine.name": _text(),
    "machine.site": _text(),
    "machine.timezone": _text(r"[A-Za-z0-9_+/-]{1,64}", "a zone of the IANA list, e.g. 'Asia/Shanghai'"),
    "machine.currency": _choice("CNY"),
    "machine.languages": _choices("zh_CN", "en"),
    "machine.profile": _text(),
    "display.orientation": _choice("portrait", "landscape"),
    "display.diagonal_inch": _between(Kind.NUMBER, 5, 100),
    "display.theme": _choice("light", "dark"),
    "display.idle_s": _between(Kind.INTEGER, 30, 180),
    "display.result_s": _between(Kind.INTEGER, 10, 120),
    "sound.volume": _between(Kind.INTEGER, 0, 100),
    "sound.quiet_volume": _between(Kind.INTEGER, 0, 100),
    "sound.quiet_from": _text(_CLOCK, "a time like '22:00'"),
    "sound.quiet_until": _text(_CLOCK, "a time like '07:00'"),
    "board.model": _choice(*BOARD_MODELS),
    "board.port": _text(r".+", "the name of a serial port, e.g. '/dev/vending-board'"),
    "board.baud": _between(Kind.INTEGER, 300, 4_000_000),
    "board.drop_sensor": Key(Kind.FLAG),
    "board.options.*": Key(Kind.ANY),
    "boards.*.model": _choice(*BOARD_MODELS),
    "boards.*.port": _text(r".+", "the name of a serial port, e.g. '/dev/serial/by-path/...'"),
    "boards.*.baud": _between(Kind.INTEGER, 300, 4_000_000),
    "boards.*.drop_sensor": Key(Kind.FLAG),
    "boards.*.options.*": Key(Kind.ANY),
    "till.model": _choice(*TILL_MODELS),
    "till.port": _text(r".+", "the name of a serial port, e.g. '/dev/serial/by-id/...'"),
    "till.baud": _between(Kind.INTEGER, 300, 4_000_000),
    "till.options.*": Key(Kind.ANY),
    "scanner.port": _text(),
    "scanner.suffix": _choice(*(suffix.value for suffix in Suffix)),
    "scanner.baud": _between(Kind.INTEGER, 300, 4_000_000),
    "scanner.options.*": Key(Kind.ANY),
    "payments.route": _choice("cloud", "direct"),
    "payments.methods": _choices("wechat", "alipay", "unionpay"),
    "payments.expire_s": _between(Kind.INTEGER, EXPIRE_MIN_S, EXPIRE_MAX_S),
    "payments.wechat.appid": _text(),
    "payments.wechat.mchid": _text(),
    "payments.wechat.merchant_key_file": _text(),
    "payments.wechat.merchant_serial": _text(),
    "payments.wechat.merchant_cert_file": _text(),
    "payments.wechat.apiv3_key_file": _text(),
    "payments.wechat.platform_public_key_file": _text(),
    "payments.wechat.platform_public_key_id": _text(),
    "payments.wechat.notify_url": _text(),
    "payments.wechat.endpoint": _endpoint("payments.wechat.endpoint", sandbox=False),
    "payments.alipay.app_id": _text(),
    "payments.alipay.app_key_file": _text(),
    "payments.alipay.alipay_public_key_file": _text(),
    "payments.alipay.endpoint": _endpoint("payments.alipay.endpoint", sandbox=True),
    "payments.unionpay.mer_id": _text(),
    "payments.unionpay.sign_pfx_file": _text(),
    "payments.unionpay.sign_pfx_password_file": _text(),
    "payments.unionpay.root_ca_file": _text(),
    "payments.unionpay.middle_ca_file": _text(),
    "payments.unionpay.endpoint": _endpoint("payments.unionpay.endpoint", sandbox=True),
    "cloud.url": Key(Kind.TEXT, _cloud_url),
    "cloud.key_file": _text(),
    "staff.gesture": _choice("corners", "hold"),
    "staff.lockout": _between(Kind.INTEGER, 3, 20),
    "game.place": _choice(*PLACES),
    "game.coupon": _text(r"[0-9A-Za-z_.-]{1,40}", "the id of a coupon in the price rules"),
    "game.win_percent": _between(Kind.INTEGER, 1, 100),
    "game.prizes_per_day": _between(Kind.INTEGER, 1, PRIZES_MAX),
    "climate.*.min_c": _between(Kind.INTEGER, -40, 90),
    "climate.*.max_c": _between(Kind.INTEGER, -40, 90),
    "climate.*.warm_minutes": _between(Kind.INTEGER, 1, CLIMATE_MAX_MINUTES),
    "climate.*.recover_minutes": _between(Kind.INTEGER, 1, CLIMATE_MAX_MINUTES),
    "climate.*.out_minutes": _between(Kind.INTEGER, 1, CLIMATE_MAX_MINUTES),
    "climate.*.unknown_minutes": _between(Kind.INTEGER, 1, CLIMATE_MAX_MINUTES),
}
"""Every stable key of the configuration file (docs: configuration)."""


def find(name: str) -> Key | None:
    """The key that ``name`` is, wildcards considered."""
    if name in KEYS:
        return KEYS[name]
    parts = name.split(".")
    for pattern, key in KEYS.items():
        if "*" in pattern and _matches(pattern.split("."), parts):
            return key
    return None


def _matches(pattern: list[str], parts: list[str]) -> bool:
    return len(pattern) == len(parts) and all(p in ("*", own) for p, own in zip(pattern, parts, strict=True))


def nearest(name: str) -> str:
    """The known key that looks most like ``name``."""
    import difflib  # only an error needs it; start-up does not

    def likeness(key: str) -> float:
        return difflib.SequenceMatcher(None, name, key).ratio()

    same_last = [key for key in KEYS if key.rpartition(".")[2] == name.rpartition(".")[2]]
    return max(same_last or KEYS, key=likeness)
