"""What can be wrong with wallets and the clock, in the same words for the same audiences (``incidents``)."""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.store.records import Severity

OTHER_WAY = both("这种支付方式暂停，请换一种付款。", "This way to pay is out of use. Please choose another.")

WALLET_INCIDENTS: dict[str, Kind] = {
    "wallet_refused": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        OTHER_WAY,
        both("{subject} 收款暂停，需要安装员。", "{subject} takes no payments and needs an installer."),
        both("{subject} 已从屏幕撤下：{detail}", "{subject} was taken off the screen: {detail}"),
        both(
            "按提示改好密钥、商户号或权限，再运行 main.py doctor。",
            "Mend the key, number or right it names, then run main.py doctor.",
        ),
    ),
    "refunds_refused": Kind(
        Severity.ERROR,
        Clears.BY_ITSELF,
        NOTHING,
        NOTHING,
        both("{subject} 拒绝退款：{detail}", "{subject} refuses refunds: {detail}"),
        both(
            "充值商户余额或开通退款权限；程序会自动重试。",
            "Pay money in, or open the right to refund. It is tried again by itself.",
        ),
    ),
    "wallet_warning": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        NOTHING,
        both("{subject} 即将需要处理：{detail}", "{subject} will soon need somebody: {detail}"),
        both("在到期前更换证书文件。", "Replace the certificate's file before that day."),
    ),
    "clock_wrong": Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        NOTHING,
        both("本机时钟不准：{detail}", "This machine's clock is wrong: {detail}."),
        both(
            "检查网络对时（NTP）和主板电池；签名已自动校正。",
            "Check the time service (NTP) and the board's battery. Signatures are put right meanwhile.",
        ),
    ),
}
