"""When to ask a gateway again. PURE: ages and counts in, waiting times out.

Why the first minutes are so quick, and what that costs: docs/decisions/0002-polling.md.
"""

from __future__ import annotations

from kiosk.payments.intent import ProblemKind

FRESH_POLL_MS = 150
"""While the customer stands there: paid to first vend byte must stay within 400 ms (95 of 100)."""
FRESH_UNTIL_MS = 90_000
SLOWER_POLL_MS = 500
SLOWER_UNTIL_MS = 180_000
OLD_POLL_MS = 2_000
"""WeChat's own example (payments.md 1.9)."""
LIMITED_POLL_MS = 3_000
"""After FREQUENCY_LIMITED."""
TROUBLED_POLL_MS = 1_000
"""After a call without an answer."""
BROKEN_POLL_MS = 10_000
"""When only a person can help: keys, permission, clock."""

WATCH_DELAYS_S = (30, 60, 120, 300, 600, 1_200, 1_800, 3_600)
"""payments.md 5 row 4; the last one repeats."""
WATCH_MARGIN_S = 300
"""After the code's life is over: the gateway's clock and a payment already under way."""

REFUND_DELAYS_S = (10, 30, 60, 300, 900, 3_600, 10_800, 21_600)
"""payments.md 5 row 7: ten seconds to six hours; the last one repeats."""
REFUND_STAFF_AFTER_S = 86_400
"""payments.md 5 row 7: after a day somebody is called."""

CLOCK_TRUSTED_WITHIN_S = 120
"""payments.md 5 row 10: beyond this the machine's clock is taken to be wrong."""

_NEEDS_A_PERSON = frozenset({ProblemKind.CONFIG, ProblemKind.PERMISSION, ProblemKind.CLOCK})


def next_poll_ms(age_ms: int, recent_problem: ProblemKind | None) -> int:
    """How long to wait between an answer and the next query, for a code shown ``age_ms`` (>= 0) ago.

    ``recent_problem`` is why the last query gave no answer; None when it gave one.
    """
    if age_ms < FRESH_UNTIL_MS:
        by_age_ms = FRESH_POLL_MS
    elif age_ms < SLOWER_UNTIL_MS:
        by_age_ms = SLOWER_POLL_MS
    else:
        by_age_ms = OLD_POLL_MS
    if recent_problem is None:
        return by_age_ms
    if recent_problem is ProblemKind.LIMIT:
        return max(by_age_ms, LIMITED_POLL_MS)
    if recent_problem in _NEEDS_A_PERSON:
        return max(by_age_ms, BROKEN_POLL_MS)
    return max(by_age_ms, TROUBLED_POLL_MS)


def by_their_clock_s(now_s: int, offset_s: int | None) -> int:
    """``now_s`` (UTC, by our clock) as a gateway counts it whose clock is ``offset_s`` ahead; ours as long as
    it is trusted."""
    return now_s + offset_s if offset_s is not None and abs(offset_s) > CLOCK_TRUSTED_WITHIN_S else now_s


def next_watch_s(asked: int) -> int:
    """Seconds until an abandoned order is asked about again, after ``asked`` (>= 0) questions."""
    return WATCH_DELAYS_S[min(asked, len(WATCH_DELAYS_S) - 1)]


def watched_ms(code_life_s: int) -> int:
    """How long after its order a code is watched: then nobody can pay any more, whatever was asked for."""
    return 1000 * (code_life_s + WATCH_MARGIN_S)


def next_refund_s(asked: int) -> int:
    """Seconds until a refund that is not done is asked about or sent again, after ``asked`` (>= 0) calls."""
    return REFUND_DELAYS_S[min(asked, len(REFUND_DELAYS_S) - 1)]


def refund_needs_staff(first_asked_at_s: int, now_s: int) -> bool:
    """A day without the money back: somebody must look."""
    return now_s - first_asked_at_s >= REFUND_STAFF_AFTER_S
