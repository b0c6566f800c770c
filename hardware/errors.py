"""The world's errors at the hardware's border: a stable code and words for a person.

The library stands alone, so this family does not descend from the kiosk's; both have ``code`` and ``text``.
"""

from __future__ import annotations


class KnownHardwareError(Exception):
    """Something about a port, a board or a setting is wrong and a person can put it right.

    ``code`` is stable and short (``port.missing``); ``text`` is one or two full sentences.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


class PortError(KnownHardwareError):
    """A port cannot be opened, or was lost while open."""


class SettingError(KnownHardwareError):
    """A model or option that does not exist, or a value out of its range; the text names it."""
