"""The configuration: one TOML file, single keys overridden by ``--set``, everything typed and checked.

``load`` is the only door. What the file leaves open has the default written here; ``given`` tells which
keys were set, so that a demo fills in only what was left open.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hardware.api import Suffix
from kiosk.errors import ConfigError
from kiosk.game.keys import GameKeys
from kiosk.ops.hearing import SoundKeys
from kiosk.ops.keys import KEYS, Key, Kind, find, nearest
from kiosk.profile.profile import MAIN, Profile

DEFAULT_CONFIG = Path("/etc/huodao/kiosk.toml")
CONFIG_LIMIT_BYTES = 262_144
"""A configuration is a page or two; anything larger is the wrong file."""
COMMAND_LINE = "--set"
WALLETS = ("wechat", "alipay", "unionpay")


@dataclass(frozen=True, slots=True)
class MachineSettings:
    id: str = ""
    """Empty until enrolment gave one; a machine without a cloud names itself here."""
    name: str = ""
    site: str = ""
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    languages: tuple[str, ...] = ("zh_CN", "en")
    profile: str = ""
    """What the machine is built of: the name of one in ``resources/profiles``, or a file; empty: one board
    with the lanes the planogram names."""


@dataclass(frozen=True, slots=True)
class DisplayKeys:
    orientation: str = "portrait"
    diagonal_inch: float = 21.5
    theme: str = "light"
    idle_s: int = 60
    result_s: int = 25


@dataclass(frozen=True, slots=True)
class BoardKeys:
    model: str = "xy"
    port: str = "/dev/vending-board"
    baud: int | None = None
    """None: the board family's own speed."""
    drop_sensor: bool = True
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TillKeys:
    """Cash and cards at an adapter of the MDB bus."""

    model: str = "qibixx"
    port: str = ""
    """Empty: there is no till."""
    baud: int | None = None
    """None: the adapter's own speed."""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ScannerKeys:
    port: str = ""
    """Empty: there is no code reader."""
    suffix: str = Suffix.AUTO.value
    baud: int | None = None
    """None: 9600."""
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PaymentKeys:
    route: str = "cloud"
    methods: tuple[str, ...] = WALLETS
    expire_s: int = 180
    tables: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """``[payments.wechat]`` and its kin as written, by wallet, for the wallet's own reader."""


@dataclass(frozen=True, slots=True)
class CloudKeys:
    url: str = ""
    key_file: str = ""
    """Empty: in the data folder."""


@dataclass(frozen=True, slots=True)
class StaffKeys:
    gesture: str = "corners"
    lockout: int = 5
    """Wrong PINs in a row before waiting begins."""


@dataclass(frozen=True, slots=True)
class ZoneLimits:
    """Whole degrees Celsius between which goods of this zone may be sold, and for how long they may be
    broken (``profile.Zone``); None: as the profile says."""

    min_c: int | None = None
    max_c: int | None = None
    warm_minutes: int | None = None
    recover_minutes: int | None = None
    out_minutes: int | None = None
    unknown_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    machine: MachineSettings = field(default_factory=MachineSettings)
    display: DisplayKeys = field(default_factory=DisplayKeys)
    sound: SoundKeys = field(default_factory=SoundKeys)
    board: BoardKeys = field(default_factory=BoardKeys)
    boards: Mapping[str, BoardKeys] = field(default_factory=dict)
    """Of the profile's further cabinets, by the cabinet's name."""
    till: TillKeys = field(default_factory=TillKeys)
    scanner: ScannerKeys = field(default_factory=ScannerKeys)
    payments: PaymentKeys = field(default_factory=PaymentKeys)
    cloud: CloudKeys = field(default_factory=CloudKeys)
    staff: StaffKeys = field(default_factory=StaffKeys)
    game: GameKeys = field(default_factory=GameKeys)
    climate: Mapping[str, ZoneLimits] = field(default_factory=dict)
    profile: Profile | None = None
    """Read from what ``machine.profile`` names; ``board`` and ``boards`` are fitted to it."""
    given: frozenset[str] = frozenset()
    """Dotted names of the keys that were set."""
    base: Path = field(default_factory=Path)
    """The folder relative file names start at: the configuration's."""
    source: str = ""
    """The file's name, for messages; empty when there is none."""

    def is_given(self, name: str) -> bool:
        """Was this key, or any key below it, set?"""
        return name in self.given or any(key.startswith(f"{name}.") for key in self.given)


