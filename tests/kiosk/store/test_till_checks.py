"""The till's journal: read back as written, refused twice where it must be once, audited to the fen."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.api import CashLevels, Result, Tube
from kiosk.clock import ManualClock
from kiosk.errors import BugError, DataDamagedError
from kiosk.payments.intent import Method
from kiosk.store.audit import audit
from kiosk.store.store import Store
from kiosk.till.box import Box, Card, CardState, Due, DueState, replay
from kiosk.till.entries import Entry, What, Why
from tests.kiosk.store.test_audit import codes, tamper
from tests.kiosk.till.rig import PRICE_FEN, selling
from tests.kiosk.vend.rig import play

LEVELS = CashLevels((Tube(50, 3), Tube(100, 50, full=True)), 7)


@pytest.fixture
def books(tmp_path: Path) -> Path:
    """A sale by cash with change and a refund, one by card, and one by a wallet."""

    async def story() -> None:
        async with selling(tmp_path, results={1: [Result.NOT_DELIVERED]}) as rig:
            live = await rig.taking(number="K0000001")
            rig.till.bill(500)
            await rig.closed(live)
            live = await rig.taking(Method.CARD, number="K0000002")
            rig.till.approves()
            await rig.closed(live)
            await rig.until(lambda: rig.till.ends)
            await rig.quiet()

    play(story)
    return tmp_path


def test_the_till_is_part_of_the_books(books: Path) -> None:
    report = audit(books)
    assert report.findings == ()
    assert report.till.as_json() == {
        "in_fen": 500,
        "out_fen": 500,
        "handed_fen": 0,
        "credit_fen": 0,
        "owed_fen": 0,
        "kept_fen": 0,
    }
    assert (report.figures.paid_fen, report.figures.refunded_fen) == (2 * PRICE_FEN, PRICE_FEN)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DELETE FROM till_entries WHERE what = 'money_in'", "till_entry"),
        ("UPDATE till_entries SET amount_fen = 450 WHERE what = 'money_in'", "till_entry"),
        ("UPDATE till_entries SET amount_fen = 600 WHERE what = 'money_in'", "till_box"),
        ("DELETE FROM till_entries WHERE what = 'ended' AND key = 'K0000001R0'", "till_refund"),
        ("DELETE FROM till_entries WHERE what = 'card_ended'", "till_box"),
        ("DELETE FROM till_entries WHERE what = 'taken' AND word = 'card'", "till_paid"),
        ("UPDATE till_entries SET amount_fen = 451 WHERE what = 'taken' AND word = 'card'", "till_paid"),
        ("UPDATE till_entries SET what = 'gifts' WHERE what = 'opened'", "till_entry"),
        ("UPDATE till_entries SET levels = '[' WHERE what = 'money_in'", "till_entry"),
        ("DELETE FROM kept WHERE key = 'till'", "till_box"),
        ("UPDATE kept SET value = '{}' WHERE key = 'till'", "unreadable"),
    ],
)
def test_each_change_of_it_is_found(books: Path, statement: str, code: str) -> None:
    tamper(books, statement)
    assert code in codes(books)


SWAP = "UPDATE sales SET state = replace(state, '{old}', '{new}') WHERE number = 'K0000002'"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"method":"card"', '"method":"wechat"', "till_stranger"),
        ('"state":"paid"', '"state":"closed"', "till_taken"),
    ],
)
def test_what_the_till_took_and_the_sale_does_not_know_is_found(
    books: Path, old: str, new: str, code: str
) -> None:
    tamper(books, SWAP.format(old=old, new=new))
    assert code in codes(books)


def test_what_is_kept_of_it_is_read_back_as_it_was(tmp_path: Path) -> None:
    due = Due("K1A.1", "K1A", Why.CHANGE, 50, 5, DueState.ACTIVE, 2, LEVELS)
    card = Card("K2A", 450, 2, CardState.ENDING, is_odd=True, keeps=False, refund="K2R0")
    box = Box(LEVELS, True, "K3A", 300, 100, 9, (due,), (card,), 4, "K1A", 8, True)
    store = Store.open(tmp_path, ManualClock())
    entry = Entry(What.COUNTED, 5, levels=LEVELS)
    store.till.append([entry], box)
    assert store.till.box() == box
    store.close()


def test_a_box_that_cannot_be_read_is_worked_out_from_the_journal(books: Path) -> None:
    store = Store.open(books, ManualClock())
    before = store.till.box()
    store.machine.put("till", {"levels": "nonsense"})
    assert store.till.box() == before != Box()
    store.close()


def test_a_journal_that_contradicts_itself_stops_the_program(books: Path) -> None:
    tamper(books, "DELETE FROM till_entries WHERE what = 'money_in'", "DELETE FROM kept WHERE key = 'till'")
    store = Store.open(books, ManualClock())
    with pytest.raises(DataDamagedError, match="contradicts itself"):
        store.till.box()
    store.close()


@pytest.mark.parametrize(
    "again",
    [
        Entry(What.CLOSED, 9, attempt="K0000001A"),
        Entry(What.TAKEN, 9, attempt="K0000001A", amount_fen=1, word="cash"),
        Entry(What.BEGUN, 9, attempt="K0000001A", key="K0000001R0", turn=1, amount_fen=1),
        Entry(What.ENDED, 9, attempt="K0000001A", key="K0000001R0", turn=1, amount_fen=1),
        Entry(What.CARD_ASKED, 9, attempt="K0000002A", turn=1, amount_fen=450),
    ],
    ids=lambda entry: entry.what.value,
)
def test_the_database_refuses_what_may_happen_only_once(books: Path, again: Entry) -> None:
    store = Store.open(books, ManualClock())
    with pytest.raises(BugError, match="refused a record"):
        store.till.append([again], Box())
    assert replay(store.till.about("K0000002A")).cards == (), "and nothing of it was written"
    store.close()
