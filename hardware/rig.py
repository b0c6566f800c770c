"""From an installer's settings to a board: the one place that knows which models there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hardware.api import Board, BoardSettings
from hardware.drivers.null import NullBoard
from hardware.drivers.xy import XyBoard
from hardware.errors import SettingError

_MODELS: Final[dict[str, Callable[[BoardSettings], Board]]] = {
    "xy": XyBoard,
    "none": lambda _settings: NullBoard(),
}

MODELS: Final = tuple(_MODELS)


def open_board(settings: BoardSettings) -> Board:
    """The board named by ``settings.model``, not yet started.

    Raises ``SettingError`` for a model, option or value that does not exist; the text names the known ones.
    """
    make = _MODELS.get(settings.model)
    if make is None:
        raise SettingError(
            "board.unknown_model",
            f"There is no board model {settings.model!r}. The known ones are {', '.join(MODELS)}.",
        )
    return make(settings)
