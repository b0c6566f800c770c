"""How the tool ends, for scripts that call it."""

from __future__ import annotations

from typing import Final

OK: Final = 0
"""It did what was asked; also ``watch`` and ``trace`` when Ctrl-C ends them."""
SAID_NO: Final = 1
"""The board said no, or nothing was found."""
WRONG: Final = 2
"""The arguments, a file or the port are wrong."""
STOPPED: Final = 130
"""Ctrl-C before it was done."""
