"""What staff themselves leave behind, in the same words for the same audiences (``incidents``)."""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.store.records import Severity

LANE_HELD = "lane_held"
TURN_IN_DOUBT = "service_turn_in_doubt"
LOCKED_OUT = "staff_locked_out"
TICKET_OVERDUE = "ticket_overdue"
"""The subject is the ticket's number, ``{detail}`` its order's; or ``-``."""

STAFF_INCIDENTS: dict[str, Kind] = {
    LANE_HELD: Kind(
        Severity.INFO,
        Clears.BY_ITSELF,
        both("该商品暂停售卖。", "This item is not sold for now."),
        both("{subject} 已由工作人员暂停。", "Lane {subject} was paused by staff."),
        both("{subject} 已由工作人员暂停。", "Lane {subject} was paused by staff."),
        both("处理完后在货道页恢复售卖。", "When it is done, let it sell again on the lanes page."),
    ),
    TURN_IN_DOUBT: Kind(
        Severity.WARNING,
        Clears.BY_STAFF,
        NOTHING,
        both("{subject} 测试结果不明，请清点。", "Lane {subject}: how a test ended is not known. Count it."),
        both("{subject} 测试结果不明：{detail}", "Lane {subject}, a test turn without an end: {detail}"),
        both("清点该货道并更正库存。", "Count that lane and correct its stock."),
    ),
    TICKET_OVERDUE: Kind(
        Severity.WARNING,
        Clears.BY_STAFF,
        NOTHING,
        both("有顾客的反馈过了答复时限。", "A customer's ticket is past its promised answer."),
        both(
            "反馈 {subject}（订单 {detail}）过了答复时限，顾客还在等。",
            "Ticket {subject} (order {detail}) is past its promised answer, and its customer still waits.",
        ),
        both(
            "在后台答复；已经当面解决的，在那里写一句。",
            "Answer it at the console; if it is settled, say so there.",
        ),
    ),
    LOCKED_OUT: Kind(
        Severity.WARNING,
        Clears.BY_STAFF,
        NOTHING,
        both("有人用 {subject} 的名字连续输错 PIN。", "Somebody tried wrong PINs as {subject}."),
        both("{subject} 的 PIN 连续输错：{detail}", "Wrong PINs for {subject}: {detail}"),
        both("问问本人；不是本人就重置 PIN。", "Ask them; if it was not them, reset the PIN."),
    ),
}
