"""What can be wrong with a till, in the same words for the same three audiences as the rest (``incidents``).

Codes of single troubles are the driver's own; one it has no words for here is a ``till_trouble``.
"""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.store.records import Severity

NO_CASH = both("现金支付暂停，请用其他方式付款。", "No cash for now. Please pay another way.")
ASK_STAFF = both("钱没有退全，工作人员会补给您。", "Not all came out. Staff will give you the rest.")
IN_DOUBT = both("正在核实这笔钱，您的钱不会丢。", "This money is being checked. You will not lose it.")

_DEVICES: dict[str, Kind] = {
    "till_away": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NO_CASH,
        both("现金和刷卡设备没有应答。", "The cash and card devices do not answer."),
        both("MDB 适配器离线：{detail}", "The till's adapter is away: {detail}"),
        both("检查适配器的电源和 USB 线。", "Check the adapter's power and its USB cable."),
    ),
    "till_trouble": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        both("现金或刷卡设备需要技术员。", "The cash or card devices need a technician."),
        both("收款设备 {subject}：{detail}", "Till, {subject}: {detail}"),
        both("按提示检查该设备，再断电重启。", "Look at that device as it says, then switch it off and on."),
    ),
    "coin_jam": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NO_CASH,
        both("硬币卡在投币口里。", "A coin is stuck in the coin slot."),
        both("找零器报告卡币：{detail}", "The changer reports a coin jam: {detail}"),
        both("打开投币器取出硬币，再试一枚。", "Open the acceptor, take the coin out, try another."),
    ),
    "tube_jam": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NO_CASH,
        both("找零管卡住，找不出硬币。", "A coin tube is stuck: no change comes out."),
        both("找零器报告币管卡住：{detail}", "The changer reports a tube jam: {detail}"),
        both("取下币管，清理后装回并清点。", "Take the tube out, clear it, put it back, count it."),
    ),
    "bill_jam": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        both("纸币卡在纸币器里。", "A bill is stuck in the validator."),
        both("纸币器报告卡钞：{detail}", "The validator reports a jam: {detail}"),
        both("打开纸币器取出纸币，登记归谁。", "Open the validator, take the bill out, note whose it is."),
    ),
    "stacker_full": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        both("纸币箱满了，暂不收纸币。", "The bill box is full: no bills are taken."),
        both("纸币箱已满：{detail}", "The stacker is full: {detail}"),
        both("清空纸币箱，登记金额。", "Empty the bill box and write the sum down."),
    ),
    "cash_box_out": Kind(
        Severity.INFO,
        Clears.BY_ITSELF,
        NOTHING,
        both("纸币箱没有装好。", "The bill box is not in its place."),
        both("纸币箱被取出：{detail}", "The cash box is out: {detail}"),
        both("装回纸币箱，听到咔嗒声。", "Put the bill box back until it clicks."),
    ),
    "till_few_coins": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        both("零钱不多了，请补硬币。", "Change is running low: fill the coin tubes."),
        both("币管余额不足：{detail}", "Little change is left: {detail}."),
        both("补满币管，尤其是小面额。", "Fill the tubes, the small coins first."),
    ),
    "till_counts": Kind(
        Severity.WARNING,
        Clears.BY_STAFF,
        NOTHING,
        both("钱箱和账目对不上，请清点。", "The till and its books differ: count it."),
        both("清点差异：{detail}", "Counts differ: {detail}."),
        both("清点币管和纸币箱，查明差额归谁。", "Count tubes and bill box; find out whose it is."),
    ),
}

_SUMS: dict[str, Kind] = {
    "till_owes": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        ASK_STAFF,
        both("还欠顾客 {detail}，请当面补给。", "A customer is owed {detail}. Hand it over."),
        both("欠款 {detail}，找零器不再支付。", "Owed: {detail}. The changer will not pay it."),
        both("把钱交给顾客，再登记已补。", "Hand the money over, then note that it was done."),
    ),
    "till_in_doubt": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        IN_DOUBT,
        both(
            "{detail} 是否退出不清楚，请清点币管。",
            "Did {detail} come out? Count the tubes.",
        ),
        both("退币存疑：{detail}", "A pay-out in doubt: {detail}."),
        both("清点币管，补足差额后登记。", "Count the tubes, hand out what is missing, note it."),
    ),
    "card_owes": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        both("刷卡的钱由银行退回。", "The bank will pay the card back."),
        both("刷卡退款 {detail} 要在银行后台办。", "Card refund {detail}: do it at the bank's portal."),
        both("读卡器不能退 {detail}。", "The card reader cannot give back {detail}."),
        both("先在收单后台查这笔，未退再退款。", "Look it up at the acquirer; refund it if it was charged."),
    ),
    "card_in_doubt": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        IN_DOUBT,
        both("刷卡 {detail} 是否扣款不清楚。", "Whether the card was charged {detail} is not known."),
        both("刷卡结果未知：{subject}，{detail}", "Card payment {subject} of {detail}: no answer."),
        both("在收单后台查这笔，登记结果。", "Look it up at the acquirer and note what it says."),
    ),
}

TILL_INCIDENTS: dict[str, Kind] = {**_DEVICES, **_SUMS}
NAMES_A_SUM = frozenset(_SUMS)
"""Their detail is a sum and a number, the same in every language: whoever hands money over must read it."""
