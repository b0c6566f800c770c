"""What can be wrong with a machine, in words for three audiences. One table; pure.

``INCIDENTS`` maps a stable code to how grave it is, a sentence for the customer, the restocker and the
technician, what to do next, and what clears it. ``{subject}`` is which one (lane, cabinet, zone, sale),
``{detail}`` the board's or the rule's own words. Families of faults: features.md 10.
"""

from __future__ import annotations

from kiosk.cabinet.incidents.bills import BILL_INCIDENTS
from kiosk.cabinet.incidents.cloud import CLOUD_INCIDENTS
from kiosk.cabinet.incidents.kinds import NOTHING, Audience, Clears, Kind, both
from kiosk.cabinet.incidents.till import TILL_INCIDENTS
from kiosk.cabinet.incidents.wallets import WALLET_INCIDENTS
from kiosk.catalog.products import Texts, in_language
from kiosk.store.records import Severity

PAUSED = both("该商品暂停售卖。", "This item is not sold for now.")
CLOSED = both("机器暂停服务，已通知工作人员。", "The machine is out of service. Staff have been told.")
MONEY_SAFE = both("正在核实订单，您的钱不会丢。", "The order is being checked. You will not lose your money.")

_BOARD: dict[str, Kind] = {
    "board_away": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        CLOSED,
        both(
            "{subject} 柜的驱动板没有应答，先不要补货。",
            "Cabinet {subject}: its board does not answer. Do not refill.",
        ),
        both("{subject} 柜驱动板离线：{detail}", "Cabinet {subject}: the board is away: {detail}"),
        both(
            "检查电源和串口线，然后运行串口探测。",
            "Check power and the serial cable, then run the serial probe.",
        ),
    ),
    "door_open": Kind(
        Severity.INFO,
        Clears.BY_ITSELF,
        both("柜门开着，关好后恢复售卖。", "The door is open. Selling goes on when it is closed."),
        both("{subject} 柜门没有关。", "Cabinet {subject}: the door is open."),
        both("{subject} 柜门开关报告为打开。", "Cabinet {subject}: the door switch says open."),
        both("关好柜门；仍然提示则检查门开关。", "Close the door; if it is closed, check its switch."),
    ),
    "drop_sensor": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        CLOSED,
        both("{subject} 柜出货口的检测被挡住。", "Cabinet {subject}: something blocks the drop sensor."),
        both(
            "{subject} 柜掉货检测异常：{detail}",
            "Cabinet {subject}: the drop sensor cannot be relied on: {detail}",
        ),
        both(
            "清空出货口，擦净检测窗，再做检测自检。",
            "Empty the hatch, wipe the sensor's windows, test the sensor.",
        ),
    ),
    "unasked_result": Kind(
        Severity.ERROR,
        Clears.BY_STAFF,
        NOTHING,
        both("有货道自己转动过，请清点。", "A lane turned by itself: count what lies there."),
        both("驱动板报告了没有下达的出货：{detail}", "The board told of a turn nobody ordered: {detail}"),
        both("清点相关货道，导出通信记录。", "Count that lane, and save the log of the line."),
    ),
    "money_received": Kind(
        Severity.ERROR,
        Clears.BY_STAFF,
        NOTHING,
        both("驱动板收到了现金，本机不找零。", "The board took cash, which this machine keeps no till for."),
        both("驱动板报告收款：{detail}", "The board reports money: {detail}"),
        both("停用现金设备，核对钱箱。", "Switch the cash devices off and count the box."),
    ),
}

_LANES: dict[str, Kind] = {
    "lane_paused": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        PAUSED,
        both("{subject} 连续两次没出货，已暂停。", "Lane {subject} failed twice in a row and is paused."),
        both("{subject} 暂停：{detail}", "Lane {subject} is paused: {detail}"),
        both("看看商品是否卡住。", "Look whether something is jammed."),
    ),
    "lane_out": Kind(
        Severity.WARNING,
        Clears.BY_SIGN_OFF,
        PAUSED,
        both("{subject} 已停用，需要技术员。", "Lane {subject} is out of use and needs a technician."),
        both("{subject} 停用：{detail}", "Lane {subject} is out: {detail}"),
        both("排除故障，测试一圈，再恢复使用。", "Mend it, test one turn, then bring it back."),
    ),
    "lane_fault": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        PAUSED,
        both("{subject} 故障，先不要补货。", "Lane {subject} is faulty. Do not refill it."),
        both("驱动板报告 {subject}：{detail}", "Lane {subject}, says the board: {detail}"),
        both("按故障说明检查电机和接线。", "Check motor and wiring as the fault says."),
    ),
    "lane_missing": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        both("{subject} 在这台机器上不存在。", "There is no lane {subject} in this machine."),
        both("驱动板没有 {subject} 的电机：{detail}", "The board has no motor for lane {subject}: {detail}"),
        both(
            "更正货道图，或选择正确的机型配置。",
            "Correct the planogram, or choose the right machine.profile.",
        ),
    ),
    "planogram_strangers": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        NOTHING,
        both("货道图与机器不符，部分货道停用。", "The planogram does not fit: some lanes are not sold from."),
        both("货道图与机型不符：{detail}", "{detail}"),
        both(
            "更正货道图，或选择正确的机型配置。",
            "Correct the planogram, or choose the right machine.profile.",
        ),
    ),
    "lane_wearing": Kind(
        Severity.INFO,
        Clears.BY_ITSELF,
        NOTHING,
        both("{subject} 可能快要出故障。", "Lane {subject} may soon fail."),
        both("{subject} 趋势：{detail}", "Lane {subject}, by its trend: {detail}"),
        both("下次上门时清洁并检查电机。", "Clean it and look at its motor at the next visit."),
    ),
}

