"""The people of a machine, as values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.errors import KnownError
from kiosk.staff.lockout import OPEN, Lock
from kiosk.staff.roles import Role

NAME_MAX_CHARS = 20
"""What fits on a button of the sign-in screen, large enough for gloves."""
PEOPLE_MAX = 60
"""A machine has a handful; more is somebody filling the disk."""


class Origin(StrEnum):
    """Who made this person known. Stored by name."""

    MACHINE = "machine"
    """``main.py staff add``, at the machine itself."""
    DEMO = "demo"
    """Known to everybody: lets nobody in unless the kiosk runs as a demo."""


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    """Never used again for anybody else: the audit trail names people by it and by their name."""
    name: str
    role: Role
    pin_hash: str = field(repr=False)
    must_change: bool = False
    """The PIN was given out by somebody else: it opens nothing but the choice of another."""
    origin: Origin = Origin.MACHINE
    lock: Lock = OPEN

    @property
    def signature(self) -> str:
        """How the audit trail names them."""
        return f"{self.name} ({self.id})"


def checked_name(text: str) -> str:
    """A name as it is shown and written down. Raises ``KnownError``."""
    name = " ".join(text.split())
    if not name or len(name) > NAME_MAX_CHARS or re.search(r"[\x00-\x1f\x7f]", name):
        raise KnownError(
            "staff.name", f"A name has 1 to {NAME_MAX_CHARS} characters; this one has {len(name)}."
        )
    return name
