"""Findings in words, for the merchant's office and for whoever is called. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.money import yuan_text
from kiosk.payments.bills.bill import RowKind
from kiosk.payments.reconcile.cases import Case, Deed, Finding, Note

Texts = Mapping[str, str]
"""By language: ``zh_CN``, ``en``."""


def _both(zh_cn: str, en: str) -> Texts:
    return {"zh_CN": zh_cn, "en": en}


CASES: Mapping[Case, Texts] = {
    Case.OK: _both("一致", "agrees"),
    Case.AMOUNT: _both("金额不一致", "the amounts differ"),
    Case.MISSING: _both("账单里没有这笔付款", "the bill has no such payment"),
    Case.CARRIED: _both("临近零点，见相邻一天的账单", "near midnight: see the neighbouring day's bill"),
    Case.LATE: _both("账单有付款，我方未入账", "paid by the bill, not in our books"),
    Case.UNDONE: _both("付款被他人在渠道撤销", "paid, and undone at the gateway by somebody else"),
    Case.REFUND_CONFIRMED: _both("账单已有这笔退款", "the bill has this refund already"),
    Case.REFUND_FAILED: _both("账单说退款失败", "by the bill this refund failed"),
    Case.REFUND_MISSING: _both("退款三天仍不在账单里", "done three days ago, in no bill since"),
    Case.FOREIGN_REFUND: _both("不是本机发起的退款", "a refund that is not ours"),
    Case.FOREIGN_ORDER: _both("同一商户号下其他系统的订单", "an order of another system, same merchant"),
    Case.STRANGE_ORDER: _both("像本机的单号，但账上没有", "bears our numbers, and our books have it not"),
    Case.DOUBLED: _both("同一单号重复出现", "the same number once more"),
    Case.UNANSWERED: _both("渠道没有回答", "the gateway gave no answer"),
    Case.NOTHING: _both("无", "nothing"),
}

DEEDS: Mapping[Deed, Texts] = {
    Deed.NOTHING: _both("无需处理", "nothing to do"),
    Deed.TO_ASK: _both("待向渠道查询", "the gateway is still to be asked"),
    Deed.WAITS: _both("等相邻一天的账单", "waits for the neighbouring day's bill"),
    Deed.TOLD: _both("已交给该笔交易处理", "handed to its sale, which gives back what is owed"),
    Deed.PERSON: _both("需要人工核对", "somebody must look"),
    Deed.SETTLED: _both("已处理完毕", "put right"),
    Deed.WITH_MACHINE: _both("等机器来查询后退款", "its machine gives it back when it asks next"),
    Deed.PAID_BACK: _both("机器失联，云端已退款", "the machine was gone: the cloud paid it back"),
}

NOTES: Mapping[Note, Texts] = {
    Note.NOTHING: _both("", ""),
    Note.OTHER_DAY: _both("属于另一天", "it belongs to another day"),
    Note.GATEWAY_HAS_IT: _both("向渠道查询，渠道说有", "asked, the gateway says that it is so"),
    Note.GATEWAY_DENIES: _both("向渠道查询，渠道说没有", "asked, the gateway says that it is not so"),
    Note.ON_ITS_WAY: _both("还在途中", "it is on its way"),
}


def say(texts: Texts, language: str) -> str:
    return texts.get(language) or texts["en"]


def what_was_done(finding: Finding, language: str) -> str:
    """Deed and note in one cell."""
    note = say(NOTES[finding.note], language) if finding.note else ""
    deed = say(DEEDS[finding.deed], language)
    return f"{deed} ({note})" if note else deed


def in_one_line(finding: Finding, language: str) -> str:
    """``2026-10-01 wechat K7...A: paid by the bill, not in our books (ours -, theirs 3.50)``."""
    number = finding.key.refund_number or finding.key.order_number
    kind = say(_KINDS[finding.key.kind], language)
    ours, theirs = fen_text(finding.ours_fen), fen_text(finding.theirs_fen)
    amounts = say(_both(f"我方 {ours}，账单 {theirs}", f"ours {ours}, theirs {theirs}"), language)
    case = say(CASES[finding.case], language)
    return f"{finding.day.isoformat()} {finding.method.value} {kind} {number}: {case} ({amounts})"


def fen_text(fen: int | None) -> str:
    """Yuan, or a dash when there is nothing."""
    return "-" if fen is None else yuan_text(fen)


_KINDS: Mapping[RowKind, Texts] = {
    RowKind.PAYMENT: _both("付款", "payment"),
    RowKind.REFUND: _both("退款", "refund"),
}
