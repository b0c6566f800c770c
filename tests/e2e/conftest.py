"""Customers at a machine that several tests share (``site``)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.outside import Site


@pytest.fixture
def customer(site: Site) -> Iterator[None]:
    """Each customer finds an idle machine, and leaves three books that agree."""
    site.fresh()
    yield
    site.settled()


@pytest.fixture
def served_customer(site: Site) -> Iterator[None]:
    """The same; and what still goes on for this one is let come to its end."""
    site.fresh()
    yield
    site.fresh()
    site.settled()
