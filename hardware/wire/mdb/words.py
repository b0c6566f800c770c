"""What stands on the bus, in words, for people."""

from __future__ import annotations

from typing import Final

from hardware.wire.mdb import changer, validator
from hardware.wire.mdb.values import TYPES, types_in

CHANGER_WORDS: Final[dict[int, str]] = {
    changer.Code.ESCROW_REQUEST: "the return lever was pressed",
    changer.Code.PAYOUT_BUSY: "paying out",
    changer.Code.NO_CREDIT: "a coin was good, but did not arrive",
    changer.Code.TUBE_SENSOR: "a tube's sensor is broken",
    changer.Code.DOUBLE_ARRIVAL: "two coins came too close together",
    changer.Code.ACCEPTOR_UNPLUGGED: "the coin acceptor is unplugged",
    changer.Code.TUBE_JAM: "a coin is jammed in a tube",
    changer.Code.ROM_CHECKSUM: "the changer's memory is damaged",
    changer.Code.ROUTING: "a coin went the wrong way",
    changer.Code.BUSY: "the changer is busy",
    changer.Code.JUST_RESET: "the changer was reset",
    changer.Code.COIN_JAM: "a coin is jammed in the acceptor",
    changer.Code.COIN_REMOVAL: "somebody tried to fish a coin out",
}
VALIDATOR_WORDS: Final[dict[int, str]] = {
    validator.Code.MOTOR: "the validator's motor fails",
    validator.Code.SENSOR: "a sensor of the validator fails",
    validator.Code.BUSY: "the validator is busy",
    validator.Code.ROM_CHECKSUM: "the validator's memory is damaged",
    validator.Code.JAM: "a bill is jammed",
    validator.Code.JUST_RESET: "the validator was reset",
    validator.Code.REMOVED: "a bill was drawn out of the escrow",
    validator.Code.CASH_BOX_OUT: "the cash box is open or missing",
    validator.Code.DISABLED: "the validator is disabled",
    validator.Code.INVALID_ESCROW: "there was no bill in the escrow",
    validator.Code.REJECTED: "a bill was rejected",
    validator.Code.CREDITED_REMOVAL: "somebody tried to draw a stacked bill out",
}
_PLAIN: Final[dict[bytes, str]] = {
    changer.RESET: "reset the changer",
    changer.SETUP: "which coins?",
    changer.TUBE_STATUS: "how many coins in the tubes?",
    changer.POLL: "poll the changer",
    validator.RESET: "reset the validator",
    validator.SETUP: "which bills?",
    validator.POLL: "poll the validator",
    validator.RETURN: "return the bill",
    validator.STACK: "stack the bill",
    validator.STACKER: "how many bills in the cash box?",
}
_MASK_BYTES: Final = 5


def command_text(block: bytes) -> str:
    """What a command asks for."""
    if block in _PLAIN:
        return _PLAIN[block]
    if len(block) == 2 and block[0] == changer.DISPENSE:
        return f"pay out {block[1] >> 4} coins of type {block[1] & 0x0F}"
    if len(block) == _MASK_BYTES and block[0] == changer.COIN_TYPE:
        return f"take coins of type {_types(block[1:3])}, by hand {_types(block[3:5])}"
    if len(block) == _MASK_BYTES and block[0] == validator.BILL_TYPE:
        return f"take bills of type {_types(block[1:3])}, in escrow {_types(block[3:5])}"
    return f"bus command {block.hex(' ')}"


def _types(data: bytes) -> str:
    types = types_in(data)
    if len(types) == TYPES:
        return "all"
    return ", ".join(map(str, sorted(types))) or "none"