@dataclass(frozen=True, slots=True)
class _Value:
    value: object
    origin: str
    """The file's name, or ``--set``."""


def load(config: Path | None, overrides: Sequence[str] = (), *, demo: bool = False) -> Settings:
    """Read ``config`` (None: ``DEFAULT_CONFIG``) and ``overrides`` (``a.b=c`` each, the last wins).

    Without a file the defaults hold only for a demo. Raises ``ConfigError`` naming key, file and the
    nearest known key.
    """
    settings, wrong = _load(config, overrides, demo=demo, patient=False)
    if wrong:
        raise wrong[0]
    return settings


def load_readable(
    config: Path | None, overrides: Sequence[str] = ()
) -> tuple[Settings, tuple[ConfigError, ...]]:
    """What can be used of a configuration, and all that is wrong with it: a wrong key costs only itself."""
    return _load(config, overrides, demo=False, patient=True)


def _load(
    config: Path | None, overrides: Sequence[str], *, demo: bool, patient: bool
) -> tuple[Settings, tuple[ConfigError, ...]]:
    """Until the first error, or with patience to the end. An error's own step leaves nothing behind."""
    path = config or DEFAULT_CONFIG
    values: dict[str, _Value] = {}
    wrong: list[ConfigError] = []

    def attempt(step: Callable[[], None]) -> None:
        try:
            if patient or not wrong:
                step()
        except ConfigError as error:
            wrong.append(error)

    def take(name: str, value: object, origin: str) -> None:
        values[name] = _Value(_checked(name, value, origin), origin)

    def override(text: str) -> None:
        take(*_override(text), COMMAND_LINE)

    table: dict[str, Any] = {}
    present = config is not None or not demo or path.exists()
    if present:
        attempt(lambda: table.update(_read(path, chosen=config is not None)))
    is_whole = not wrong
    for name, value in _flat(table):
        attempt(partial(take, name, value, str(path)))
    for text in overrides:
        attempt(partial(override, text))
    settings = _settings(values, path if present else None)
    if is_whole:  # else what is missing may stand in the file
        attempt(lambda: _refuse_contradictions(settings, values, demo=demo))
    return _with_profile(settings, demo, attempt), tuple(wrong)


def _with_profile(settings: Settings, demo: bool, attempt: Callable[[Callable[[], None]], None]) -> Settings:
    if not settings.machine.profile:
        return settings
    from kiosk.ops.profiles import fitted  # a machine without a profile starts sooner without it

    found = [settings]
    attempt(lambda: found.append(fitted(settings, demo=demo)))
    return found[-1]


# --- reading -----------------------------------------------------------------------------------------


