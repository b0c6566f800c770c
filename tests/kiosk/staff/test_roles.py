"""The table of who may do what: every cell of it is meant."""

from __future__ import annotations

import pytest

from kiosk.staff.roles import OPENS, TABLE, Deed, Page, Role, may, pages

R, T, M, I = Role.RESTOCKER, Role.TECHNICIAN, Role.MANAGER, Role.INSTALLER  # noqa: E741 the columns of the table


@pytest.mark.parametrize(
    ("deed", "roles"),
    [
        (Deed.SEE_TODAY, {R, T, M, I}),
        (Deed.SEE_TAKINGS, {M}),
        (Deed.TICK_OFF, {T, M, I}),
        (Deed.SIGN_OFF, {T, M}),
        (Deed.SEE_MONEY, {T, M, I}),
        (Deed.SETTLE, {T, M}),
        (Deed.RETRY_REFUND, {M}),
        (Deed.SEE_LANES, {R, T, M, I}),
        (Deed.TEST_LANE, {T, M, I}),
        (Deed.CLEAR_LANE, {T, M, I}),
        (Deed.PAUSE_LANE, {R, T, M, I}),
    ],
)
def test_who_may_do_what(deed: Deed, roles: set[Role]) -> None:
    assert {role for role in Role if may(role, deed)} == roles


def test_every_deed_has_its_row_and_every_page_its_deed() -> None:
    assert set(TABLE) == set(Deed)
    assert set(OPENS) == set(Page)


def test_the_menu_shows_only_what_the_role_may_open() -> None:
    assert pages(Role.RESTOCKER) == (Page.TODAY, Page.LANES)
    assert pages(Role.MANAGER) == tuple(Page)


def test_who_settles_money_can_also_see_it() -> None:
    for role in Role:
        if may(role, Deed.SETTLE) or may(role, Deed.RETRY_REFUND):
            assert Page.MONEY in pages(role)
