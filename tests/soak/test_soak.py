"""A short soak in the gate; the long one is ``python -m tests.soak``."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.api import Result, VendOutcome
from hardware.rig import BOARDS
from tests.soak.run import Figures, Soak, Wrong

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MORE, FEW = 12, 4
SOAKED_IN_VIRTUAL_TIME = ("zdm8", "m102", "adh815", "adh814", "relay")
"""Hundreds of their vends are in ``tests/hardware/drivers``; here only the real pty is added."""


@pytest.mark.parametrize("model", BOARDS)
def test_over_a_bad_line_no_outcome_is_false_and_nothing_turns_twice(model: str, tmp_path: Path) -> None:
    vends = FEW if model in SOAKED_IN_VIRTUAL_TIME else MORE
    figures = Soak(model, 3, tmp_path).run(vends)
    assert figures.vends == vends == figures.results.total()
    assert figures.turns <= figures.vends
    assert figures.lost_bytes, "the line was not bad"


def test_a_false_outcome_would_be_noticed(tmp_path: Path) -> None:
    """The judge itself: a board that swears it fell, and nothing did."""
    soak = Soak("xy", 1, tmp_path)
    outcome = VendOutcome("a", 1, Result.DELIVERED, "04/02", "dispensed")
    with pytest.raises(Wrong, match="fell 0"):
        soak._judge(outcome, turned=1, fell=0, fault="")
    with pytest.raises(Wrong, match="turned 2"):
        soak._judge(outcome, turned=2, fell=2, fault="")
    soak._judge(outcome, turned=1, fell=1, fault="")


def test_figures_of_several_lines_add_up() -> None:
    both = Figures("xy", vends=2, turns=1)
    both.add(Figures("xy", vends=3, turns=3))
    assert (both.vends, both.turns) == (5, 4)
