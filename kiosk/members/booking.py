"""What a sale says of its member: in the quote kept with it, and in its report to the cloud. Pure.

Only the session's random id is written down: the cloud alone knows whose it was, and forgets it in time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.promotions.views import DRAWN, coupons_used

SESSION_KEY = "member"
"""Of the session's id, in a quote as it is kept."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the cloud must hold for a sale before it opens."""

    points_spent: tuple[int, ...]
    """By line."""
    coupons: tuple[str, ...]

    def __bool__(self) -> bool:
        return any(self.points_spent) or bool(self.coupons)


def signed(quote: Mapping[str, Any], session: str) -> dict[str, Any]:
    """``quote`` as it is kept, with whose sale it is; as it was for a guest's."""
    return {**quote, SESSION_KEY: session} if session else dict(quote)


def held_by(quote: Mapping[str, Any]) -> Held:
    """What a quote (as JSON) spends of the member's."""
    return Held(
        tuple(line.get("points_spent", 0) for line in quote.get("lines", ())),
        tuple(code for code in coupons_used(quote) if code != DRAWN),
    )


def member_report(quote: Mapping[str, Any]) -> dict[str, object] | None:
    """``wire.SaleMemberReport`` as plain JSON; None for a guest's sale."""
    session = quote.get(SESSION_KEY, "")
    if not session:
        return None
    held = held_by(quote)
    promotions = [saving for saving in quote.get("savings", ()) if saving["source"] == "promotion"]
    return {
        "session": session,
        "points_spent": list(held.points_spent),
        "points_earned": [line.get("points_earned", 0) for line in quote.get("lines", ())],
        "coupons": list(held.coupons),
        "uses": {saving["id"]: saving["times"] for saving in promotions},
    }
