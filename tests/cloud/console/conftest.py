from __future__ import annotations

from functools import cache

import pytest
from argon2 import PasswordHasher

from cloud.console import passwords


@cache
def cheap() -> PasswordHasher:
    """A thousandth of the work: the real cost is looked at by itself (``test_passwords``)."""
    return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", cheap)
    passwords._nobodys.cache_clear()
