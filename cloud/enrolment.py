"""One-time codes: how they look, how they are kept, how guessing is slowed down."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets

from cloud.clock import Clock
from cloud.errors import Refusal
from cloud.store import machines
from cloud.store.database import Database
from cloud.store.machines import EnrolledMachine

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so a code can be read out on the telephone."""
CODE_GROUPS, GROUP_CHARS = 3, 4
"""60 random bits: what the limit below lets through can never guess one, nor can who has read the hashes."""
CODE_LIFE_S = 24 * 3600
"""An installer's day."""
MACHINE_ID_CHARS = 7
PUBLIC_KEY_BYTES = 32
"""Ed25519, RFC 8032 5.1.5."""
FAILURES_PER_WINDOW = 10
WINDOW_S = 600
"""Ten bad codes in ten minutes from one address: an installer mistypes less, a guesser gets nowhere."""

SAME_ERROR = "The code is wrong, was used already or has expired. Ask for a new one."
"""One sentence for every case: who guesses learns nothing."""


def new_code() -> str:
    """Like ``7K3M-Q9TX-2B4F``."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARS)) for _ in range(CODE_GROUPS)]
    return "-".join(groups)


def code_hash(code: str, cloud_id: str) -> str:
    """What is stored. Letter case, spaces and dashes do not matter; O, I and L read as 0, 1 and 1."""
    plain = "".join(char for char in code.upper() if char.isalnum())
    plain = plain.translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(f"{cloud_id}:{plain}".encode()).hexdigest()


async def allow_code(db: Database, cloud_id: str, code: str, site: str, now_s: int, life_s: int) -> None:
    """Make ``code`` good for one machine until ``now_s + life_s``."""
    await db.write(machines.add_code, code_hash(code, cloud_id), site, now_s, now_s + life_s)


async def redeem(
    db: Database, cloud_id: str, clock: Clock, code: str, public_key: str, software: str, address: str
) -> EnrolledMachine:
    """The machine that has this key now. Raises ``Refusal`` 422 (key), 403 (code), 429 (too many tries)."""
    key = _checked_key(public_key)
    now_s = clock.utc_ms() // 1000
    window_s = now_s - now_s % WINDOW_S
    if await db.read(machines.failures, address, window_s) >= FAILURES_PER_WINDOW:
        wait_s = window_s + WINDOW_S - now_s
        raise Refusal(
            429, "enrol.too_many", f"Too many wrong codes. Try again in {wait_s} s.", retry_after_s=wait_s
        )
    machine = await db.write(machines.redeem, code_hash(code, cloud_id), key, software, _new_id(), now_s)
    if machine is None:
        await db.write(machines.count_failure, address, window_s)
        raise Refusal(403, "enrol.code", SAME_ERROR)
    return machine


def _checked_key(text: str) -> str:
    """In its one canonical spelling, so that the same key is the same machine."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != PUBLIC_KEY_BYTES:
        raise Refusal(422, "enrol.public_key", "public_key must be 32 bytes of Ed25519 in standard base64.")
    return base64.b64encode(raw).decode()


def _new_id() -> str:
    return "M" + "".join(secrets.choice(ALPHABET) for _ in range(MACHINE_ID_CHARS))
