"""The promises and the worked examples catch every seeded bug; and find nothing where there is none."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.kiosk.pricing.bugs import BUGS, Bug
from tests.kiosk.pricing.cases import Case, case
from tests.kiosk.pricing.golden import EXAMPLES
from tests.kiosk.pricing.promises import broken
from tests.kiosk.pricing.test_golden import test_the_engine_reckons_as_people_did as reckons_as_people_did

SEEDS = 200
"""Cases tried before a bug counts as not caught; most need a few."""


def cases() -> Iterator[Case]:
    for seed in range(SEEDS):
        yield case(random.Random(seed).randint)


def complaints() -> Iterator[str]:
    """What the tests have against the engine as it is now."""
    for example in EXAMPLES:
        try:
            reckons_as_people_did(example)
        except AssertionError:
            yield f"{example['name']}: not as people reckoned"
    for found in cases():
        try:
            text = broken(found)
        except (AssertionError, ValueError) as error:
            text = f"{found} failed: {error}"
        if text:
            yield text


def test_there_is_nothing_against_the_engine() -> None:
    assert next(complaints(), "") == ""


@pytest.mark.parametrize("seeded", BUGS, ids=lambda seeded: str(seeded.name))
def test_a_wrong_engine_is_found_out(seeded: Bug) -> None:
    with seeded.seeded():
        assert next(complaints(), ""), f"{seeded.name}: nothing noticed"


def test_there_are_enough_seeded_bugs() -> None:
    assert len(BUGS) >= 30 and len({seeded.name for seeded in BUGS}) == len(BUGS)
