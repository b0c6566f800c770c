"""A short soak in the gate; the long one is ``make chaos``. And the soak itself: seeds and shrinking."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.figures import Figures
from tests.chaos.machine import Machine
from tests.chaos.plan import (
    ALL_WALLETS,
    AT_THE_TILL,
    KINDS,
    MODELS,
    Customer,
    Fault,
    Plan,
    Round,
    When,
    draw_round,
)
from tests.chaos.shrink import shrink
from tests.chaos.warm.forked import Parent

KILL = Fault("process", "kill", When.PAID)
SIDE_BY_SIDE = 4
SALES = 25
GATE_SEEDS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12))
"""Three hundred sales in all."""


@pytest.fixture(scope="module")
def parent() -> Iterator[Path]:
    with Parent() as made:
        yield made.path


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seeds", GATE_SEEDS)
def test_three_books_agree_whatever_broke(seeds: tuple[int, ...], parent: Path, tmp_path: Path) -> None:
    """Some machines side by side: each waits most of the time."""

    def play(seed: int) -> Figures:
        folder = tmp_path / str(seed)
        folder.mkdir()
        return Machine(draw_round(seed, SALES), folder, parent).run()

    total = Figures()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for figures in pool.map(play, seeds):
            total.add(figures)
    assert total.clean, "\n".join([str(total), *total.stories])
    assert total.sales == SALES * len(seeds) and total.delivered and total.faults and total.kills


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_books_show_a_seeded_bug_and_no_fault_that_befell_nothing(parent: Path, tmp_path: Path) -> None:
    """The others: ``python -m tests.chaos.seeing``."""
    nobodys = Fault("gateway", "http_500", When.CODE, more="refund")
    plan = Plan(0, 1, Customer.PAYS_AFTER_CANCEL, "alipay", (nobodys,))
    story = Round(1, "xy", False, ("alipay",), False, (plan,))
    figures = Machine(story, tmp_path, parent, "money_is_heard_only_while_a_code_is_shown").run()
    assert figures.lost_fen and not figures.clean
    assert figures.faults == 0, "nothing was to be refunded, so nothing went wrong with it"


def test_the_gate_plays_every_wallet_both_routes_and_a_till() -> None:
    stories = [draw_round(seed, SALES) for seeds in GATE_SEEDS for seed in seeds]
    assert {name for story in stories for name in story.wallets} == set(ALL_WALLETS)
    assert {story.cloud for story in stories} == {True, False}
    assert {story.till for story in stories} == {True, False}
    assert len({story.model for story in stories}) >= 4


def test_a_seed_draws_the_same_round_again_and_it_survives_paper() -> None:
    story = draw_round(5, 200)
    assert story == draw_round(5, 200) != draw_round(6, 200)
    assert Round.from_json(story.as_json()) == story


def test_over_many_seeds_every_board_route_customer_and_kind_of_fault_is_drawn() -> None:
    stories = [draw_round(seed, 100) for seed in range(60)]
    assert {story.model for story in stories} == set(MODELS)
    assert {(story.cloud, story.till) for story in stories} == {(a, b) for a in (0, 1) for b in (0, 1)}
    plans = [plan for story in stories for plan in story.plans]
    assert {plan.customer for plan in plans} == set(Customer)
    assert {plan.method for plan in plans} == {*ALL_WALLETS, *AT_THE_TILL}
    assert {plan.units for plan in plans} == {1, 2, 3, 4, 5}
    drawn = {fault.where for plan in plans for fault in plan.faults}
    assert drawn == {"cabinet", "gateway", "network", "cloud", "process", "disk", "clock", "till"}
    assert len({fault.what for plan in plans for fault in plan.faults}) > len(KINDS)


def test_a_failing_round_is_made_short() -> None:
    """It fails when sale 13 is killed, and only then."""
    plans = tuple(Plan(number, 1, Customer.PAYS, faults=(KILL, KILL)) for number in range(32))
    story = Round(1, "xy", False, ALL_WALLETS, False, plans)

    def fails(smaller: Round) -> bool:
        return any(plan.number == 13 and plan.faults for plan in smaller.plans)

    small = shrink(story, fails)
    assert small == replace(story, plans=(Plan(13, 1, Customer.PAYS, faults=(KILL,)),))


def test_what_fails_only_once_is_kept_whole() -> None:
    story = draw_round(3, 8)
    assert shrink(story, lambda _smaller: False) == story
