"""Passwords by Argon2id, and tokens: how they are made, and what of them is kept."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cloud.enrolment import ALPHABET

PASSWORD_MIN_CHARS = 10
"""NIST SP 800-63B asks for 8 and against rules of composition; tries are braked besides."""
PASSWORD_MAX_CHARS = 200
AT_ONCE = 2
"""Each judgement takes 64 MiB (RFC 9106's second choice, the library's own): a crowd of guessers waits."""
ONE_TIME_GROUPS, GROUP_CHARS = 4, 5
"""100 random bits, in letters that can be read out on the telephone."""

_threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")


def new_one_time_password() -> str:
    """Like ``7K3MQ-9TX2B-4FHJ1-0WRAE``."""
    groups = ["".join(secrets.choice(ALPHABET) for _ in range(GROUP_CHARS)) for _ in range(ONE_TIME_GROUPS)]
    return "-".join(groups)


def hashed(password: str) -> str:
    """What is kept. Takes about 50 ms of a core."""
    return _hasher().hash(password)


async def hashed_beside(password: str) -> str:
    """``hashed`` in a thread."""
    return await asyncio.get_running_loop().run_in_executor(_threads, hashed, password)


async def is_right(password: str, kept: str | None) -> bool:
    """``kept`` None: there is no such person, which takes as long to find out as a wrong password."""
    return await asyncio.get_running_loop().run_in_executor(_threads, _judge, password, kept)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _judge(password: str, kept: str | None) -> bool:
    try:
        _hasher().verify(kept or _nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobodys() -> str:
    return hashed(secrets.token_urlsafe())
