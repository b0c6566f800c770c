"""Points and coupons of a sale: whatever the order, and however often reports come, they add up."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from cloud.errors import Refusal
from cloud.store import machines
from cloud.store.database import Database
from cloud.store.members import facts, ledger, people, sales, sessions
from cloud.store.members.ledger import Of
from cloud.store.members.models import MemberSale
from cloud.store.members.people import NewMember
from kiosk.wire import MemberReserve, SaleReport
from tests.cloud.reports import NUMBER, report
from tests.cloud.served import fresh_database

MACHINE, MEMBER, SESSION = "MTEST", "a" * 24, "5" * 32
NOW_MS = 1_790_000_000_000
NOW_S = NOW_MS // 1000
COUPON = "A1B2C3D4"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = Database(fresh_database(Path(tmp_path_factory.mktemp("ledger"))))
    yield made
    made.close()


class Undone(Exception):
    """Ends a transaction of which nothing is to be kept."""


def within(db: Database, work: Callable[[Session], None]) -> None:
    """``work`` with one member who has 100 points, a coupon and a session; nothing of it is kept."""

    def all_of_it(session: Session) -> None:
        machines_row(session)
        people.enter(session, NewMember(MEMBER, "h" * 64, b"sealed", "1"), "d" * 64, NOW_S)
        sessions.begin(session, MACHINE, SESSION, "t" * 64, NOW_MS)
        assert sessions.sign_in(session, "t" * 64, MEMBER, NOW_MS) is sessions.SignIn.DONE
        member = ledger.lock(session, MEMBER)
        assert member is not None
        ledger.book(session, member, Of(MEMBER, "", "GIFT", NOW_S), 0, ledger.EARNED, 100)
        piece = {"code": COUPON, "coupon": "welcome", "why": "welcome", "until_date": "2099-01-01"}
        ledger.issue(session, MEMBER, piece, NOW_S)
        work(session)
        raise Undone

    with pytest.raises(Undone):
        db.write_now(all_of_it)


def machines_row(session: Session) -> None:
    machines.add_code(session, "c" * 64, "", NOW_S, NOW_S + 60)
    assert machines.redeem(session, "c" * 64, "k" * 44, "", MACHINE, NOW_S) is not None


def points(session: Session) -> int:
    """By the member's row, which must be what the ledger comes to."""
    known = facts.facts(session, MEMBER, 0)
    assert known is not None
    assert known.points == ledger.balance(session, MEMBER)
    assert known.points >= 0
    return known.points


def told(
    session: Session,
    stage: str,
    fates: Sequence[str],
    spent: Sequence[int] = (30, 20),
    paid: bool = True,
    refunds: tuple[tuple[str, int, str], ...] = (),
    coupons: Sequence[str] = (COUPON,),
) -> None:
    body = report(stage, tuple(fates), refunds, paid) | {
        "member": {
            "session": SESSION,
            "points_spent": list(spent),
            "points_earned": [3, 4],
            "coupons": list(coupons),
            "uses": {"half": 1},
        }
    }
    sales.follow(session, MACHINE, SaleReport.model_validate(body), NOW_MS)


def reserve(session: Session, spent: Sequence[int] = (30, 20), coupons: Sequence[str] = (COUPON,)) -> int:
    asked = MemberReserve(sale=NUMBER, points_spent=list(spent), coupons=list(coupons))
    return sales.reserve(session, MACHINE, SESSION, asked, NOW_MS).points_left


def coupon_state(session: Session) -> str:
    return next((piece.state for piece in ledger.pieces(session, MEMBER, 9)), "used")


def test_all_delivered(db: Database) -> None:
    def work(session: Session) -> None:
        assert reserve(session) == 50
        assert coupon_state(session) == "taken"
        told(session, "vending", ("delivered", "moving"))
        assert points(session) == 53, "a line earns when it falls, not before"
        told(session, "closed", ("delivered", "delivered"))
        assert points(session) == 57
        assert coupon_state(session) == "used"
        known = facts.facts(session, MEMBER, 0)
        assert known is not None
        assert (known.history, known.uses, known.has_bought) == (("S0", "S1"), {"half": 1}, True)
        assert facts.orders_at(known, MACHINE) == [NUMBER]
        assert facts.orders_at(known, "another") == [], "a machine is told of its own sales alone"

    within(db, work)


