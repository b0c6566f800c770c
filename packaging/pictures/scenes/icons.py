"""The interface's icons: one family, one stroke. 24 x 24, round caps; the one colour is replaced where they are shown."""

from __future__ import annotations

STROKE = "#1F1B16"
WIDTH = 1.9

# Only lines and circles: what every SVG reader draws alike.
ICONS: dict[str, str] = {
    "accessibility": '<circle cx="12" cy="4.2" r="1.7"/><path d="M5 8.2l4.6 1.1v4.2L7.4 20.5M19 8.2l-4.6 1.1v4.2l2.2 7M9.6 9.3h4.8M9.6 13.5h4.8"/>',
    "back": '<path d="M10.5 5.5L4 12l6.5 6.5M4.5 12H20"/>',
    "backspace": '<path d="M8.6 5.5H19a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H8.6L2.8 12zM11.5 9.5l5 5M16.5 9.5l-5 5"/>',
    "bottle": '<path d="M10 2.8h4M10.2 2.8v3.4c0 1.6-2.7 2.6-2.7 5.4v7.6a2 2 0 0 0 2 2h5a2 2 0 0 0 2-2v-7.6c0-2.8-2.7-3.8-2.7-5.4V2.8M7.5 12.5h9M7.5 17h9"/>',
    "cart": '<path d="M2.8 4h2.1a1 1 0 0 1 1 .8l1.7 9.1a1.8 1.8 0 0 0 1.8 1.5h7.9a1.8 1.8 0 0 0 1.8-1.4L20.7 8H6.5"/><circle cx="9.7" cy="19.2" r="1.4"/><circle cx="17" cy="19.2" r="1.4"/>',
    "check": '<path d="M4.5 12.8l5 5L19.5 7"/>',
    "chevron-down": '<path d="M5.5 9l6.5 6.5L18.5 9"/>',
    "chevron-left": '<path d="M14.8 5.2L8 12l6.8 6.8"/>',
    "chevron-right": '<path d="M9.2 5.2L16 12l-6.8 6.8"/>',
    "chevron-up": '<path d="M5.5 15L12 8.5l6.5 6.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.8V12l3.6 2.2"/>',
    "close": '<path d="M6 6l12 12M18 6L6 18"/>',
    "contrast": '<circle cx="12" cy="12" r="9"/><path d="M12 3v18M12 7.5l4.6-1.6M12 12h9M12 16.5l4.6 1.6"/>',
    "coupon": '<path d="M3 6.5h18v3.7a1.9 1.9 0 0 0 0 3.6v3.7H3v-3.7a1.9 1.9 0 0 0 0-3.6zM14.5 6.5v2M14.5 11v2M14.5 15.5v2"/>',
    "door": '<path d="M6 21V4.5A1.5 1.5 0 0 1 7.5 3h9A1.5 1.5 0 0 1 18 4.5V21M3.5 21h17M14.6 11.6v1.4"/>',
    "filter": '<path d="M3.5 5h17l-6.6 7.8v5.7l-3.8 2v-7.7z"/>',
    "gift": '<path d="M4.5 11.5h15V20a1 1 0 0 1-1 1h-13a1 1 0 0 1-1-1zM3 7.5h18v4H3zM12 7.5V21M12 7.5C9.5 7.5 7 6.6 7 4.7 7 3.2 8.2 2.6 9.2 2.8 11 3.1 12 5.5 12 7.5zM12 7.5c2.5 0 5-.9 5-2.8 0-1.5-1.2-2.1-2.2-1.9C13 3.1 12 5.5 12 7.5z"/>',
    "hatch": '<path d="M3.5 13.5V19a1.5 1.5 0 0 0 1.5 1.5h14a1.5 1.5 0 0 0 1.5-1.5v-5.5M3.5 16.5h17M12 3v9M8 8.5l4 4 4-4"/>',
    "help": '<circle cx="12" cy="12" r="9"/><path d="M9.3 9.4a2.8 2.8 0 1 1 4.3 2.4c-1 .7-1.6 1.2-1.6 2.4M12 17.3v.01"/>',
    "home": '<path d="M3.5 11L12 3.8 20.5 11M5.8 9.3V19a1.5 1.5 0 0 0 1.5 1.5h9.4a1.5 1.5 0 0 0 1.5-1.5V9.3M9.8 20.5v-5.7h4.4v5.7"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.01"/>',
    "language": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c2.6 2.6 3.9 5.6 3.9 9s-1.3 6.4-3.9 9c-2.6-2.6-3.9-5.6-3.9-9S9.4 5.6 12 3z"/>',
    "lock": '<path d="M6 10.5h12a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8.5a1 1 0 0 1 1-1zM8 10.5V7a4 4 0 0 1 8 0v3.5M12 14.8v2"/>',
    "member": '<circle cx="12" cy="8" r="4.2"/><path d="M3.8 20.5c.9-4 4.2-6.2 8.2-6.2s7.3 2.2 8.2 6.2"/>',
    "minus": '<path d="M5 12h14"/>',
    "orders": '<path d="M5.5 3h13v18l-2.2-1.6L14.2 21 12 19.4 9.8 21l-2.1-1.6L5.5 21zM9 8h6M9 12h6"/>',
    "phone": '<path d="M6.6 3.5h2.6l1.6 4.6-2 1.7a12 12 0 0 0 5.4 5.4l1.7-2 4.6 1.6v2.6a2.6 2.6 0 0 1-2.9 2.6A15.3 15.3 0 0 1 4 6.4a2.6 2.6 0 0 1 2.6-2.9z"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "receipt": '<path d="M6 3h12v18l-2-1.5-2 1.5-2-1.5-2 1.5-2-1.5L6 21zM9.3 7.5l2.7 3.3 2.7-3.3M12 10.8V16M9.5 12.2h5M9.5 14.4h5"/>',
    "refund": '<path d="M4 9.5h11a5 5 0 0 1 0 10H8M4 9.5L8.2 5.3M4 9.5l4.2 4.2"/>',
    "scan": '<path d="M4 8.5V5.5A1.5 1.5 0 0 1 5.5 4h3M15.5 4h3A1.5 1.5 0 0 1 20 5.5v3M20 15.5v3a1.5 1.5 0 0 1-1.5 1.5h-3M8.5 20h-3A1.5 1.5 0 0 1 4 18.5v-3M3 12h18"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6.8"/><path d="M15.8 15.8l5 5"/>',
    "settings": '<circle cx="12" cy="12" r="3"/><path d="M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"/>',
    "sort": '<path d="M7.5 4.5v15M7.5 19.5l-3.5-3.5M7.5 19.5l3.5-3.5M16.5 19.5v-15M16.5 4.5L13 8M16.5 4.5L20 8"/>',
    "sound": '<path d="M4 9.5v5h3.5L12.5 19V5L7.5 9.5zM16 9a4.2 4.2 0 0 1 0 6M18.6 6.4a8 8 0 0 1 0 11.2"/>',
    "star": '<path d="M12 3.2l2.7 5.6 6.1.8-4.5 4.2 1.2 6.1L12 16.9l-5.5 3 1.2-6.1L3.2 9.6l6.1-.8z"/>',
    "text-size": '<path d="M2.8 19L8.3 5h.4l5.5 14M4.8 14.2h7.4M15.2 19l3-8h.3l3 8M16.3 16.3h4.2"/>',
    "thermometer": '<path d="M9.5 13.8V5a2.5 2.5 0 0 1 5 0v8.8a4.3 4.3 0 1 1-5 0zM12 9v8"/><circle cx="12" cy="17.2" r="1"/>',
    "trash": '<path d="M4 6.5h16M9 6.5V4a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v2.5M6 6.5l.9 13a1.5 1.5 0 0 0 1.5 1.5h7.2a1.5 1.5 0 0 0 1.5-1.5l.9-13M10 10.8v6M14 10.8v6"/>',
    "warning": '<path d="M10.6 4.3a1.6 1.6 0 0 1 2.8 0l7.7 13.8a1.6 1.6 0 0 1-1.4 2.4H4.3a1.6 1.6 0 0 1-1.4-2.4zM12 9.5v4.6M12 17.2v.01"/>',
    "wifi": '<path d="M2.8 9.3a13.3 13.3 0 0 1 18.4 0M6 12.8a8.7 8.7 0 0 1 12 0M9.2 16.2a4 4 0 0 1 5.6 0M12 19.5v.01"/>',
    "wifi-off": '<path d="M3.5 3.5l17 17M2.8 9.3a13.3 13.3 0 0 1 3.2-2.2M11.6 5.5a13.3 13.3 0 0 1 9.6 3.8M6 12.8a8.7 8.7 0 0 1 2.6-1.8M15.6 11.3a8.7 8.7 0 0 1 2.4 1.5M9.2 16.2a4 4 0 0 1 3.6-1.2M12 19.5v.01"/>',
    "wrench": '<path d="M14.6 9.4l-9.3 9.3a1.8 1.8 0 0 0 2.5 2.5l.2-.2 9-9a5 5 0 0 0 5.4-6.9l-3.3 3.3-2.6-.6-.6-2.6 3.3-3.3a5 5 0 0 0-6.7 5.8"/>',
}  # fmt: skip


def icon_svg(name: str) -> str:
    """The document of one icon."""
    style = f'fill="none" stroke="{STROKE}" stroke-width="{WIDTH}" stroke-linecap="round" stroke-linejoin="round"'
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24"'
    return f"{head} {style}>{ICONS[name]}</svg>\n"
