"""Sales, events and effects survive the way to disk and back exactly; anything else is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from kiosk.sale.events import Event, PaymentReady
from kiosk.sale.state import Sale
from kiosk.sale.table import step
from kiosk.store.sale_json import (
    EFFECTS,
    EVENTS,
    UnreadableError,
    effect_from,
    effect_text,
    event_from,
    event_text,
    sale_from,
    sale_text,
)
from tests.kiosk.sale.happenings import events, sales
from tests.kiosk.store.machine import basket


@settings(max_examples=200, deadline=None)
@given(sales(), events())
def test_round_trip_is_exact(sale: Sale, happened: list[Event]) -> None:
    for event in happened:
        assert event_from(event_text(event)) == event
        sale, effects = step(sale, event)
        back = sale_from(sale_text(sale))
        assert back == sale
        assert sale_text(back) == sale_text(sale)
        for effect in effects:
            assert effect_from(effect_text(effect)) == effect


def test_names_in_the_database_are_these() -> None:
    """Renaming a class needs a migration: old books bear the old name."""
    assert sorted(EVENTS) == [
        "CancelPressed",
        "CodeRead",
        "DeadlinePassed",
        "MethodChosen",
        "MoreTimePressed",
        "PaymentClosed",
        "PaymentReady",
        "PaymentRefused",
        "PaymentReversed",
        "PaymentSeen",
        "PaymentUnknown",
        "PaymentUnpaid",
        "Rebooted",
        "RefundAccepted",
        "RefundRefused",
        "RefundSeen",
        "RefundUnknown",
        "RefundVoided",
        "StaffRetried",
        "StaffSettled",
        "VendResult",
    ]
    assert sorted(EFFECTS) == [
        "ArmDeadline",
        "CallStaff",
        "ChargeCode",
        "ClosePayment",
        "CreatePayment",
        "QueryPayment",
        "QueryRefund",
        "QueryVend",
        "SendRefund",
        "Vend",
    ]


def test_a_field_added_later_takes_its_default() -> None:
    body = json.loads(sale_text(basket("K0000001")))
    del body["extensions"]
    assert sale_from(json.dumps(body)).extensions == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"type": "Bribed"}',
        '{"type": "PaymentSeen", "attempt": "A"}',
        '{"type": "PaymentSeen", "attempt": "A", "amount_fen": "1"}',
        '{"type": "PaymentSeen", "attempt": "A", "amount_fen": true}',
        '{"type": "PaymentSeen", "attempt": "A", "amount_fen": 1, "tip_fen": 1}',
        '{"type": "DeadlinePassed", "timer": "tea"}',
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        event_from(text)


def test_a_sale_with_an_unknown_stage_is_refused() -> None:
    text = sale_text(basket("K0000001")).replace('"open"', '"dreaming"')
    with pytest.raises(UnreadableError, match="dreaming"):
        sale_from(text)
    assert event_text(PaymentReady("A", "c")) == '{"type":"PaymentReady","attempt":"A","code":"c"}'
