from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from ui.backend.rows import RowModel, camel


@dataclass(frozen=True, slots=True)
class Pair:
    key: str
    some_value: int


def model(*rows: Pair) -> RowModel:
    made = RowModel(Pair, "key")
    made.reset(rows)
    return made


def test_roles_are_the_fields_in_the_spelling_of_qml() -> None:
    made = model(Pair("a", 7))
    names = {bytes(name.data()).decode(): role for role, name in made.roleNames().items()}
    assert set(names) == {"key", "someValue"}
    assert made.data(made.index(0), names["someValue"]) == 7
    assert camel("list_price") == "listPrice"


def test_a_stranger_to_the_model_gets_nothing() -> None:
    made = model(Pair("a", 7))
    assert made.data(QModelIndex(), int(Qt.ItemDataRole.UserRole) + 1) is None
    assert made.data(made.index(0), int(Qt.ItemDataRole.DisplayRole)) is None
    assert made.rowCount(made.index(0)) == 0


@pytest.mark.parametrize(
    "after",
    [
        [],
        [Pair("b", 2)],
        [Pair("c", 3), Pair("a", 1)],
        [Pair("x", 0), Pair("a", 1), Pair("b", 2), Pair("c", 3)],
        [Pair("c", 3), Pair("x", 9), Pair("b", 5), Pair("a", 1), Pair("y", 0)],
    ],
)
def test_replace_ends_with_the_rows_asked_for(after: list[Pair]) -> None:
    made = model(Pair("a", 1), Pair("b", 2), Pair("c", 3))
    made.replace(after)
    assert list(made.rows) == after


def test_a_row_that_moved_keeps_its_delegate() -> None:
    made = model(Pair("a", 1), Pair("b", 2), Pair("c", 3))
    held = QPersistentModelIndex(made.index(2))
    made.replace([Pair("c", 30), Pair("b", 2)])
    assert held.isValid()
    assert held.row() == 0


def test_only_what_changed_is_told() -> None:
    made = model(Pair("a", 1), Pair("b", 2))
    told: list[int] = []
    made.dataChanged.connect(lambda first, last: told.append(first.row()))
    made.replace([Pair("a", 1), Pair("b", 3)])
    assert told == [1]
    made.replace([Pair("a", 1), Pair("b", 3)])
    assert told == [1]


def test_the_count_is_told_when_it_changes() -> None:
    made = model(Pair("a", 1))
    told: list[bool] = []
    made.countChanged.connect(lambda: told.append(True))
    made.replace([Pair("a", 2)])
    assert not told
    made.replace([Pair("a", 2), Pair("b", 1)])
    assert told == [True]
