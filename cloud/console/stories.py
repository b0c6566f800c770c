"""What stands below the table on a detail page: finished text, made of what is stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from cloud.cloud import Cloud
from cloud.console.ends import MACHINES, TONES, end_of
from cloud.console.fields import moment_text, money_text
from cloud.console.words import language, say
from cloud.pay.states import RefundStep, State
from cloud.phone.order import order_view
from cloud.phone.words import EN, ZH, Words
from cloud.store import refunds
from cloud.store.console import look, people, settling
from cloud.store.console.look import EventSeen, NoticeSeen, OrderSeen
from cloud.store.payments import StoredPayment
from cloud.store.refunds import StoredRefund
from kiosk.payments.reconcile.cases import Finding

Story = dict[str, Any]

DEEDS_SHOWN = 50
PAYMENT_TONES = {State.PAID: "green", State.OPEN: "azure", State.CREATING: "azure", State.UNKNOWN: "yellow"}
LINE_TONES = {"good": "green", "sorry": "red", "doubt": "yellow", "info": "azure"}
SEVERITY_TONES = {"critical": "red", "error": "red", "warning": "yellow"}


async def order_story(cloud: Cloud, machine_id: str, sale: str) -> Story:
    """The whole sale: attempts, goods with their fates, refunds, notices, what the machine reported."""
    seen = await cloud.db.read(look.order, machine_id, sale)
    now_ms = cloud.clock.utc_ms()
    return {
        "sale": sale,
        "machine": machine_id,
        "truth": f"/o/{seen.truth_token}" if seen.truth_token else "",
        "attempts": [_attempt(payment) for payment in seen.attempts],
        "refunds": [_refund(refund, now_ms) for refund in seen.refunds],
        "notices": [_notice(notice) for notice in seen.notices],
        "events": [_event(event) for event in seen.events],
        **_report(seen),
    }


def _report(seen: OrderSeen) -> Story:
    """By the machine's own newest report; it knows what fell, the cloud does not."""
    if seen.report is None:
        return {"headline": say("story.no_report"), "tone": "secondary", "lines": [], "due": ""}
    known = {refund.order.number: refund.state for refund in seen.refunds}
    view = order_view(seen.report, known, _phone_words())
    due = [refund.amount for refund in view.refunds if refund.state == "due"]
    return {
        "headline": view.headline,
        "tone": LINE_TONES[view.tone],
        "lines": [
            {
                "name": line.name,
                "lane": line.lane,
                "price": line.price,
                "text": line.fate_text,
                "tone": LINE_TONES[line.tone],
            }
            for line in view.lines
        ],
        "due": say("story.due").format(amount=due[0]) if due else "",
        "machine_refunds": [
            {"number": refund.number, "text": say(f"end.{MACHINES[refund.state]}"), "amount": refund.amount}
            for refund in view.refunds
            if refund.number and refund.number not in known
        ],
    }


def _attempt(payment: StoredPayment) -> Story:
    return {
        "number": payment.order.number,
        "wallet": say(f"wallet.{payment.order.method}"),
        "state": say(f"payment.{payment.state}"),
        "tone": PAYMENT_TONES.get(payment.state, "secondary"),
        "amount": money_text(payment.order.amount_fen),
        "paid": money_text(payment.paid_fen),
        "made": moment_text(payment.order.created_at_s),
        "paid_at": moment_text(payment.paid_at_s),
        "problem": payment.problem.text if payment.problem else "",
    }


def _refund(refund: StoredRefund, now_ms: int) -> Story:
    end = end_of(refund.state, refund.order.created_at_s * 1000, now_ms)
    return {
        "number": refund.order.number,
        "amount": money_text(refund.order.amount_fen),
        "end": say(f"end.{end}"),
        "tone": TONES[end],
        "reason": refund.order.reason,
        "asked": moment_text(refund.order.created_at_s),
        "to": refund.sent_to,
        "problem": refund.problem.text if refund.problem and refund.state is not RefundStep.DONE else "",
    }


def _notice(notice: NoticeSeen) -> Story:
    return {
        "at": moment_text(notice.received_at_ms // 1000),
        "gateway": say(f"wallet.{notice.gateway}"),
        "number": notice.number,
        "event": notice.event_id,
        "text": say("story.acted" if notice.processed else "story.kept"),
    }


def _event(event: EventSeen) -> Story:
    body = json.loads(event.body)
    lines = body.get("lines", [])
    fates = [str(line.get("fate", "")) for line in lines if isinstance(line, dict)]
    words = _phone_words()
    return {
        "at": moment_text(event.at_ms // 1000),
        "seq": event.seq,
        "stage": say(f"stage.{body.get('stage', '')}", str(body.get("stage", ""))),
        "fates": ", ".join(words.fates.get(fate, fate) for fate in fates),
    }


async def refund_story(cloud: Cloud, row: Any) -> Story:
    """The order it belongs to, and what people did about it."""
    refund = await cloud.db.read(refunds.find_for_staff, row.number)
    deeds = await cloud.db.read(people.deeds_about, row.number, DEEDS_SHOWN)
    return {
        "payment": row.payment_number,
        "sale": refund.order.payment.sale if refund else "",
        "machine": refund.order.payment.machine if refund else "",
        "deeds": _deeds(deeds),
    }


async def finding_story(cloud: Cloud, finding: Finding) -> Story:
    """What people did about it."""
    deeds = await cloud.db.read(people.deeds_about, settling.subject_of(finding), DEEDS_SHOWN)
    return {"deeds": _deeds(deeds)}


async def machine_story(cloud: Cloud, machine_id: str) -> Story:
    """What is wrong with it now, by its own words."""
    incidents = await cloud.db.read(look.open_incidents, machine_id)
    return {"machine": machine_id, "incidents": [_incident(event) for event in incidents]}


def _incident(event: EventSeen) -> Story:
    body = json.loads(event.body)
    words = body.get("words")
    told = words.get(language(), {}) if isinstance(words, dict) else {}
    severity = str(body.get("severity", ""))
    return {
        "since": moment_text(event.at_ms // 1000),
        "code": str(body.get("code", "")),
        "subject": str(body.get("subject", "")),
        "text": str(told.get("technician") or told.get("restocker") or body.get("text", "")),
        "next_step": str(told.get("next_step", "")),
        "severity": say(f"severity.{severity}", severity),
        "tone": SEVERITY_TONES.get(severity, "azure"),
    }


def _deeds(deeds: Sequence[people.Deed]) -> list[Story]:
    return [
        {
            "at": moment_text(deed.at_ms // 1000),
            "person": deed.person,
            "what": say(f"deed.{deed.deed}", deed.deed),
            "text": deed.text,
        }
        for deed in deeds
    ]


def _phone_words() -> Words:
    return ZH if language() == "zh_CN" else EN
