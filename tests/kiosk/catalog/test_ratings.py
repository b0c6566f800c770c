"""The mean of the stars: in tenths, rounded once, and never told of a few."""

from __future__ import annotations

import pytest

from kiosk.catalog.ratings import RATINGS_LEAST, Rating, rating, ratings


@pytest.mark.parametrize(
    ("stars", "count", "text"),
    [(25, 5, "5.0"), (5, 5, "1.0"), (14, 6, "2.3"), (28, 6, "4.7"), (89, 20, "4.5"), (87, 20, "4.4")],
)
def test_a_mean_is_told_in_tenths_halves_up(stars: int, count: int, text: str) -> None:
    found = rating(stars, count)
    assert found is not None
    assert (found.text, found.count) == (text, count)


def test_a_few_are_no_answer() -> None:
    assert rating(0, 0) is None
    assert rating(5 * (RATINGS_LEAST - 1), RATINGS_LEAST - 1) is None
    assert ratings({"tea": (20, 4), "cola": (20, 5)}) == {"cola": Rating(40, 5)}
