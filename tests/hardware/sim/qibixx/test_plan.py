from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hardware.sim.qibixx.plan import TillPlan, TillPlanError, TubePlan, load_plan, parse_plan


def test_nothing_written_is_the_usual_till() -> None:
    assert parse_plan({}) == TillPlan()


def test_a_till_as_somebody_writes_it() -> None:
    plan = parse_plan(
        {
            "coins": {"100": {"count": 3}, "50": {"count": 0, "capacity": 0}},
            "bills_fen": [2_000, 1_000],
            "has_reader": False,
            "stacker_capacity": 2,
        }
    )
    assert plan.coins == (TubePlan(50, 0, 0), TubePlan(100, 3, 70))
    assert (plan.bills_fen, plan.has_reader, plan.stacker_capacity) == ((1_000, 2_000), False, 2)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"coin": {}}, "unknown key 'coin'; known are always_idle, bills_fen"),
        ({"has_reader": 1}, "has_reader = 1 must be true or false"),
        ({"card_fen": -1}, "card_fen = -1 must be a whole number"),
        ({"coins": {"15": {}}}, "coins.15 must be a multiple of 10 fen"),
        ({"coins": {"x": {}}}, "coins.x must be a multiple"),
        ({"coins": {"10": 5}}, "coins.10 must be a table with count and capacity"),
        ({"coins": {"10": {"tubes": 1}}}, "coins.10 must be a table"),
        ({"coins": {"10": {"count": 9, "capacity": 8}}}, "coins.10.count = 9"),
        ({"coins": [10]}, "[coins] must be a table"),
        ({"bills_fen": 100}, "bills_fen = 100 must be a list"),
        ({"bills_fen": [True]}, "bills_fen = True"),
    ],
)
def test_what_cannot_be_is_named(table: dict[str, Any], words: str) -> None:
    with pytest.raises(TillPlanError) as caught:
        parse_plan(table)
    assert words in str(caught.value)


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    file = tmp_path / "till.toml"
    with pytest.raises(TillPlanError, match="cannot read the till's file"):
        load_plan(file)
    file.write_text("coins = [")
    with pytest.raises(TillPlanError, match="is not TOML"):
        load_plan(file)
    file.write_text("coin = 1")
    with pytest.raises(TillPlanError, match="unknown key"):
        load_plan(file)
    file.write_text("always_idle = false")
    assert not load_plan(file).always_idle
