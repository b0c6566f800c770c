"""A short soak in the gate; the long one is ``make chaos``. And the soak itself: seeds and shrinking."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.machine import Machine
from tests.chaos.plan import MODELS, Customer, Fault, Plan, Round, When, draw_round
from tests.chaos.shrink import shrink

KILL = Fault("process", "kill", When.PAID)


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize("seed", [1, 4, 6])
def test_three_books_agree_whatever_broke(seed: int, tmp_path: Path) -> None:
    figures = Machine(draw_round(seed, 20), tmp_path).run()
    assert figures.clean, "\n".join([str(figures), *figures.stories])
    assert figures.sales == 20 and figures.delivered and figures.faults


def test_a_seed_draws_the_same_round_again_and_it_survives_paper() -> None:
    story = draw_round(5, 200)
    assert story == draw_round(5, 200) != draw_round(6, 200)
    assert Round.from_json(story.as_json()) == story


def test_over_many_seeds_every_board_route_customer_and_kind_of_fault_is_drawn() -> None:
    stories = [draw_round(seed, 100) for seed in range(40)]
    assert {story.model for story in stories} == set(MODELS)
    assert {story.cloud for story in stories} == {True, False}
    plans = [plan for story in stories for plan in story.plans]
    assert {plan.customer for plan in plans} == set(Customer)
    drawn = {fault.where for plan in plans for fault in plan.faults}
    assert drawn == {"cabinet", "gateway", "network", "cloud", "process", "disk", "clock"}


def test_a_failing_round_is_made_short() -> None:
    """It fails when sale 13 is killed, and only then."""
    plans = tuple(Plan(number, 1, Customer.PAYS, (KILL, KILL)) for number in range(32))
    story = Round(1, "xy", False, plans)

    def fails(smaller: Round) -> bool:
        return any(plan.number == 13 and plan.faults for plan in smaller.plans)

    small = shrink(story, fails)
    assert small == replace(story, plans=(Plan(13, 1, Customer.PAYS, (KILL,)),))


def test_what_fails_only_once_is_kept_whole() -> None:
    story = draw_round(3, 8)
    assert shrink(story, lambda _smaller: False) == story