_CLIMATE: dict[str, Kind] = {
    "probe_fault": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        both("{subject} 区温度未知。", "Zone {subject}: the temperature is not known."),
        both(
            "{subject} 区温度探头故障：断路、短路或未接。",
            "Zone {subject}: the probe is open, shorted or not there.",
        ),
        both(
            "检查探头和接线；时间过长会锁定商品。",
            "Check the probe and its wire; goods are locked if it lasts.",
        ),
    ),
    "out_of_limits": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        both("{subject} 区温度超出范围。", "Zone {subject} is out of its limits."),
        both("{subject} 区：{detail}", "Zone {subject}: {detail}"),
        both("检查柜门、制冷和散热。", "Check the door, the cooler and its air."),
    ),
    "climate_locked": Kind(
        Severity.ERROR,
        Clears.BY_SIGN_OFF,
        both("温度异常，为了食品安全停售。", "Not sold: the temperature was not safe."),
        both(
            "{subject} 区商品已锁定：清理变质商品后签字解除。",
            "Zone {subject} is locked: take out what spoilt, then sign.",
        ),
        both(
            "{subject} 区食品安全锁定：{detail}", "Zone {subject}: the food-safety cut-off latched: {detail}"
        ),
        both("修好制冷，温度恢复后由负责人签字。", "Mend the cooler; a named person signs once it is cold."),
    ),
}

_SALES: dict[str, Kind] = {
    "line_in_doubt": Kind(
        Severity.ERROR,
        Clears.WITH_SALE,
        MONEY_SAFE,
        both("查看出货口和货道，确认是否掉货。", "Look into the hatch and count the lane: did it fall?"),
        both("{subject}：{detail}", "{detail}"),
        both("核实后在订单里选择已出货或退款。", "Settle the line: delivered, or pay back."),
    ),
    "refund_stuck": Kind(
        Severity.ERROR,
        Clears.WITH_SALE,
        both("退款还在处理，钱不会丢。", "The refund is still on its way. You will not lose it."),
        NOTHING,
        both("{subject}：{detail}", "{detail}"),
        both("重试，或在支付渠道后台手动退款。", "Retry, or refund by hand at the gateway."),
    ),
    "wrong_amount": Kind(
        Severity.ERROR,
        Clears.WITH_SALE,
        MONEY_SAFE,
        NOTHING,
        both("{subject}：{detail}", "{detail}"),
        both("核对支付渠道账单。", "Compare with the gateway's own list."),
    ),
    "paid_back_elsewhere": Kind(
        Severity.ERROR,
        Clears.WITH_SALE,
        both("这笔付款已从别处退回。", "This payment was paid back elsewhere."),
        NOTHING,
        both("{subject}：{detail}", "{detail}"),
        both("查明是谁在支付渠道后台退了款。", "Find out who refunded it at the gateway."),
    ),
    "payment_in_doubt": Kind(
        Severity.ERROR,
        Clears.WITH_SALE,
        MONEY_SAFE,
        NOTHING,
        both("{subject}：{detail}", "{detail}"),
        both("在支付渠道后台查询这笔付款。", "Look the payment up at the gateway."),
    ),
}

_READER: dict[str, Kind] = {
    "reader_away": Kind(
        Severity.INFO,
        Clears.BY_ITSELF,
        both(
            "扫码器暂时不可用，请用手机扫屏幕上的二维码。",
            "The code reader is out of use. Scan the code on the screen with your phone.",
        ),
        both("扫码器没有应答。", "The code reader does not answer."),
        both("扫码器离线：{detail}", "The code reader is away: {detail}"),
        both(
            "检查扫码器的接线和 scanner.port，再运行 main.py doctor。",
            "Check the reader's cable and scanner.port, then run main.py doctor.",
        ),
    ),
    "reader_trouble": Kind(
        Severity.INFO,
        Clears.BY_ITSELF,
        NOTHING,
        both("扫码器读不出码，需要技术员。", "The code reader reads nothing and needs a technician."),
        both("扫码器设置有误：{detail}", "The code reader is set up wrong: {detail}"),
        both(
            "用 python -m hardware.bench reader 查看它发出的内容。",
            "Look at what it sends with python -m hardware.bench reader.",
        ),
    ),
}

INCIDENTS: dict[str, Kind] = {
    **_BOARD,
    **_LANES,
    **_CLIMATE,
    **_SALES,
    **_READER,
    **BILL_INCIDENTS,
    **CLOUD_INCIDENTS,
    **TILL_INCIDENTS,
    **WALLET_INCIDENTS,
}
HELD = frozenset(
    code for code, kind in INCIDENTS.items() if kind.clears in (Clears.BY_ITSELF, Clears.BY_SIGN_OFF)
)
"""Incidents that last as long as a state does: ``watch.findings`` says which are so now."""


def sentence(code: str, audience: Audience, subject: str, detail: str, language: str) -> str:
    """What ``audience`` is told; empty when it is not concerned. A code this program does not know says its
    detail."""
    kind = INCIDENTS.get(code)
    if kind is None:
        return detail
    texts: Texts = getattr(kind, audience.value)
    return in_language(texts, language).format(subject=subject, detail=detail)


def next_step(code: str, language: str) -> str:
    kind = INCIDENTS.get(code)
    return in_language(kind.next_step, language) if kind is not None else ""
