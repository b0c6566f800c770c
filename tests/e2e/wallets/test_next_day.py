"""A gateway that confirms a close and takes the money afterwards: nobody asks about such an order any more,
and only the next day shows it. The money goes back by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kiosk.payments.beijing import BEIJING
from tests.e2e.outside import Site

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module", params=["direct", "cloud"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp(f"next-day-{request.param}")
    with Site(folder, cloud=request.param == "cloud") as made:
        yield made


def two_mornings_later(site: Site) -> None:
    """For the gateway and the machine: also an order of one minute to midnight has its bill by then."""
    now = datetime.now(BEIJING)
    morning = (now + timedelta(days=2)).replace(hour=11, minute=0, second=0)
    seconds = int((morning - now).total_seconds())
    site.gateway.advance(seconds)
    site.kiosk.hurry(seconds)


def paid_after_a_confirmed_close(site: Site) -> int:
    """The customer cancels, the gateway confirms, and takes the money all the same: how much, in fen."""
    sale = site.shows_code()
    site.kiosk.tap("cancel")
    site.kiosk.until(lambda state: not state["sale"] or state["sale"]["stage"] == "closed")
    assert site.order_states(sale["number"]) == {"CLOSED"}
    site.pay(sale["code"], force=True)
    fen: int = sale["amount_fen"]
    return fen


def test_the_next_days_run_gives_it_back(site: Site) -> None:
    site.fresh()
    fen = paid_after_a_confirmed_close(site)
    two_mornings_later(site)
    site.until_refunded(fen, step_s=700)
    books = site.settled()
    assert (books["paid_fen"], books["refunded_fen"]) == (fen, fen)


def test_killed_between_the_question_and_the_answer(tmp_path: Path) -> None:
    with Site(tmp_path / "machine") as site:
        site.fresh()
        fen = paid_after_a_confirmed_close(site)
        site.gateway.fault("query", "hang", times=-1)
        two_mornings_later(site)
        site.until(lambda: any((site.kiosk.data / "bills").glob("wechat-*")), step_s=700)
        site.kiosk.kill()
        site.gateway.clear_faults()
        site.kiosk.start()
        site.kiosk.until_mode("selling", timeout_s=90)
        two_mornings_later(site)
        site.until_refunded(fen, step_s=700)
        assert site.settled()["refunded_fen"] == fen
