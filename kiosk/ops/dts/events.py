"""What our incidents are called in EVA-DTS (boards.md 10; of coins and bills EVA-DTS 6.1.1, the tables of
events 1 and 14). One table; pure.

An incident that has no name there, or that follows from one that has, is not told: the empty row says that
this was decided. A code ending in ``_`` is followed by which one: the selection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.cabinet.incidents.bills import BILL_INCIDENTS


@dataclass(frozen=True, slots=True)
class Event:
    """``begins`` is told when the incident begins, ``ends`` when it is over; empty: not told."""

    begins: str = ""
    ends: str = ""


COIN_VALIDATOR_JAM = "EAD"
COIN_DISPENSER_JAM = "EAF"
COIN_MECH_SILENT = "EAR"
DOOR_OPEN, DOOR_CLOSED = "EGS", "EGT"
DISPENSE_MOTOR = "EJB_"
HELIX = "EJC_"
REFRIGERATION = "EJJ"
DELIVERY_DETECTOR = "EJL"
DELIVERY_SYSTEM = "EJM"
FAILED_VEND = "ELA_"
SOLD_OUT = "ELB_"
BILL_JAM = "ENC"
BILL_BOX_FULL = "ENE"
BILL_BOX_OUT = "ENF"
TEMPERATURE_SENSOR = "EOA"
NOT_TOLD = Event()

EVENTS: Mapping[str, Event] = {
    "board_away": Event(DELIVERY_SYSTEM),
    "door_open": Event(DOOR_OPEN, DOOR_CLOSED),
    "drop_sensor": Event(DELIVERY_DETECTOR),
    "unasked_result": Event(DELIVERY_SYSTEM),
    "money_received": NOT_TOLD,
    "lane_paused": NOT_TOLD,  # the failed vends that led to it are
    "lane_out": Event(HELIX),
    "lane_fault": Event(DISPENSE_MOTOR),
    "lane_missing": Event(DISPENSE_MOTOR),
    "lane_wearing": NOT_TOLD,
    "planogram_strangers": NOT_TOLD,
    "probe_fault": Event(TEMPERATURE_SENSOR),
    "out_of_limits": NOT_TOLD,  # a door that was open for filling; too long, and the cut-off latches
    "climate_locked": Event(REFRIGERATION),
    "reader_away": NOT_TOLD,
    "wallet_refused": NOT_TOLD,
    "refunds_refused": NOT_TOLD,
    "wallet_warning": NOT_TOLD,
    "clock_wrong": NOT_TOLD,
    "rule_left_out": NOT_TOLD,
    "rules_unread": NOT_TOLD,
    "reader_trouble": NOT_TOLD,
    "document_unread": NOT_TOLD,
    "pickup_guessed": NOT_TOLD,
    "picture_unusable": NOT_TOLD,
    "staff_locked_out": NOT_TOLD,
    "ticket_overdue": NOT_TOLD,
    "service_turn_in_doubt": NOT_TOLD,
    "lane_held": NOT_TOLD,
    "line_in_doubt": NOT_TOLD,
    "refund_stuck": NOT_TOLD,
    "wrong_amount": NOT_TOLD,
    "paid_back_elsewhere": NOT_TOLD,
    "payment_in_doubt": NOT_TOLD,
    **dict.fromkeys(BILL_INCIDENTS, NOT_TOLD),  # what a gateway's bill says is no counter of the machine's
    "till_away": Event(COIN_MECH_SILENT),
    "till_trouble": NOT_TOLD,  # of which device, and what, only its words say
    "coin_jam": Event(COIN_VALIDATOR_JAM),
    "tube_jam": Event(COIN_DISPENSER_JAM),
    "bill_jam": Event(BILL_JAM),
    "stacker_full": Event(BILL_BOX_FULL),
    "cash_box_out": Event(BILL_BOX_OUT),
    "till_few_coins": NOT_TOLD,
    "till_counts": NOT_TOLD,
    "till_owes": NOT_TOLD,
    "till_in_doubt": NOT_TOLD,
    "card_owes": NOT_TOLD,
    "card_in_doubt": NOT_TOLD,
}
"""By our code (``kiosk.cabinet.incidents.table``); a test holds both together."""
