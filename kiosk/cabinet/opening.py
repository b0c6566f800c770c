"""The machine's boards, code reader and zones as configured, held against what the profile needs of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from hardware.api import Board, BoardSettings, Capabilities, Reader, ReaderSettings, SettingError
from kiosk.errors import ConfigError
from kiosk.ops.settings import BoardKeys, Settings, ZoneLimits
from kiosk.outfit import Addresses, Outfit, configured
from kiosk.profile.profile import MAIN, Profile, Zone

NO_BOARD = "none"


def open_boards(outfit: Outfit, addresses: Addresses) -> Mapping[str, Board]:
    """By cabinet, in their order; not started. ``ConfigError`` for one that cannot be as configured."""
    settings, profile = outfit.settings, outfit.settings.profile
    first = profile.cabinets[0].name if profile is not None else MAIN
    keys = {first: settings.board, **settings.boards}
    boards = {}
    for number, (name, own) in enumerate(keys.items()):
        further = own.port or addresses.more_ports.get(name, "")
        boards[name] = _open(outfit, own, further if number else addresses.board_port)
        if profile is not None and own.model != NO_BOARD:
            _refuse_missing(profile, number, own.model, boards[name].capabilities)
    return boards


def open_reader(outfit: Outfit, addresses: Addresses) -> Reader | None:
    """Not started; None where there is none. ``ConfigError`` for one that cannot be as configured."""
    keys = outfit.settings.scanner
    if not addresses.reader_port:
        return None
    wanted = ReaderSettings(addresses.reader_port, keys.baud, keys.suffix, dict(keys.options))
    try:
        return outfit.open_reader(wanted)
    except SettingError as error:
        raise ConfigError(error.code, error.text) from None


def tried(outfit: Outfit) -> Outfit:
    """The outfit itself, when its boards, its reader and its till can be made as configured: the installer is
    told before the screen is up. No port is opened. Raises ``ConfigError``."""
    addresses = configured(outfit.settings)
    for board in open_boards(outfit, addresses).values():
        board.close()
    reader = open_reader(outfit, addresses)
    if reader is not None:
        reader.close()
    if outfit.settings.is_given("till"):
        from kiosk.till.opening import make_till  # most machines have none

        make_till(outfit, addresses.till_port).close()
    return outfit


def _open(outfit: Outfit, keys: BoardKeys, port: str) -> Board:
    wanted = BoardSettings(keys.model, port, keys.baud, keys.drop_sensor, dict(keys.options))
    try:
        return outfit.open_board(wanted)
    except SettingError as error:
        raise ConfigError(error.code, error.text) from None


def _refuse_missing(profile: Profile, number: int, model: str, can: Capabilities) -> None:
    """What the profile's lanes and zones need of this board, and it cannot do."""
    lanes = [lane.label for lane in profile.lanes if lane.board == number and lane.lift]
    zones = [zone.name for zone in profile.zones if zone.board == number and zone.is_limited]
    for needed, has, what, whose in (
        (lanes, can.lift, "a lift", f"lane {lanes[0] if lanes else ''}"),
        (zones, can.temperature, "a temperature probe", f"zone {zones[0] if zones else ''}"),
    ):
        if needed and not has:
            raise ConfigError(
                "profile.board_cannot",
                f"The profile {profile.id} needs {what} in cabinet {profile.cabinets[number].name!r} "
                f"({whose}), and the board {model!r} has none as configured: check its options, or choose "
                "another machine.profile.",
            )


def zones(settings: Settings) -> tuple[Zone, ...]:
    """The zones of the machine with the limits that hold; without a profile there is one, measured by the
    first probe of the one board."""
    planned = settings.profile.zones if settings.profile is not None else (Zone(MAIN),)
    return tuple(_limited(zone, settings.climate.get(zone.name, ZoneLimits())) for zone in planned)


def _limited(zone: Zone, limits: ZoneLimits) -> Zone:
    told = {own.name: getattr(limits, own.name) for own in fields(limits)}
    merged: Zone = replace(zone, **{name: value for name, value in told.items() if value is not None})
    if limits.out_minutes is not None:
        return merged
    return replace(merged, out_minutes=max(merged.out_minutes, merged.warm_minutes, merged.recover_minutes))
