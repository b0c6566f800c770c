"""Pick-up codes (取货码): issued for one machine, redeemed there without a network, settled here.

Whoever speaks for a merchant (console, API, command line) calls these functions.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cloud.documents.board import Board
from cloud.errors import Refusal
from cloud.store import machines
from cloud.store.database import Database
from cloud.store.documents import pickups
from cloud.store.documents.pickups import CodeView, Draft
from kiosk.wire import PICK_UP_UNITS_MAX, PickUpDocument, PickUpUnit, pick_up_digest

DIGITS = 8
LIFE_S = 7_200
"""Two hours (features.md 12)."""
LIFE_MIN_S = 300
LIFE_MAX_S = 31 * 24 * 3600
"""Codes hold goods back from other customers: longer than a month is a mistake."""
ROUNDS = 50_000
"""Of PBKDF2: some hundredths of a second on a machine. Whoever has a machine's disk needs weeks for all 10^8
codes on one core, and hours with better tools: a code lives two hours, and is good at this machine only."""
OPEN_MAX = 200
"""Codes of one machine at a time: what it must hold in mind, and how likely a guess is."""
REFERENCE_MAX_CHARS = 64
OVER_GRACE_S = 600
"""A code is taken back so long after its time: a customer may stand there while it ends."""
NOTE_MAX_CHARS = 60
TRIES = 20
FACT_CHARS = 40
"""A fact's name has room for that (``store.models.CloudFact``)."""
_ID_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ID_CHARS = 9


@dataclass(frozen=True, slots=True)
class Issued:
    """The only place where the code itself is: for the customer, and kept by nobody."""

    code: str
    id: str
    until_s: int


def checked_units(units: Sequence[tuple[str, int]]) -> tuple[PickUpUnit, ...]:
    """(sku, amount_fen) of each thing to take. Raises ``Refusal`` 422."""
    try:
        found = tuple(PickUpUnit(sku=sku, amount_fen=fen) for sku, fen in units)
    except ValueError:
        raise Refusal(
            422, "pickup.units", "Each thing to take has a sku and a value of 1 to 10000000 fen."
        ) from None
    if not 1 <= len(found) <= PICK_UP_UNITS_MAX:
        raise Refusal(422, "pickup.units", f"A code is for 1 to {PICK_UP_UNITS_MAX} things.")
    return found


async def issue(
    board: Board,
    db: Database,
    now_s: int,
    machine: str,
    units: Sequence[tuple[str, int]],
    *,
    life_s: int = LIFE_S,
    reference: str = "",
    code_id: str = "",
) -> Issued:
    """A new code, good at ``machine`` from when it has heard of it; under ``code_id`` where one is given.

    Raises ``Refusal`` 404, 409, 422.
    """
    if not LIFE_MIN_S <= life_s <= LIFE_MAX_S:
        raise Refusal(422, "pickup.life", f"A code is good for {LIFE_MIN_S} to {LIFE_MAX_S} s.")
    if len(reference) > REFERENCE_MAX_CHARS or not reference.isprintable():
        raise Refusal(422, "pickup.reference", f"A reference has at most {REFERENCE_MAX_CHARS} characters.")
    return await _given_out(
        board, db, _Wish(machine, checked_units(units), now_s, life_s, reference, code_id), pickups.issue
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    machine: str
    units: tuple[PickUpUnit, ...]
    now_s: int
    life_s: int
    reference: str
    code_id: str = ""


async def _given_out(
    board: Board, db: Database, wish: _Wish, store: Callable[..., bool], *before: str
) -> Issued:
    """``store(session, *before, draft, open_max)`` is False when another open code is the same digits."""
    until_s = wish.now_s + wish.life_s
    fact = f"pickup_salt:{wish.machine}"[:FACT_CHARS]
    salt = await db.write(machines.keep_fact, fact, secrets.token_hex(16))
    for _ in range(TRIES):
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        digest = await asyncio.to_thread(pick_up_digest, code, salt, ROUNDS)
        document = PickUpDocument(
            salt=salt, rounds=ROUNDS, digest=digest, until_s=until_s, currency="CNY", units=list(wish.units)
        )
        code_id = wish.code_id or "P" + "".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_CHARS))
        draft = Draft(code_id, wish.machine, document, wish.reference, wish.now_s)
        if await db.write(store, *before, draft, OPEN_MAX):
            board.ring(wish.machine)
            return Issued(code, code_id, until_s)
    raise Refusal(503, "pickup.no_code", "No free code was found; try again.", retry_after_s=1)


async def withdraw(board: Board, db: Database, now_s: int, code_id: str) -> CodeView:
    """Take it back; what it owes is certain once its machine has confirmed. Raises ``Refusal`` 404."""
    await db.write(pickups.withdraw, code_id, now_s * 1000)
    found = await known(db, code_id)
    board.ring(found.machine)
    return found


async def reissue(board: Board, db: Database, now_s: int, code_id: str, life_s: int = LIFE_S) -> Issued:
    """Another code for what this one still owes. Raises ``Refusal`` 404, 409."""
    found = await known(db, code_id)
    units = tuple(
        PickUpUnit(sku=found.units[unit][0], amount_fen=found.units[unit][1]) for unit in found.left
    )
    wish = _Wish(found.machine, units, now_s, life_s, found.reference)
    return await _given_out(board, db, wish, pickups.reissue, code_id)


async def settle(db: Database, code_id: str, note: str) -> CodeView:
    """The merchant gave back what it owed, at the gateway of the order it was paid with, or by hand."""
    if not note or len(note) > NOTE_MAX_CHARS or not note.isprintable():
        raise Refusal(422, "pickup.note", f"Say how, in 1 to {NOTE_MAX_CHARS} characters.")
    await db.write(pickups.settle, code_id, note)
    return await known(db, code_id)


async def withdraw_over(db: Database, now_s: int) -> int:
    """Codes past their time are taken back from their machines; how many. Every process sees it by itself."""
    ids = await db.read(pickups.over, now_s - OVER_GRACE_S)
    for one in ids:
        await db.write(pickups.withdraw, one, now_s * 1000)
    return len(ids)


async def known(db: Database, code_id: str) -> CodeView:
    """Raises ``Refusal`` 404."""
    found = await db.read(pickups.view, code_id)
    if found is None:
        raise Refusal(404, "pickup.unknown", "There is no such pick-up code.")
    return found
