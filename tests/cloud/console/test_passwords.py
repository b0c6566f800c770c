"""What is kept of a password, at its real cost."""

from __future__ import annotations

import asyncio

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from cloud.console import passwords


@pytest.fixture(autouse=True)
def cheap_passwords() -> None:
    """Not here: this file is about the real ones."""


def test_a_password_is_kept_by_argon2id_at_no_less_than_owasp_asks() -> None:
    kept = passwords.hashed("correct horse battery")
    cost = extract_parameters(kept)
    assert cost.type is Type.ID
    assert cost.memory_cost >= 19_456 and cost.time_cost >= 2
    assert "correct" not in kept
    assert passwords.hashed("correct horse battery") != kept, "each has a salt of its own"
    assert PasswordHasher().verify(kept, "correct horse battery")


def test_nobody_has_no_password_and_nonsense_is_no_hash() -> None:
    kept = passwords.hashed("word")
    judged = [("word", kept), ("Word", kept), ("word", None), ("word", "nonsense"), ("", None)]

    async def judge() -> list[bool]:
        return [await passwords.is_right(word, hashed) for word, hashed in judged]

    assert asyncio.run(judge()) == [True, False, False, False, False]


def test_one_time_passwords_do_not_repeat_and_can_be_read_out() -> None:
    made = {passwords.new_one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(len(word) == 23 and not set(word) & set("ILOU") for word in made)
