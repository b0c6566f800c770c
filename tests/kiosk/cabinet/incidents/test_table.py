"""The table of incidents: words for each audience in each language, and what ends each."""

from __future__ import annotations

import string

import pytest

from kiosk.cabinet.incidents.bills import BILL_INCIDENTS
from kiosk.cabinet.incidents.cloud import CLOUD_INCIDENTS
from kiosk.cabinet.incidents.kinds import Audience, Clears
from kiosk.cabinet.incidents.table import HELD, INCIDENTS, next_step, sentence
from kiosk.cabinet.incidents.till import NAMES_A_SUM
from kiosk.cabinet.supervisor import STRANGE
from kiosk.sale.effects import Worry

LANGUAGES = ("zh_CN", "en")
SILENT_TO_THE_RESTOCKER = {
    *("refund_stuck", "wrong_amount", "payment_in_doubt", "paid_back_elsewhere"),
    *("refunds_refused", "wallet_warning", "clock_wrong"),
    *BILL_INCIDENTS,
    *CLOUD_INCIDENTS,
}


@pytest.mark.parametrize("code", sorted(INCIDENTS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_incident_is_said_in_every_language(code: str, language: str) -> None:
    assert sentence(code, Audience.TECHNICIAN, "A3", "no motor", language), (
        "the technician is told everything"
    )
    assert next_step(code, language)
    restocker = sentence(code, Audience.RESTOCKER, "A3", "no motor", language)
    assert bool(restocker) is (code not in SILENT_TO_THE_RESTOCKER)
    for audience in Audience:
        text = sentence(code, audience, "A3", "no motor", language)
        assert "{" not in text and len(text) <= 110
        assert not text or text.endswith((".", "。", "?", "no motor")), text


@pytest.mark.parametrize("code", sorted(INCIDENTS))
def test_both_languages_speak_of_the_same_things(code: str) -> None:
    kind = INCIDENTS[code]
    for texts in (kind.customer, kind.restocker, kind.technician, kind.next_step):
        assert set(texts) == set(LANGUAGES)
        assert bool(texts["zh_CN"]) is bool(texts["en"])
    for texts in (kind.customer, kind.restocker, kind.next_step):
        assert _fields(texts["zh_CN"]) == _fields(texts["en"])


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_the_customer_reads_no_raw_code_and_no_cause() -> None:
    for code, kind in INCIDENTS.items():
        assert "detail" not in _fields(kind.customer["en"])
        assert code in NAMES_A_SUM or "detail" not in _fields(kind.restocker["en"])


def test_whoever_hands_money_over_reads_how_much() -> None:
    for code in NAMES_A_SUM:
        assert "detail" in _fields(INCIDENTS[code].restocker["en"])


def test_every_call_for_staff_has_its_words() -> None:
    assert {worry.value for worry in Worry} | STRANGE <= set(INCIDENTS)
    assert all(INCIDENTS[worry.value].clears is Clears.WITH_SALE for worry in Worry)


def test_what_lasts_is_held_and_what_happened_is_not() -> None:
    assert {"board_away", "climate_locked", "lane_out"} <= HELD
    assert not HELD & {"unasked_result", "money_received", *(worry.value for worry in Worry)}


def test_a_code_of_a_newer_program_says_what_it_was_told() -> None:
    assert sentence("gremlins", Audience.TECHNICIAN, "A3", "something odd", "en") == "something odd"
    assert next_step("gremlins", "en") == ""
