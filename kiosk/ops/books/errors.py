"""What an export says no with."""

from __future__ import annotations

from kiosk.errors import KnownError


class ExportError(KnownError):
    """The export cannot be written; the text says why and what would work."""

    def __init__(self, text: str) -> None:
        super().__init__("export", text)