def test_a_machine_is_told_of_the_latest_sales_there(db: Database) -> None:
    def work(session: Session) -> None:
        for at, number in enumerate(f"{NUMBER}{place:02}" for place in range(facts.ORDERS_MAX + 2)):
            sold = {"machine_id": MACHINE, "sale": number, "member_id": MEMBER, "state": "done"}
            session.add(MemberSale(**sold, at_s=NOW_S + at, skus="[]", uses="{}"))
        session.flush()
        known = facts.facts(session, MEMBER, 0)
        assert known is not None
        newest_first = [f"{NUMBER}{place:02}" for place in range(facts.ORDERS_MAX + 1, 1, -1)]
        assert facts.orders_at(known, MACHINE) == newest_first

    within(db, work)


def test_what_does_not_fall_gives_back_and_earns_nothing(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session)
        told(session, "closed", ("not_delivered", "delivered"), refunds=((f"{NUMBER}R0", 350, "done"),))
        assert points(session) == 100 - 20 + 4
        assert coupon_state(session) == "used"

    within(db, work)


def test_not_paid_is_as_if_it_had_not_been(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session)
        told(session, "paying", ("waiting", "waiting"), paid=False)
        assert points(session) == 50, "the customer may still pay"
        told(session, "closed", ("waiting", "waiting"), paid=False)
        assert points(session) == 100
        assert coupon_state(session) == "held"
        known = facts.facts(session, MEMBER, 0)
        assert known is not None
        assert (known.history, known.uses, known.has_bought) == ((), {}, False)

    within(db, work)


def test_money_that_all_goes_back_takes_its_points_along(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session)
        told(session, "vending", ("delivered", "delivered"))
        assert points(session) == 57
        told(session, "closed", ("delivered", "delivered"), refunds=((f"{NUMBER}R0", 700, "accepted"),))
        assert points(session) == 100
        assert coupon_state(session) == "held"

    within(db, work)


def test_a_reservation_whose_answer_was_lost_is_given_back(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session)
        told(session, "vending", ("delivered", "moving"), spent=(0, 0), coupons=())
        assert points(session) == 103
        assert coupon_state(session) == "held"

    within(db, work)


def test_a_sale_that_nobody_reports_is_let_go(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session)
        assert sales.release_forgotten(session, NOW_S, NOW_S, 10) == 0
        assert sales.release_forgotten(session, NOW_S + 1, NOW_S, 10) == 1
        assert points(session) == 100
        assert coupon_state(session) == "held"
        assert sales.release_forgotten(session, NOW_S + 1, NOW_S, 10) == 0

    within(db, work)


def test_twice_is_once(db: Database) -> None:
    def work(session: Session) -> None:
        assert reserve(session) == reserve(session) == 50

    within(db, work)


@pytest.mark.parametrize(
    ("spent", "coupons", "code"),
    [((101,), (), "member.points"), ((60, 41), (), "member.points"), ((0,), ("FFFF0000",), "member.coupon")],
)
def test_nobody_spends_what_is_not_there(
    db: Database, spent: tuple[int, ...], coupons: tuple[str, ...], code: str
) -> None:
    def work(session: Session) -> None:
        with pytest.raises(Refusal) as refused:
            reserve(session, spent, coupons)
        assert refused.value.code == code

    within(db, work)


def test_a_sale_given_up_lets_the_next_one_have_it(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session, (80,))
        told(session, "closing", ("waiting",), spent=(80,), paid=False)
        other = MemberReserve(sale="K7ZZZZZZZ", points_spent=[90], coupons=[COUPON], instead_of=NUMBER)
        assert sales.reserve(session, MACHINE, SESSION, other, NOW_MS).points_left == 10
        told(session, "paying", ("waiting",), spent=(80,), paid=False)
        told(session, "closed", ("not_delivered",), spent=(80,))
        assert points(session) == 10, "whatever still comes of the one given up"
        assert coupon_state(session) == "taken"

    within(db, work)


