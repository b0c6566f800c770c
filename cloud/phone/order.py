"""What the order page shows, decided from the machine's report and the cloud's own refunds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from cloud.pay.states import RefundStep
from cloud.phone.words import Mood, Words
from kiosk.money import yuan_text
from kiosk.wire import SaleLineReport, SaleReport, SaleSavingReport

Tone = Literal["good", "sorry", "doubt", "info"]

LOCAL_TIME = timedelta(hours=8)
"""Beijing: fixed, not the host's zone (payments.md 8.4)."""

MOOD_TONES: Mapping[Mood, Tone] = {
    "unpaid": "info",
    "lapsed": "info",
    "not_taken": "info",
    "coming": "info",
    "checking": "doubt",
    "delivered": "good",
    "gift_missed": "good",
    "refunding": "sorry",
    "staff": "doubt",
    "refunded": "good",
    "part_refunded": "good",
}
UNPAID_MOODS: Mapping[str, Mood] = {"open": "unpaid", "paying": "unpaid", "closed": "not_taken"}
"""By the sale's stage; in any other one an old code might still have been paid, which is not denied."""
SETTLED: frozenset[Mood] = frozenset({"not_taken", "delivered", "gift_missed", "refunded", "part_refunded"})
FATE_TONES: Mapping[str, Tone] = {
    "waiting": "info",
    "moving": "info",
    "delivered": "good",
    "not_delivered": "sorry",
    "unknown": "doubt",
    "unpaid": "info",
}
REFUND_TONES: Mapping[str, Tone] = {"done": "good", "stuck": "doubt"}


@dataclass(frozen=True, slots=True)
class LineView:
    name: str
    lane: str
    price: str
    fate: str
    fate_text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class SavingView:
    name: str
    amount: str
    """With its sign."""


@dataclass(frozen=True, slots=True)
class RefundView:
    number: str
    amount: str
    state: str
    state_text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class OrderView:
    """Finished text only."""

    number: str
    mood: Mood
    tone: Tone
    headline: str
    sentence: str
    paid: str
    method: str
    time: str
    lines: tuple[LineView, ...]
    savings: tuple[SavingView, ...]
    """What the prices of the lines are less than; those prices have it taken off already."""
    refunds: tuple[RefundView, ...]
    settled: bool
    """Nothing more is expected to change."""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Refund:
    number: str
    amount_fen: int
    state: str


def order_view(report: SaleReport, known: Mapping[str, RefundStep], words: Words) -> OrderView:
    """``known`` is what the cloud knows of the report's refunds: it hears of their end first."""
    refunds = _refunds(report, known)
    mood, amount_fen = _mood(report, refunds)
    headline, sentence = words.at_the_machine.get(report.method, {}).get(mood, words.moods[mood])
    return OrderView(
        number=report.number,
        mood=mood,
        tone=MOOD_TONES[mood],
        headline=headline,
        sentence=sentence.format(amount=_price(amount_fen)),
        paid=_price(report.paid_fen),
        method=words.methods.get(report.method, ""),
        time=local_time(report.opened_at_s),
        lines=tuple(_line(line, report, words) for line in report.lines),
        savings=tuple(
            SavingView(_saved(saving, words), f"-{_price(saving.fen)}")
            for saving in report.savings
            if saving.fen > 0
        ),
        refunds=tuple(
            RefundView(
                refund.number,
                _price(refund.amount_fen),
                refund.state,
                words.refund_states[refund.state],
                REFUND_TONES.get(refund.state, "sorry"),
            )
            for refund in refunds
        ),
        settled=mood in SETTLED,
    )


def _refunds(report: SaleReport, known: Mapping[str, RefundStep]) -> list[_Refund]:
    """What goes back, in the customer's states: due, sending, accepted, done, stuck."""
    found = []
    for refund in report.refunds:
        state = refund.state
        step = known.get(refund.number)
        if step is RefundStep.DONE:
            state = "done"
        elif step is RefundStep.ACCEPTED and state == "sending":
            state = "accepted"
        if state == "void":
            continue  # moved no money; another number took its place
        if state not in ("sending", "accepted", "done", "stuck"):
            state = "sending"  # a word of a newer machine: promise nothing
        found.append(_Refund(refund.number, refund.amount_fen, state))
    owed_fen = sum(line.amount_fen for line in report.lines if line.fate == "not_delivered")
    named_fen = sum(refund.amount_fen for refund in found)
    if report.paid_fen > 0 and min(owed_fen, report.paid_fen) > named_fen:
        found.append(_Refund("", min(owed_fen, report.paid_fen) - named_fen, "due"))
    return found


def _mood(report: SaleReport, refunds: list[_Refund]) -> tuple[Mood, int]:
    """The one thing to say first, and the amount it is about."""
    fates = {line.fate for line in report.lines if not line.gift}
    gifts = {line.fate for line in report.lines if line.gift}
    sums = {state: sum(r.amount_fen for r in refunds if r.state == state) for state in ("stuck", "done")}
    pending_fen = sum(r.amount_fen for r in refunds if r.state in ("due", "sending", "accepted"))
    mood: tuple[Mood, int]
    if report.paid_fen <= 0:
        mood = (UNPAID_MOODS.get(report.stage, "lapsed"), 0)
    elif sums["stuck"]:
        mood = ("staff", sums["stuck"])
    elif "unknown" in fates:
        mood = ("checking", report.paid_fen)
    elif (fates | gifts) & {"moving", "waiting"} and pending_fen + sums["done"] < report.paid_fen:
        mood = ("coming", report.paid_fen)
    elif pending_fen:
        mood = ("refunding", pending_fen)
    elif sums["done"]:
        mood = ("part_refunded" if "delivered" in fates else "refunded", sums["done"])
    else:
        mood = ("gift_missed" if gifts - {"delivered"} else "delivered", report.paid_fen)
    return mood


def _line(line: SaleLineReport, report: SaleReport, words: Words) -> LineView:
    fate: str = line.fate
    if fate == "waiting" and report.paid_fen <= 0:
        fate = "unpaid"
    elif fate == "waiting" and report.stage not in ("vending", "settling", "paying", "closing", "open"):
        fate = "not_delivered"  # paid too late: nothing is vended any more, the money goes back
    return LineView(
        name=name_of(line, words),
        lane=line.lane,
        price=words.gift if line.gift else _price(line.amount_fen),
        fate=fate,
        fate_text=words.gift_missed if line.gift and fate == "not_delivered" else words.fates[fate],
        tone=FATE_TONES[fate],
    )


def _name(line: SaleLineReport, words: Words) -> str:
    return _in_language(line.name, words) or line.sku


def _saved(saving: SaleSavingReport, words: Words) -> str:
    return _in_language(saving.name, words) or words.savings.get(saving.key, words.savings[""])


def _in_language(names: Mapping[str, str], words: Words) -> str:
    """In the page's language, else in any there is."""
    found = (names[key] for key in words.names if names.get(key))
    return next(found, next((name for name in names.values() if name), ""))


def name_of(line: SaleLineReport, words: Words) -> str:
    """The product's, in the page's language if it has one."""
    for key in words.names:
        if line.name.get(key):
            return line.name[key]
    return next((name for name in line.name.values() if name), line.sku)


def _price(fen: int) -> str:
    return f"¥{yuan_text(fen)}"


def local_time(utc_s: int) -> str:
    """In Beijing, to the minute."""
    limit_s = 253_402_214_400  # the last second a calendar of four-digit years can show in this zone
    moment = datetime.fromtimestamp(min(max(utc_s, 0), limit_s), UTC) + LOCAL_TIME
    return moment.strftime("%Y-%m-%d %H:%M")