def _read(path: Path, *, chosen: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            raw = stream.read(CONFIG_LIMIT_BYTES + 1)
    except FileNotFoundError:
        hint = "Name the right file with --config." if chosen else "Write it, name another with --config, "
        more = "" if chosen else "or start with --demo, which needs none."
        raise ConfigError(
            "config.no_file", f"There is no configuration file {path}. {hint}{more}".rstrip()
        ) from None
    except OSError as error:
        raise ConfigError(
            "config.unreadable", f"The configuration file {path} cannot be read: {error.strerror}."
        ) from None
    if len(raw) > CONFIG_LIMIT_BYTES:
        raise ConfigError("config.too_large", f"{path} is too large to be a configuration file.")
    import tomllib  # a demo without a file starts sooner without it

    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise ConfigError("config.not_text", f"{path} is not UTF-8 text.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("config.syntax", f"{path} is not valid TOML: {error}.") from None


def _flat(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, object]]:
    """Leaves with dotted names. A table stays whole where a key may be any value, or where none is known."""
    leaves: list[tuple[str, object]] = []
    for name, value in table.items():
        dotted = f"{prefix}{name}"
        if isinstance(value, dict) and find(dotted) is None and (value or _is_section(dotted)):
            leaves += _flat(value, f"{dotted}.")
        else:
            leaves.append((dotted, value))
    return leaves


def _is_section(name: str) -> bool:
    return any(key.startswith(f"{name}.") for key in KEYS) or name.startswith(("climate.", "boards."))


def _override(text: str) -> tuple[str, object]:
    name, equals, raw = text.partition("=")
    name = name.strip()
    if not equals or not name:
        raise ConfigError("config.bad_set", f"--set {text!r} should be written key=value.")
    key = find(name)
    if key is None:
        raise _unknown(name, COMMAND_LINE)
    return name, _from_text(key, raw.strip())


def _from_text(key: Key, raw: str) -> object:
    """The value as TOML would read it; bare text and ``a,b`` lists need no quotes on a command line."""
    if key.kind is Kind.TEXT and raw[:1] not in ("'", '"'):
        return raw
    import tomllib

    try:
        return tomllib.loads(f"value = {raw}")["value"]
    except tomllib.TOMLDecodeError:
        if key.kind is Kind.TEXTS:
            return [part.strip() for part in raw.split(",") if part.strip()]
        return raw


# --- checking ----------------------------------------------------------------------------------------

_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.TEXT: (str,),
    Kind.INTEGER: (int,),
    Kind.NUMBER: (int, float),
    Kind.FLAG: (bool,),
}


def _checked(name: str, value: object, origin: str) -> object:
    key = find(name)
    if key is None:
        raise _unknown(name, origin)
    if key.kind is Kind.TEXTS and isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = tuple(value)
    elif key.kind is not Kind.ANY and type(value) not in _TYPES.get(key.kind, ()):
        raise ConfigError("config.bad_type", f"{name} in {origin} must be {key.kind}, not {_written(value)}.")
    why = key.check(value)
    if why:
        raise ConfigError("config.bad_value", f"{name} in {origin} is {_written(value)}; it {why}.")
    return value


def _written(value: object) -> str:
    """The value for a message: cut, so that a wrong paste does not fill the screen."""
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _unknown(name: str, origin: str) -> ConfigError:
    return ConfigError(
        "config.unknown_key",
        f"{name} in {origin} is not a known key. The nearest known key is {nearest(name)}.",
    )


# --- building ----------------------------------------------------------------------------------------

SectionT = TypeVar("SectionT")


def _section(values: Mapping[str, _Value], name: str, kind: type[SectionT], **more: object) -> SectionT:
    found = {
        own.name: values[f"{name}.{own.name}"].value
        for own in fields(kind)  # type: ignore[arg-type]  # every section is a dataclass
        if f"{name}.{own.name}" in values
    }
    return kind(**found, **more)


def _below(values: Mapping[str, _Value], prefix: str) -> dict[str, object]:
    return {
        name.removeprefix(prefix): value.value for name, value in values.items() if name.startswith(prefix)
    }


def _board(values: Mapping[str, _Value], name: str) -> BoardKeys:
    """Only the first board has a port without being given one."""
    further = {} if name == "board" or f"{name}.port" in values else {"port": ""}
    return _section(values, name, BoardKeys, options=_below(values, f"{name}.options."), **further)


