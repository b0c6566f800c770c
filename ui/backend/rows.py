"""A list model over frozen rows: what changed is told row by row, so that delegates live on and can move."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "ui.backend"
QML_IMPORT_MAJOR_VERSION = 1

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1


def camel(name: str) -> str:
    """``list_price`` -> ``listPrice``: the name QML calls a field by."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


@QmlElement
class RowModel(QAbstractListModel):
    """Rows are of one frozen dataclass, each field a role. ``key`` names the field that tells rows apart."""

    countChanged = Signal()  # noqa: N815 QML's own naming for a notify signal

    def __init__(self, row_type: type, key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = [field.name for field in dataclasses.fields(row_type)]
        self._key = key
        self._rows: list[Any] = []

    @Property(int, notify=countChanged)
    def count(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> tuple[Any, ...]:
        return tuple(self._rows)

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 Qt's name
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        field = role - _FIRST_ROLE
        if not index.isValid() or not 0 <= field < len(self._fields):
            return None
        return getattr(self._rows[index.row()], self._fields[field])

    def roleNames(self) -> dict[int, QByteArray]:  # noqa: N802 Qt's name
        return {_FIRST_ROLE + at: QByteArray(camel(name).encode()) for at, name in enumerate(self._fields)}

    def reset(self, rows: Sequence[Any]) -> None:
        """Another list altogether (another category, another language): the view starts anew."""
        if list(rows) == self._rows:
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()
        self.countChanged.emit()

    def replace(self, rows: Sequence[Any]) -> None:
        """The same list a moment later: rows gone, come, moved and changed are told one by one."""
        before = len(self._rows)
        wanted = [getattr(row, self._key) for row in rows]
        for at in reversed(range(len(self._rows))):
            if getattr(self._rows[at], self._key) not in wanted:
                self.beginRemoveRows(_NOWHERE, at, at)
                del self._rows[at]
                self.endRemoveRows()
        for at, row in enumerate(rows):
            self._settle(at, row, wanted[at])
        if len(self._rows) != before:
            self.countChanged.emit()

    def _settle(self, at: int, row: Any, key: object) -> None:
        """Make ``row`` the one at ``at``; everything before it is settled already."""
        present = (
            index for index in range(at, len(self._rows)) if getattr(self._rows[index], self._key) == key
        )
        found = next(present, None)
        if found is None:
            self.beginInsertRows(_NOWHERE, at, at)
            self._rows.insert(at, row)
            self.endInsertRows()
            return
        if found != at:
            self.beginMoveRows(_NOWHERE, found, found, _NOWHERE, at)
            self._rows.insert(at, self._rows.pop(found))
            self.endMoveRows()
        if self._rows[at] != row:
            self._rows[at] = row
            index = self.index(at)
            self.dataChanged.emit(index, index)