def test_what_was_bought_is_not_given_up(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session)
        told(session, "vending", ("delivered", "moving"))
        other = MemberReserve(sale="K7ZZZZZZZ", points_spent=[60], instead_of=NUMBER)
        with pytest.raises(Refusal):
            sales.reserve(session, MACHINE, SESSION, other, NOW_MS)

    within(db, work)


def test_two_sales_do_not_share_a_coupon_or_points(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session, (80,), ())
        other = MemberReserve(sale="K7ZZZZZZZ", points_spent=[80])
        with pytest.raises(Refusal, match="so many points"):
            sales.reserve(session, MACHINE, SESSION, other, NOW_MS)

    within(db, work)


def test_erased_is_erased(db: Database) -> None:
    def work(session: Session) -> None:
        reserve(session)
        people.erase(session, MEMBER)
        assert facts.facts(session, MEMBER, 0) is None
        assert ledger.balance(session, MEMBER) == 0
        assert people.by_device(session, "d" * 64, NOW_S) is None
        told(session, "closed", ("delivered", "delivered"))
        assert facts.facts(session, MEMBER, 0) is None, "a late report brings nobody back"

    within(db, work)


Step = tuple[str, tuple[str, ...], bool, tuple[tuple[str, int, str], ...]]
STORIES: dict[str, list[Step]] = {
    "delivered": [
        ("paying", ("waiting", "waiting"), False, ()),
        ("vending", ("moving", "waiting"), True, ()),
        ("vending", ("delivered", "moving"), True, ()),
        ("closed", ("delivered", "delivered"), True, ()),
    ],
    "one jams": [
        ("vending", ("moving", "waiting"), True, ()),
        ("vending", ("delivered", "moving"), True, ()),
        ("refunding", ("delivered", "not_delivered"), True, ()),
        ("closed", ("delivered", "not_delivered"), True, ((f"{NUMBER}R0", 350, "done"),)),
    ],
    "nothing falls": [
        ("vending", ("moving", "waiting"), True, ()),
        ("vending", ("not_delivered", "moving"), True, ()),
        ("closed", ("not_delivered", "not_delivered"), True, ((f"{NUMBER}R0", 700, "done"),)),
    ],
    "not paid": [
        ("open", ("waiting", "waiting"), False, ()),
        ("paying", ("waiting", "waiting"), False, ()),
        ("closed", ("waiting", "waiting"), False, ()),
    ],
}
"""What the machine reports, in order. At the end: points and coupon."""
ENDS = {
    "delivered": (57, "used"),
    "one jams": (73, "used"),
    "nothing falls": (100, "held"),
    "not paid": (100, "held"),
}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(STORIES)), st.randoms(use_true_random=False), st.booleans())
def test_reports_doubled_and_out_of_order_come_to_the_same(
    db: Database, story: str, chance: random.Random, reserved: bool
) -> None:
    """Each report once at least, some twice, in any order."""
    steps = STORIES[story]
    sent: list[Step] = [*steps, *chance.choices(steps, k=3)]
    chance.shuffle(sent)

    def work(session: Session) -> None:
        if reserved:
            reserve(session)
        for stage, fates, paid, refunds in sent:
            told(session, stage, fates, paid=paid, refunds=refunds)
            points(session)
        assert (points(session), coupon_state(session)) == ENDS[story]

    within(db, work)


def test_points_are_never_below_nothing_whatever_is_reported(db: Database) -> None:
    """Also when a machine spends what was not reserved and is not there."""

    def work(session: Session) -> None:
        for spent, fates in itertools.product(((5000, 0), (60, 60)), (("moving", "waiting"),)):
            told(session, "vending", fates, spent=spent)
            assert points(session) == 0
        told(session, "closed", ("not_delivered", "not_delivered"), spent=(60, 60))
        assert points(session) == 100, "what was really taken comes back, and no more"

    within(db, work)
