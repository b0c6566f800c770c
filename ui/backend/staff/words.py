"""What staff read, in the language of the moment. Chinese is the source language; short, because dense."""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from kiosk.cabinet.incidents.kinds import Audience
from kiosk.cabinet.incidents.table import sentence
from kiosk.payments.intent import Method
from kiosk.sale.state import RefundState
from kiosk.staff.roles import Page, Role
from kiosk.staff.views import (
    AccountRow,
    Health,
    IncidentRow,
    LaneStanding,
    LoginView,
    Notice,
    Organ,
    Said,
    Standing,
    Step,
    Verdict,
)
from ui.backend import words

translate = QCoreApplication.translate


def role(value: Role) -> str:
    return {
        Role.RESTOCKER: translate("Staff", "补货员"),
        Role.TECHNICIAN: translate("Staff", "技术员"),
        Role.MANAGER: translate("Staff", "店长"),
        Role.INSTALLER: translate("Staff", "安装员"),
    }[value]


def page(value: Page) -> str:
    return {
        Page.TODAY: translate("Staff", "今日"),
        Page.MONEY: translate("Staff", "订单与钱"),
        Page.LANES: translate("Staff", "货道"),
    }[value]


PAGE_ICONS: Mapping[Page, str] = {Page.TODAY: "home", Page.MONEY: "receipt", Page.LANES: "wrench"}


def prompt(login: LoginView) -> str:
    """What is to be done now, above the keys."""
    return {
        Step.PERSON: translate("Staff", "您是哪位？"),
        Step.PIN: translate("Staff", "输入 PIN"),
        Step.CHECKING: translate("Staff", "正在核对…"),
        Step.NEW_PIN: translate("Staff", "设一个新的 PIN"),
        Step.AGAIN: translate("Staff", "再输一遍新 PIN"),
    }[login.step]


def sign_in_told(login: LoginView) -> str:
    """What is said about the last PIN; empty for nothing."""
    said = login.notice.said
    if said is Said.WRONG_PIN:
        return translate("Staff", "PIN 不对，还可以试 %1 次。").replace("%1", str(login.tries_left))
    return {
        Said.LOCKED: translate("Staff", "输错太多次，请等一等。"),
        Said.EASY_PIN: translate("Staff", "太容易猜：不要用连号、重复的数字。"),
        Said.SAME_PIN: translate("Staff", "和发给您的 PIN 一样，请换一个。"),
        Said.PINS_DIFFER: translate("Staff", "两次不一样，请重新设。"),
        Said.NO_DISK: translate("Staff", "磁盘写不进去，没有改成。"),
    }.get(said, "")


def told(notice: Notice) -> tuple[str, str]:
    """Tone (``good``, ``sorry``, ``doubt``, ``plain``) and sentence about the last deed."""
    tone, text = {
        Said.NO_DISK: ("sorry", translate("Staff", "磁盘写不进去，没有执行。")),
        Said.SETTLED: ("good", translate("Staff", "已记下，订单 %1 按您的判断结清。")),
        Said.SETTLED_ALREADY: ("plain", translate("Staff", "%1 已经有结果了，不用再处理。")),
        Said.RETRIED: ("good", translate("Staff", "退款 %1 正在重新申请。")),
        Said.TICKED_OFF: ("good", translate("Staff", "已记下：您看过了。")),
        Said.SIGNED_OFF: ("good", translate("Staff", "%1 区已解除锁定，记在您名下。")),
        Said.NOT_COLD: ("sorry", translate("Staff", "%1 区还不够冷，不能解除。")),
        Said.SALE_RUNS: ("doubt", translate("Staff", "有订单正在出货，%1 现在不能转。")),
        Said.TURN_RUNS: ("doubt", translate("Staff", "有货道正在转，%1 请等它停下。")),
        Said.BOARD_AWAY: ("sorry", translate("Staff", "驱动板没有应答，%1 没有转。")),
        Said.TEST_FELL: ("good", translate("Staff", "%1 转了一圈，掉下一件，库存已减。")),
        Said.TEST_NOTHING: ("doubt", translate("Staff", "%1 没有掉货，库存不变。")),
        Said.TEST_UNKNOWN: ("sorry", translate("Staff", "%1 转得怎样不清楚，请清点这条货道。")),
        Said.CLEARED: ("good", translate("Staff", "%1 已恢复，驱动板正在核对。")),
        Said.PAUSED: ("good", translate("Staff", "%1 已暂停售卖。")),
        Said.RESUMED: ("good", translate("Staff", "%1 恢复售卖。")),
    }.get(notice.said, ("plain", ""))
    return tone, text.replace("%1", notice.subject)


# --- today ---------------------------------------------------------------------------------------------


