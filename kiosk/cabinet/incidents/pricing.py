"""What is wrong with the published prices, in the words of ``incidents``.

``{subject}`` is the rule's id, ``{detail}`` the sentence of ``kiosk.pricing.rules_file``.
"""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.store.records import Severity

LEFT_OUT = "rule_left_out"
UNREAD = "rules_unread"

PRICING_INCIDENTS: dict[str, Kind] = {
    LEFT_OUT: Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        NOTHING,
        both(
            "促销规则 {subject} 没有生效：{detail}",
            "The price rule {subject} is not applied: {detail}",
        ),
        both("改好这条规则再发布，其余规则照常生效。", "Mend the rule and publish again; the others hold."),
    ),
    UNREAD: Kind(
        Severity.WARNING,
        Clears.BY_ITSELF,
        NOTHING,
        NOTHING,
        both(
            "促销规则整表读不了，沿用上一版：{detail}",
            "The table of price rules cannot be read; the one before holds: {detail}",
        ),
        both("检查规则表的格式后重新发布。", "Check the table's form and publish it again."),
    ),
}
