"""How a refund can end, told apart everywhere a customer looks: the result screen, the order's page on the
phone and the event the cloud gets; in both languages, to the fen. Each is reached through the real table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cloud.phone.order import order_view
from cloud.phone.words import EN, ZH, Words
from kiosk.front.sale_view import sale_view
from kiosk.payments.intent import (
    CallUnknown,
    Problem,
    ProblemKind,
    RefundAccepted,
    RefundDone,
    RefundOrder,
    RefundRefused,
    RefundResult,
    RefundVoid,
)
from kiosk.sale.events import Event, MethodChosen, PaymentReady, PaymentSeen, VendResult
from kiosk.sale.state import Fate, Line, Sale, open_sale
from kiosk.sale.table import step
from kiosk.vend.calls import refund_event
from kiosk.vend.report import sale_report
from kiosk.wire import SaleReport
from tests.kiosk.vend.rig import order
from ui.backend import words

NUMBER = "K0000001"
PRICES = (333, 335, 332, 1)
"""No two lines cost the same, so that a wrong line shows in the sum."""
SOURCES = Path(__file__).resolve().parents[4] / "ui" / "i18n" / "en.ts"


def problem(kind: ProblemKind) -> Problem:
    return Problem(kind, "Why.", "CODE")


@dataclass(frozen=True)
class End:
    says: RefundResult
    """Of the gateway, about the refund's first number."""
    kept: tuple[str, ...]
    """States of the refunds, in the event for the cloud."""
    zh: str
    en: str
    """On the screen."""
    page_zh: str
    page_en: str
    """On the phone."""


ENDS = {
    "under way": End(
        RefundAccepted(),
        ("accepted",),
        "退款已受理，等待到账",
        "Refund accepted, on its way",
        "退款处理中，尚未到账",
        "On its way, not there yet",
    ),
    "done": End(RefundDone("ref"), ("done",), "已退款", "Refunded", "已退款", "Refunded"),
    "void: the same money under a new number": End(
        RefundVoid(problem(ProblemKind.GATEWAY)),
        ("void", "sending"),
        "正在申请退款",
        "Refund requested",
        "正在申请退款",
        "Asking for the refund",
    ),
    "refused for now": End(
        RefundRefused(problem(ProblemKind.BALANCE)),
        ("sending",),
        "正在申请退款",
        "Refund requested",
        "正在申请退款",
        "Asking for the refund",
    ),
    "refused for good: a person": End(
        RefundRefused(problem(ProblemKind.ACCOUNT)),
        ("stuck",),
        "工作人员正在处理退款",
        "Staff are handling the refund",
        "工作人员正在处理",
        "Our staff are on it",
    ),
    "unknown": End(
        CallUnknown(problem(ProblemKind.TIMEOUT)),
        ("sending",),
        "正在申请退款",
        "Refund requested",
        "正在申请退款",
        "Asking for the refund",
    ),
}


def sale_with(fates: tuple[Fate, ...]) -> Sale:
    """Paid, and each line ended like this."""
    lines = tuple(Line(at, f"sku{at}", f"A{at}", at + 1, PRICES[at]) for at in range(len(fates)))
    sale = open_sale(NUMBER, lines)
    total_fen = sum(line.amount_fen for line in lines)
    code = f"{NUMBER}A"
    ended = [VendResult(at, 1, fate) for at, fate in enumerate(fates)]
    paid: list[Event] = [MethodChosen("wechat"), PaymentReady(code, "code"), PaymentSeen(code, total_fen)]
    for event in [*paid, *ended]:
        sale, _ = step(sale, event)
    return sale


def after(sale: Sale, says: RefundResult) -> Sale:
    refund = sale.refunds[-1]
    asked = RefundOrder(refund.number, order(refund.attempt, NUMBER), refund.amount_fen, "未出货")
    return step(sale, refund_event(asked, says))[0]


def on_the_screen(sale: Sale) -> list[tuple[str, int]]:
    view = sale_view(sale, ("wechat",), turning=False, notice="", ends_at_ms=0, span_ms=0, truth_url="")
    return [(words.refund(refund), refund.amount_fen) for refund in view.refunds]


def on_the_phone(sale: Sale, language: Words) -> tuple[list[tuple[str, str]], str]:
    """The refunds, and the page's own headline and sentence."""
    report = SaleReport.model_validate(sale_report(sale, "t" * 24, 1_790_000_000_000, {}))
    view = order_view(report, {}, language)
    return [(one.state_text, one.amount) for one in view.refunds], f"{view.headline} {view.sentence}"


def english(source: str) -> str:
    """As the screen has it once the language is changed."""
    for message in ElementTree.parse(SOURCES).getroot().iter("message"):
        if message.findtext("source") == source:
            return message.findtext("translation") or ""
    raise AssertionError(f"{source} has no translation")


@pytest.mark.parametrize("name", ENDS)
def test_each_end_has_its_own_words_everywhere(name: str) -> None:
    end = ENDS[name]
    sale = after(sale_with((Fate.DELIVERED, Fate.NOT_DELIVERED)), end.says)
    assert tuple(refund.state.value for refund in sale.refunds) == end.kept
    assert on_the_screen(sale) == [(end.zh, 335)]
    assert english(end.zh) == end.en
    for language, words_there in ((ZH, end.page_zh), (EN, end.page_en)):
        refunds, said = on_the_phone(sale, language)
        assert refunds == [(words_there, "¥3.35")]
        assert ("已退" in said or "efunded" in said) is (name == "done"), said


def test_the_four_states_never_share_a_word() -> None:
    four = ["under way", "done", "refused for now", "refused for good: a person"]
    for texts in zip(*((ENDS[name].zh, ENDS[name].en, ENDS[name].page_zh) for name in four), strict=True):
        assert len(set(texts)) == len(four), texts


@pytest.mark.parametrize("name", ENDS)
@pytest.mark.parametrize("missing", [(1,), (0, 2), (0, 1, 3), (0, 1, 2, 3)])
def test_the_sum_is_of_the_lines_that_did_not_fall_to_the_fen(name: str, missing: tuple[int, ...]) -> None:
    fates = tuple(Fate.NOT_DELIVERED if at in missing else Fate.DELIVERED for at in range(len(PRICES)))
    sale = after(sale_with(fates), ENDS[name].says)
    owed_fen = sum(PRICES[at] for at in missing)
    assert sum(amount_fen for _, amount_fen in on_the_screen(sale)) == owed_fen
    refunds, said = on_the_phone(sale, ZH)
    assert [amount for _, amount in refunds] == [f"¥{owed_fen // 100}.{owed_fen % 100:02d}"]
    assert refunds[0][1] in said, "the page speaks of what goes back, not of what was paid"