def organ(value: Health) -> str:
    name = {
        Organ.BOARD: translate("Staff", "驱动板"),
        Organ.NETWORK: translate("Staff", "收款网络"),
        Organ.TEMPERATURE: translate("Staff", "温度"),
        Organ.DISK: translate("Staff", "磁盘"),
        Organ.CLOCK: translate("Staff", "时钟"),
        Organ.READER: translate("Staff", "扫码器"),
    }[value.organ]
    return f"{name} {value.subject}" if value.subject else name


def _network(value: Health) -> str:
    if value.verdict is Verdict.UNKNOWN:
        return translate("Staff", "正在询问")
    figures = f"{value.figure or 0} / {value.of}"
    return translate("Staff", "%1 种可收款").replace("%1", figures)


def _temperature(value: Health) -> str:
    degrees = translate("Staff", "未知") if value.figure is None else f"{value.figure}°C"
    locked = translate("Staff", "已锁定，%1").replace("%1", degrees)
    return locked if value.verdict is Verdict.BAD else degrees


def _clock(value: Health) -> str:
    if value.figure is None:
        return translate("Staff", "还没有对过")
    if value.verdict is Verdict.GOOD:
        return translate("Staff", "准")
    return translate("Staff", "差 %1 秒").replace("%1", str(abs(value.figure)))


def _disk(value: Health) -> str:
    if value.figure is None:
        return translate("Staff", "正在查看")
    if value.verdict is Verdict.BAD:
        return translate("Staff", "写不进去或已满")
    gigabytes, rest = divmod(value.figure, 1_000)
    return translate("Staff", "剩 %1 GB").replace("%1", f"{gigabytes}.{rest // 100}")


def _board(value: Health) -> str:
    return {
        Verdict.GOOD: translate("Staff", "正常"),
        Verdict.DOUBT: translate("Staff", "掉货检测异常"),
        Verdict.BAD: translate("Staff", "没有应答"),
        Verdict.UNKNOWN: translate("Staff", "正在连接"),
    }[value.verdict]


def _reader(value: Health) -> str:
    good = value.verdict is Verdict.GOOD
    return translate("Staff", "正常") if good else translate("Staff", "没有应答")


_HEALTHS = {
    Organ.BOARD: _board,
    Organ.NETWORK: _network,
    Organ.TEMPERATURE: _temperature,
    Organ.DISK: _disk,
    Organ.CLOCK: _clock,
    Organ.READER: _reader,
}


def health(value: Health) -> str:
    return _HEALTHS[value.organ](value)


TONES: Mapping[Verdict, str] = {
    Verdict.GOOD: "good",
    Verdict.DOUBT: "doubt",
    Verdict.BAD: "sorry",
    Verdict.UNKNOWN: "plain",
}
_METHODS = frozenset(method.value for method in Method)


def incident(row: IncidentRow, reader: Role, language: str) -> str:
    """As this role is told. What is about a sale names it; a wallet bears the name customers know."""
    about = _of_sale(row)
    if about:
        return about
    audience = Audience.RESTOCKER if reader is Role.RESTOCKER else Audience.TECHNICIAN
    subject = words.method(row.subject) if row.subject in _METHODS else row.subject
    text = sentence(row.code, audience, subject, row.detail, language)
    return text if row.detail else text.rstrip("：: ")


def _of_sale(row: IncidentRow) -> str:
    sale, _, own = row.subject.partition(":")
    text = {
        "line_in_doubt": translate("Staff", "订单 %1 有一件不知道掉没掉下来。"),
        "refund_stuck": translate("Staff", "退款 %2 一天没有办成。"),
        "wrong_amount": translate("Staff", "付款 %2 的金额与渠道说的不一样。"),
        "paid_back_elsewhere": translate("Staff", "付款 %2 已被别人退回，没有出货。"),
        "payment_in_doubt": translate("Staff", "付款 %2 收没收到，渠道说不清。"),
    }.get(row.code, "")
    return text.replace("%1", sale).replace("%2", own)


# --- money ---------------------------------------------------------------------------------------------


def refund_state(value: RefundState) -> str:
    """The four ends of a refund as staff see them."""
    return {
        RefundState.SENDING: translate("Staff", "正在申请"),
        RefundState.ACCEPTED: translate("Staff", "渠道已受理"),
        RefundState.DONE: translate("Staff", "已到账"),
        RefundState.STUCK: translate("Staff", "需要人工"),
        RefundState.VOID: translate("Staff", "单号作废"),
    }[value]


