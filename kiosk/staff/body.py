"""The health of the machine's organs and of its wallets' accounts, read off the services. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.payments.desk import Desk
from kiosk.payments.schedule import CLOCK_TRUSTED_WITHIN_S
from kiosk.staff.pages import Wallet, account
from kiosk.staff.views import AccountRow, Health, Organ, Verdict

if TYPE_CHECKING:
    from kiosk.cabinet.supervision import Supervision
    from kiosk.services import Services

DISK_LOW_MB = 500
"""A week of logs and books fits; less, and somebody should look before the disk is full."""
DISK_NONE_MB = 50


def health(services: Services, free_mb: int | None) -> tuple[Health, ...]:
    """``free_mb``: on the data folder's disk; None: not looked yet."""
    assert services.machine is not None, "asked before"
    return (
        *_boards(services.machine),
        _network(services.desk),
        *_zones(services.machine),
        _disk(free_mb, is_down=services.disk.down),
        _clock(services.desk),
        *_reader(services),
    )


def _boards(machine: Supervision) -> Iterator[Health]:
    several = len(machine.cabinet.heard) > 1
    for number, heard in enumerate(machine.cabinet.heard):
        name = machine.name_of(number) if several else ""
        if heard.up:
            doubtful = bool(heard.sensor_trouble)
            verdict = Verdict.DOUBT if doubtful else Verdict.GOOD
            yield Health(Organ.BOARD, verdict, name, detail=heard.sensor_trouble)
        else:
            given_up = machine.given_up(number)
            yield Health(
                Organ.BOARD, Verdict.BAD if given_up else Verdict.UNKNOWN, name, detail=heard.why_down
            )


def _network(desk: Desk) -> Health:
    offered = len(desk.offered)
    if desk.count and not desk.asked:
        verdict = Verdict.UNKNOWN
    elif not offered:
        verdict = Verdict.BAD
    else:
        verdict = Verdict.GOOD if offered >= desk.count else Verdict.DOUBT
    return Health(Organ.NETWORK, verdict, figure=offered, of=desk.count)


def _zones(machine: Supervision) -> Iterator[Health]:
    zones = machine.climate.zones
    for zone, state in zones:
        name = zone.name if len(zones) > 1 else ""
        if state.latch is not None:
            verdict = Verdict.BAD
        elif state.known_c is None:
            verdict = Verdict.DOUBT if zone.is_limited else Verdict.UNKNOWN
        else:
            verdict = Verdict.GOOD
        yield Health(Organ.TEMPERATURE, verdict, name, figure=state.known_c)


def _disk(free_mb: int | None, *, is_down: bool) -> Health:
    if is_down:
        return Health(Organ.DISK, Verdict.BAD, figure=free_mb)
    if free_mb is None:
        return Health(Organ.DISK, Verdict.UNKNOWN)
    low = Verdict.BAD if free_mb < DISK_NONE_MB else Verdict.DOUBT
    return Health(Organ.DISK, low if free_mb < DISK_LOW_MB else Verdict.GOOD, figure=free_mb)


def _clock(desk: Desk) -> Health:
    """By the gateway that differs most; unknown while nobody has told the time."""
    offsets = desk.clock_offsets_s
    if not offsets:
        return Health(Organ.CLOCK, Verdict.UNKNOWN)
    off_s = max(offsets.values(), key=abs)
    right = abs(off_s) <= CLOCK_TRUSTED_WITHIN_S
    return Health(Organ.CLOCK, Verdict.GOOD if right else Verdict.DOUBT, figure=off_s)


def _reader(services: Services) -> Iterator[Health]:
    up = services.reader_up
    if up is not None:
        yield Health(Organ.READER, Verdict.GOOD if up else Verdict.DOUBT)


def accounts(desk: Desk) -> tuple[AccountRow, ...]:
    """Every wallet of this machine, in its fixed order."""
    troubles, refunds, warnings = desk.troubles, desk.refund_troubles, desk.warnings
    offered = desk.offered
    return tuple(
        account(
            Wallet(
                method.value,
                asked=method in troubles,
                offered=method in offered,
                trouble=troubles.get(method),
                refund_trouble=refunds.get(method),
                warnings=warnings.get(method, ()),
            )
        )
        for method in warnings
    )
