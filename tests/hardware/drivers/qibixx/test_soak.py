"""Customers at a till on a bad line; longer soaks are run by hand, see ``soak.soak``."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.hardware.drivers.qibixx.soak import soak


@pytest.fixture(scope="module")
def tally() -> Counter[str]:
    return sum((soak(seed, 18) for seed in (1, 2, 3)), Counter())


def test_every_fen_is_explained_on_a_line_that_loses_bytes(tally: Counter[str]) -> None:
    assert tally["coins"] > 10 and tally["bills"] > 3
    assert tally["sure"] > 8 and tally["whole"] > 5


def test_the_soak_meets_what_it_is_for(tally: Counter[str]) -> None:
    kinds = {"card approved", "card denied", "end kept", "end returned"}
    assert kinds <= set(tally), tally
