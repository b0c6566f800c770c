"""What the cloud told this machine that it cannot work with, in the words of ``incidents``.

``{subject}`` is the document, ``{detail}`` why.
"""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.store.records import Severity
from kiosk.sync.documents import UNREADABLE

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
}
