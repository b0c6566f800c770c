"""Pictures of the shop that cannot be shown, in the words of ``incidents``. ``{subject}`` is the file."""

from __future__ import annotations

from kiosk.cabinet.incidents.kinds import NOTHING, Clears, Kind, both
from kiosk.store.records import Severity

UNUSABLE = "picture_unusable"

PICTURE_INCIDENTS: dict[str, Kind] = {
    UNUSABLE: Kind(
        Severity.INFO,
        Clears.BY_STAFF,
        NOTHING,
        both("有商品没有图片，可以照常售卖。", "A product is shown without its picture. It sells as ever."),
        both("图片 {subject} 用不了：{detail}", "Picture {subject} cannot be shown: {detail}"),
        both(
            "换一张不超过 10 MB、1600 万像素的 WebP、PNG 或 JPEG。",
            "Replace it by a WebP, PNG or JPEG of at most 10 MB and 16 megapixels.",
        ),
    ),
}
