"""Who may change what. One table; everybody who is signed in may look. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Of a person; stored by name."""

    OWNER = "owner"
    FINANCE = "finance"
    OPERATIONS = "operations"
    VIEWER = "viewer"


class Right(StrEnum):
    """What can be changed, or carried away."""

    REFUND = "refund"
    """Send a refund that does not get through once more; give late money back at once."""
    SETTLE = "settle"
    """Say of a finding that it is put right."""
    EXPORT = "export"
    ENROL = "enrol"
    """Make the code by which a new machine comes in."""
    PEOPLE = "people"
    """Who may sign in, and read the trail of what everybody did."""


MAY: Mapping[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.FINANCE: frozenset({Right.REFUND, Right.SETTLE, Right.EXPORT}),
    Role.OPERATIONS: frozenset({Right.ENROL}),
    Role.VIEWER: frozenset(),
}


NAMES = frozenset(role.value for role in Role)


def may(role: str, right: Right) -> bool:
    """A role of a newer cloud may nothing."""
    return role in NAMES and right in MAY[Role(role)]