REFUND_TONES: Mapping[RefundState, str] = {
    RefundState.SENDING: "plain",
    RefundState.ACCEPTED: "plain",
    RefundState.DONE: "good",
    RefundState.STUCK: "sorry",
    RefundState.VOID: "plain",
}
REASONS: Mapping[bool, tuple[str, ...]] = {
    True: ("lane_counted", "customer_has_it", "camera"),
    False: ("lane_counted", "stuck_in_lane", "back_in_stock"),
}
"""By whether it fell. By these names they stand in the audit trail."""


def reason(name: str, *, delivered: bool) -> str:
    if name == "lane_counted":
        fewer = translate("Staff", "数过货道，少了一件")
        return fewer if delivered else translate("Staff", "数过货道，一件没少")
    return {
        "customer_has_it": translate("Staff", "顾客说拿到了"),
        "camera": translate("Staff", "看过录像，拿走了"),
        "stuck_in_lane": translate("Staff", "看见卡在货道里"),
        "back_in_stock": translate("Staff", "在出货口，已放回货道"),
    }[name]


def account(row: AccountRow) -> tuple[str, str]:
    """Tone and word for how a wallet stands."""
    return {
        Standing.OFFERED: ("good", translate("Staff", "可以收款")),
        Standing.ASKING: ("plain", translate("Staff", "正在询问")),
        Standing.OFF: ("sorry", translate("Staff", "已从屏幕撤下")),
        Standing.ABSENT: ("plain", translate("Staff", "没有这个账户")),
    }[row.standing]


def problem(kind: str) -> str:
    """Why a wallet takes no payments, by the kind of problem."""
    return {
        "network": translate("Staff", "连不上渠道：检查网络。"),
        "timeout": translate("Staff", "渠道回答太慢：检查网络。"),
        "bad_answer": translate("Staff", "回答看不懂：可能是别的服务器。"),
        "bad_signature": translate("Staff", "签名不对：检查公钥。"),
        "clock": translate("Staff", "本机时钟不准：检查对时。"),
        "config": translate("Staff", "密钥或商户号有误。"),
        "permission": translate("Staff", "商户没有这项权限。"),
        "limit": translate("Staff", "请求太频繁，稍后会好。"),
        "quota": translate("Staff", "商户收款已到限额。"),
        "balance": translate("Staff", "商户余额不足，不能退款。"),
        "account": translate("Staff", "顾客账户有问题。"),
        "gateway": translate("Staff", "渠道自身故障。"),
    }.get(kind, "")


# --- lanes ---------------------------------------------------------------------------------------------


def standing(value: LaneStanding) -> str:
    return {
        LaneStanding.FAULT: translate("Staff", "故障"),
        LaneStanding.OUT: translate("Staff", "停用"),
        LaneStanding.BOARD_AWAY: translate("Staff", "离线"),
        LaneStanding.HELD: translate("Staff", "已暂停"),
        LaneStanding.RESTING: translate("Staff", "歇一会"),
        LaneStanding.LOCKED: translate("Staff", "温度锁定"),
        LaneStanding.EMPTY: translate("Staff", "空"),
        LaneStanding.LOW: translate("Staff", "快没了"),
        LaneStanding.WELL: translate("Staff", "正常"),
    }[value]


LANE_TONES: Mapping[LaneStanding, str] = {
    LaneStanding.FAULT: "sorry",
    LaneStanding.OUT: "sorry",
    LaneStanding.BOARD_AWAY: "sorry",
    LaneStanding.HELD: "doubt",
    LaneStanding.RESTING: "doubt",
    LaneStanding.LOCKED: "sorry",
    LaneStanding.EMPTY: "doubt",
    LaneStanding.LOW: "doubt",
    LaneStanding.WELL: "good",
}


def advice(value: LaneStanding) -> str:
    """What a person can do about it."""
    return {
        LaneStanding.FAULT: translate("Staff", "驱动板说它不能用：检查电机和接线。"),
        LaneStanding.OUT: translate("Staff", "连续失败或结果不明后停用：排除、测试，再恢复。"),
        LaneStanding.BOARD_AWAY: translate("Staff", "先让驱动板恢复应答。"),
        LaneStanding.HELD: translate("Staff", "工作人员暂停的，处理完请恢复。"),
        LaneStanding.RESTING: translate("Staff", "连续两次没出货，几分钟后自动再卖。"),
        LaneStanding.LOCKED: translate("Staff", "温度恢复后在今日页签字解除。"),
        LaneStanding.EMPTY: translate("Staff", "账面没有货了。"),
        LaneStanding.LOW: translate("Staff", "下次补货先补它。"),
        LaneStanding.WELL: "",
    }[value]


def moment(utc_ms: int) -> str:
    """``11-26 14:05``, in the machine's own zone; empty when unknown."""
    return time.strftime("%m-%d %H:%M", time.localtime(utc_ms // 1000)) if utc_ms else ""
