"""Looking is for everybody who is signed in; every change is refused to whoever may not, and noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.console.roles import MAY, Right, Role
from cloud.store.console.models import ConsoleDeed, ConsolePerson
from cloud.store.models import BillFinding, EnrolCode, Machine, Payment, Refund
from tests.cloud.console.office import Browser, Day, add_findings, signed_in
from tests.cloud.served import ServedCloud

PAGES = ("/", "/order/list", "/refund/list", "/finding/list", "/machine/list", "/event/list", "/account")
FOR_OWNERS = ("/people", "/trail/list", "/trail/detail?pk=1")

WRITES: dict[str, tuple[Right, Callable[[Browser, str, str], Any]]] = {
    "refund again": (
        Right.REFUND,
        lambda one, refund, _finding: one.deed("refund", refund, "again", reason="x"),
    ),
    "settle": (
        Right.SETTLE,
        lambda one, _refund, finding: one.deed("finding", finding, "settle", reason="x"),
    ),
    "give back": (
        Right.REFUND,
        lambda one, _refund, finding: one.deed("finding", finding, "give_back", reason="x"),
    ),
    "export": (Right.EXPORT, lambda one, _refund, _finding: one.export("order", "csv", ["number"])),
    "enrol": (Right.ENROL, lambda one, _refund, _finding: one.post("/enrol/code", site="x")),
    "add a person": (
        Right.PEOPLE,
        lambda one, _refund, _finding: one.post("/people/add", name="x", role="owner"),
    ),
    "reset a password": (
        Right.PEOPLE,
        lambda one, _refund, _finding: one.post("/people/reset", name="owner"),
    ),
    "change a person": (
        Right.PEOPLE,
        lambda one, _refund, _finding: one.post("/people/change", name="viewer", role="owner", active="on"),
    ),
}
LIBRARYS = ("create", "edit?pk={pk}", "import")
"""Routes the admin library brings along: nobody writes by them."""


@pytest.fixture
def day(cloud: ServedCloud) -> Day:
    made = Day(cloud, cloud.machine())
    made.refund(made.paid("K7SALE0001"), "unknown")
    add_findings(cloud, made.machine.id)
    return made


def everything(session: Session) -> list[Any]:
    """What a refused write must leave as it was."""
    counts = [
        session.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (Payment, Refund, Machine, EnrolCode, ConsolePerson)
    ]
    people = session.execute(select(ConsolePerson.name, ConsolePerson.role, ConsolePerson.password_hash))
    deeds = session.execute(select(BillFinding.order_number, BillFinding.deed))
    states = session.execute(select(Refund.number, Refund.state))
    return [counts, *(sorted(tuple(row) for row in rows) for rows in (people, deeds, states))]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_changes_what_it_may_and_nothing_else(cloud: ServedCloud, day: Day, role: Role) -> None:
    signed_in(cloud, "owner")
    one = signed_in(cloud, role.value)
    cloud.book.answers.clear()
    for page in PAGES:
        assert one.get(page).status_code == 200, page
    for page in FOR_OWNERS:
        assert (one.get(page).status_code == 403) is (role is not Role.OWNER), page
    finding = add_findings(cloud, day.machine.id)
    asked = list(cloud.book.calls)
    for name, (right, write) in WRITES.items():
        if right in MAY[role]:
            continue
        before = cloud.db.read_now(everything)
        answer = write(one, "K7SALE0001R0", finding)
        assert answer.status_code == 403, (name, answer.status_code, answer.text[:200])
        assert cloud.db.read_now(everything) == before, name
    assert cloud.book.calls == asked, "no gateway heard of it"
    menu = one.get("/account").text
    for path, right in (("/console/people", Right.PEOPLE), ("/console/enrol", Right.ENROL)):
        assert (f'{path}"' in menu) is (right in MAY[role])


def test_what_was_refused_is_in_the_trail(cloud: ServedCloud, day: Day) -> None:
    one = signed_in(cloud, "viewer")
    assert one.deed("refund", "K7SALE0001R0", "again", reason="x").status_code == 403
    rows = cloud.db.read_now(
        lambda session: session.execute(
            select(ConsoleDeed.person, ConsoleDeed.subject).where(ConsoleDeed.deed == "refused")
        ).all()
    )
    assert [tuple(row) for row in rows] == [("viewer", "refund: again")]


@pytest.mark.parametrize("table", ["order", "refund", "finding", "machine", "event", "trail"])
def test_nobody_writes_past_the_named_deeds(cloud: ServedCloud, day: Day, table: str) -> None:
    owner = signed_in(cloud, "owner")
    before = cloud.db.read_now(everything)
    for route in LIBRARYS:
        path = f"/{table}/{route.format(pk='K7SALE0001A')}"
        assert owner.get(path).status_code in (403, 404, 405), path
        assert owner.post(path, amount_fen="1", state="done").status_code in (403, 404, 405), path
    headers = {"X-CSRFToken": owner.token()}
    for action in ("delete", "edit", "nonsense"):
        for kind in ("action", "row-action"):
            query = {"name": action, "pk": "K7SALE0001A", "pks": "K7SALE0001A"}
            answer = owner.ask("POST", f"/_api/{table}/{kind}", params=query, headers=headers)
            assert answer.status_code in (400, 403), (action, kind)
    inline = owner.ask(
        "POST", f"/_api/{table}/inline-edit", params={"pk": "1", "field": "state"}, headers=headers
    )
    assert inline.status_code == 403
    assert cloud.db.read_now(everything) == before


def test_an_owner_names_people_and_the_last_one_stays(cloud: ServedCloud) -> None:
    owner = signed_in(cloud, "owner")
    added = owner.post("/people/add", name="Wang", role="finance")
    assert added.status_code == 200
    password = added.text.split('one-time">')[1].split("<")[0]
    assert owner.post("/people/add", name="wang", role="viewer").status_code == 422
    assert owner.post("/people/add", name="<b>", role="viewer").status_code == 422
    assert owner.post("/people/add", name="x", role="god").status_code == 422
    finance = Browser(cloud.base_url)
    assert finance.sign_in("wang", password).status_code == 303
    assert finance.get("/").headers["location"] == "/console/account", "it is for one time"
    for change in ({"role": "viewer", "active": "on"}, {"role": "owner"}):
        assert owner.post("/people/change", name="owner", **change).status_code == 422, change
    assert owner.post("/people/change", name="wang", role="owner").status_code == 200
    assert finance.get("/account").status_code == 303, "who may not sign in any more is out at once"
    again = owner.post("/people/reset", name="wang")
    assert again.status_code == 200 and password not in again.text
