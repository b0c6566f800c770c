"""What the machine can do for a customer now, and the one reason when that is not everything. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.views import Mode, Trouble


@dataclass(frozen=True, slots=True)
class Condition:
    """Everything that decides the mode."""

    services_up: bool = False
    """Store open, earlier sales taken up, gateways made."""
    storage_down: bool = False
    board_up: bool = False
    board_given_up: bool = False
    """It had its time to come up at the start, or was up before."""
    door_open: bool = False
    all_blind: bool = False
    """Every lane needs a drop sensor that cannot be relied on."""
    all_too_warm: bool = False
    """The food-safety cut-off has locked every lane."""
    enrolled: bool = True
    """Or no cloud is needed."""
    enrol_tried: bool = True
    """False while the very first try with the code handed in is under way."""
    wallets: int = 0
    """Set up on this machine."""
    wallets_asked: bool = False
    wallets_offered: int = 0
    setup_trouble: bool = False
    """The only thing wrong with the wallets is how they were set up."""
    in_service: bool = False
    """Staff have signed in."""


def mode(now: Condition) -> tuple[Mode, Trouble]:
    """Worst first: what cannot be mended by waiting for the network stands before what can."""
    if now.storage_down:
        return Mode.OUT_OF_SERVICE, Trouble.STORAGE
    if not now.services_up:
        return Mode.STARTING, Trouble.NONE
    if not now.board_up:
        if now.board_given_up:
            return Mode.OUT_OF_SERVICE, Trouble.BOARD
        return Mode.STARTING, Trouble.NONE
    if now.door_open:
        return Mode.OUT_OF_SERVICE, Trouble.DOOR
    if now.all_too_warm:
        return Mode.OUT_OF_SERVICE, Trouble.TEMPERATURE
    if now.all_blind:
        return Mode.OUT_OF_SERVICE, Trouble.DROP_SENSOR
    if not now.enrolled:
        if not now.enrol_tried:
            return Mode.STARTING, Trouble.NONE
        return Mode.OUT_OF_SERVICE, Trouble.NOT_ENROLLED
    if now.in_service:
        return Mode.OUT_OF_SERVICE, Trouble.SERVICE
    if now.wallets_offered:
        return Mode.SELLING, Trouble.NONE
    if now.wallets and not now.wallets_asked:
        return Mode.STARTING, Trouble.NONE
    if not now.wallets or now.setup_trouble:
        return Mode.OFFLINE, Trouble.PAYMENT_SETUP
    return Mode.OFFLINE, Trouble.NETWORK
