"""The machine's profile out of its file, and the settings fitted to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kiosk.errors import ConfigError
from kiosk.ops.settings import BoardKeys, Settings
from kiosk.profile.profile import CabinetPlan, Profile
from kiosk.profile.profile_file import read_profile
from kiosk.profile.rows import nearest

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "profiles"
ENDING = ".toml"
PROFILE_LIMIT_BYTES = 262_144
"""A profile is a page or two; anything larger is the wrong file."""
NO_BOARD = "none"
WITHOUT_PROBES = ("relay", NO_BOARD)


def known_profiles() -> tuple[str, ...]:
    """Names of the profiles that come with the program."""
    return tuple(sorted(path.stem for path in FOLDER.glob(f"*{ENDING}")))


def load_profile(name: str, base: Path) -> Profile:
    """The profile ``name``: one that comes with the program, or a file (relative ones start at ``base``).

    Raises ``ConfigError`` with every sentence there is to say about it.
    """
    path = base / name if name.endswith(ENDING) or "/" in name else FOLDER / f"{name}{ENDING}"
    if path.parent == FOLDER and path.stem not in known_profiles():
        known = known_profiles()
        raise ConfigError(
            "profile.unknown",
            f"machine.profile names {name!r}, and there is no such profile. The nearest is "
            f"{nearest(name, known)}; known are {', '.join(known)}. A file of your own is named by its path.",
        )
    read = read_profile(path.stem, _table(path))
    if read.profile is None:
        raise ConfigError(
            "profile.contradiction", f"The profile {path} cannot be used. {' '.join(read.problems)}"
        )
    return read.profile


def _table(path: Path) -> Mapping[str, Any]:
    import tomllib  # only a machine with a profile needs it

    try:
        with path.open("rb") as stream:
            raw = stream.read(PROFILE_LIMIT_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            "profile.unreadable", f"The profile {path} cannot be read: {error.strerror}."
        ) from None
    if len(raw) > PROFILE_LIMIT_BYTES:
        raise ConfigError("profile.too_large", f"{path} is too large to be a profile.")
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except ValueError as error:
        raise ConfigError("profile.syntax", f"The profile {path} is not valid TOML: {error}.") from None


# --- fitting -----------------------------------------------------------------------------------------


def fitted(settings: Settings, *, demo: bool) -> Settings:
    """``settings`` with the profile read, and the boards as it needs them where nobody said otherwise.

    Raises ``ConfigError`` for what the two cannot both be right about. Each board needs a port; in a ``demo``
    one is simulated.
    """
    profile = load_profile(settings.machine.profile, settings.base)
    main, *more = profile.cabinets
    names = [cabinet.name for cabinet in more]
    for name in settings.boards:
        if name not in names:
            has = ", ".join(f"boards.{known}" for known in names) or "none beside [board]"
            raise _contradiction(settings, f"boards.{name} is set, but the profile {profile.id} has {has}.")
    for zone in settings.climate:
        zones = [known.name for known in profile.zones]
        if zone not in zones:
            raise _contradiction(
                settings,
                f"climate.{zone} is set, but the profile {profile.id} has "
                + (f"no such zone; nearest is climate.{nearest(zone, zones)}." if zones else "no zones."),
            )
    boards = {}
    for cabinet in more:
        key = f"boards.{cabinet.name}"
        if not demo and not settings.is_given(f"{key}.port"):
            raise _contradiction(
                settings,
                f"The profile {profile.id} has a cabinet {cabinet.name!r} with a board of its own: "
                f"set {key}.port, or choose another machine.profile.",
            )
        boards[cabinet.name] = _board(
            settings, settings.boards.get(cabinet.name, BoardKeys(port="")), key, cabinet
        )
    return replace(
        settings, profile=profile, board=_board(settings, settings.board, "board", main), boards=boards
    )


def _board(settings: Settings, keys: BoardKeys, key: str, cabinet: CabinetPlan) -> BoardKeys:
    """The board's keys, completed by what its cabinet is built like."""
    model = keys.model if settings.is_given(f"{key}.model") else cabinet.models[0]
    if model not in (*cabinet.models, NO_BOARD):
        raise _contradiction(
            settings,
            f"{key}.model is {model!r}, but cabinet {cabinet.name!r} of the profile "
            f"{settings.machine.profile} is built with {' or '.join(cabinet.models)}: "
            f"correct {key}.model, or choose another machine.profile.",
        )
    is_told = settings.is_given(f"{key}.drop_sensor")
    if is_told and keys.drop_sensor and not cabinet.drop_sensor:
        raise _contradiction(
            settings,
            f"{key}.drop_sensor is true, but cabinet {cabinet.name!r} of the profile "
            f"{settings.machine.profile} has none: correct one of them.",
        )
    return replace(
        keys,
        model=model,
        drop_sensor=keys.drop_sensor if is_told else cabinet.drop_sensor,
        options={**_probes(model, cabinet), **cabinet.options.get(model, {}), **keys.options},
    )


def _probes(model: str, cabinet: CabinetPlan) -> dict[str, object]:
    """The option every board that can read a temperature has."""
    return {} if model in WITHOUT_PROBES else {"temperature_zones": cabinet.probes}


def _contradiction(settings: Settings, text: str) -> ConfigError:
    where = settings.source or "the command line"
    return ConfigError("config.contradiction", f"{text} (in {where})")
