"""One machine with a till for all of these: it takes seconds to start, and each customer leaves it clean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.till.site import TillSite

TURN_MS = 500
"""Long enough to be killed in the middle of."""


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TillSite]:
    with TillSite(tmp_path_factory.mktemp("till"), "--set", "display.result_s=120", turn_ms=TURN_MS) as made:
        yield made


@pytest.fixture(autouse=True)
def customer(site: TillSite) -> Iterator[None]:
    site.fresh()
    yield
    site.fresh()
    site.settled()
