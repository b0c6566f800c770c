"""What goes wrong with what the cloud told this machine, in the words of ``incidents``."""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.store.records import Severity

UNREADABLE = "document_unread"
"""A document that this version cannot read."""
GUESSED = "pickup_guessed"
"""``{detail}``: how many codes in a row that nobody was given."""

CLOUD_INCIDENTS: dict[str, Kind] = {
    UNREADABLE: Kind(
        Severity.WARNING,
        Clears.BY_STAFF,
        NOTHING,
        NOTHING,
        both(
            "云端的 {subject} 本版本无法读取，仍用上一份：{detail}",
            "This version cannot read {subject} from the cloud and goes on with the one before: {detail}",
        ),
        both("升级本机，或在后台改正这份内容。", "Update the machine, or correct the document at the cloud."),
    ),
    GUESSED: Kind(
        Severity.WARNING,
        Clears.BY_STAFF,
        NOTHING,
        NOTHING,
        both("有人连续输错 {detail} 个取货码。", "{detail} wrong pick-up codes in a row were typed."),
        both("输入已自动变慢；看看谁在试。", "Trying is slowed down by itself; see who stands there."),
    ),
}
