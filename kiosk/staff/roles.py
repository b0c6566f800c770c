"""Who may do what at the machine: one table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Stored by name."""

    RESTOCKER = "restocker"
    TECHNICIAN = "technician"
    MANAGER = "manager"
    INSTALLER = "installer"


class Deed(StrEnum):
    """What staff can see or do. By this name it stands in the audit trail."""

    SEE_TODAY = "see_today"
    SEE_TAKINGS = "see_takings"
    """Sums of money that were taken."""
    TICK_OFF = "tick_off"
    """Say of what happened once that it was seen."""
    SIGN_OFF = "sign_off"
    """Undo the food-safety cut-off of a zone."""
    SEE_MONEY = "see_money"
    """Orders in doubt, refunds, what the bills brought out, the wallets' accounts."""
    SETTLE = "settle"
    """Say of a unit in doubt whether it fell."""
    RETRY_REFUND = "retry_refund"
    SEE_LANES = "see_lanes"
    TEST_LANE = "test_lane"
    """Turn a motor once without a sale."""
    CLEAR_LANE = "clear_lane"
    """Say that a lane that was taken out is well again."""
    PAUSE_LANE = "pause_lane"


R, T, M, I = Role.RESTOCKER, Role.TECHNICIAN, Role.MANAGER, Role.INSTALLER  # noqa: E741 the columns' heads

# fmt: off
TABLE: Mapping[Deed, frozenset[Role]] = {
    Deed.SEE_TODAY:    frozenset({R, T, M, I}),
    Deed.SEE_TAKINGS:  frozenset({      M   }),
    Deed.TICK_OFF:     frozenset({   T, M, I}),
    Deed.SIGN_OFF:     frozenset({   T, M   }),
    Deed.SEE_MONEY:    frozenset({   T, M, I}),
    Deed.SETTLE:       frozenset({   T, M   }),
    Deed.RETRY_REFUND: frozenset({      M   }),
    Deed.SEE_LANES:    frozenset({R, T, M, I}),
    Deed.TEST_LANE:    frozenset({   T, M, I}),
    Deed.CLEAR_LANE:   frozenset({   T, M, I}),
    Deed.PAUSE_LANE:   frozenset({R, T, M, I}),
}
# fmt: on


class Page(StrEnum):
    """Of the staff menu, in the order it shows them. The screen's name is ``staff:<page>``."""

    TODAY = "today"
    MONEY = "money"
    LANES = "lanes"


OPENS: Mapping[Page, Deed] = {
    Page.TODAY: Deed.SEE_TODAY,
    Page.MONEY: Deed.SEE_MONEY,
    Page.LANES: Deed.SEE_LANES,
}


def may(role: Role, deed: Deed) -> bool:
    return role in TABLE[deed]


def pages(role: Role) -> tuple[Page, ...]:
    """What the menu shows to ``role``."""
    return tuple(page for page in Page if may(role, OPENS[page]))