def _settings(values: Mapping[str, _Value], path: Path | None) -> Settings:
    tables = {wallet: _below(values, f"payments.{wallet}.") for wallet in WALLETS}
    zones: dict[str, dict[str, object]] = {}
    for name, value in _below(values, "climate.").items():
        zone, _, limit = name.partition(".")
        zones.setdefault(zone, {})[limit] = value
    more = sorted({name.partition(".")[0] for name in _below(values, "boards.")})
    payments = _section(
        values, "payments", PaymentKeys, tables={wallet: table for wallet, table in tables.items() if table}
    )
    return Settings(
        machine=_section(values, "machine", MachineSettings),
        display=_section(values, "display", DisplayKeys),
        sound=_section(values, "sound", SoundKeys),
        board=_board(values, "board"),
        boards={name: _board(values, f"boards.{name}") for name in more},
        till=_section(values, "till", TillKeys, options=_below(values, "till.options.")),
        scanner=_section(values, "scanner", ScannerKeys, options=_below(values, "scanner.options.")),
        payments=payments,
        cloud=_section(values, "cloud", CloudKeys),
        staff=_section(values, "staff", StaffKeys),
        game=_section(values, "game", GameKeys),
        climate={zone: ZoneLimits(**limits) for zone, limits in zones.items()},  # type: ignore[arg-type]  # checked: whole numbers
        given=frozenset(values),
        base=path.parent if path else Path(),
        source=str(path) if path else "",
    )


def _same_ports(settings: Settings) -> Iterator[tuple[str, str]]:
    """Pairs of keys that name one device, be it by two names."""
    ports = {"board.port": settings.board.port, "scanner.port": settings.scanner.port}
    ports["till.port"] = settings.till.port
    ports |= {f"boards.{name}.port": keys.port for name, keys in settings.boards.items()}
    taken: dict[str, str] = {}
    for key, port in ports.items():
        device = port if "://" in port else os.path.realpath(port)
        if port and taken.setdefault(device, key) != key:
            yield key, taken[device]


def _refuse_contradictions(settings: Settings, values: Mapping[str, _Value], *, demo: bool) -> None:
    def refuse(key: str, text: str) -> None:
        origin = values[key].origin if key in values else settings.source or COMMAND_LINE
        raise ConfigError("config.contradiction", f"{text} (in {origin})")

    payments = settings.payments
    if settings.board.model == "none" and settings.is_given("board.port"):
        refuse("board.port", "board.port is set although board.model is 'none': one of the two is wrong.")
    for key, other in _same_ports(settings):
        refuse(key, f"{key} and {other} are the same port; each needs its own.")
    for name in settings.boards if not settings.machine.profile else ():
        refuse(f"boards.{name}.port", f"boards.{name} needs a machine.profile that has a cabinet {name!r}.")
    for zone, limits in settings.climate.items():
        if zone != MAIN and not settings.machine.profile:
            refuse(
                f"climate.{zone}.max_c",
                f"climate.{zone}: without a machine.profile there is one zone only, {MAIN!r}.",
            )
        if limits.min_c is not None and limits.max_c is not None and limits.min_c >= limits.max_c:
            refuse(f"climate.{zone}.min_c", f"climate.{zone}: min_c must be below max_c.")
    if demo:
        return
    if settings.is_given("till") and not settings.till.port:
        key = next(name for name in values if name.startswith("till."))
        refuse(key, f"{key} is set but till.port is not: name the port of the till's adapter.")
    if payments.route == "cloud" and not settings.cloud.url:
        refuse(
            "payments.route",
            "payments.route is 'cloud' but cloud.url is not set. Set it, or payments.route = 'direct'.",
        )
    if payments.route == "direct":
        missing = [method for method in payments.methods if method not in payments.tables]
        if settings.is_given("payments.methods") and missing:
            refuse(
                "payments.methods",
                f"payments.methods names {missing[0]} but there is no [payments.{missing[0]}] with its keys.",
            )
        if not payments.tables and not settings.till.port:
            refuse(
                "payments.route", "payments.route is 'direct' but no wallet has keys: add [payments.wechat]."
            )
