"""From an installer's settings to a board: the one place that knows which models there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from hardware.api import Board, BoardSettings, LaneReport
from hardware.drivers import xy as xy_driver
from hardware.drivers.adh.board import AdhBoard
from hardware.drivers.adh.options import MODEL_814, MODEL_815, AdhOptions
from hardware.drivers.adh.options import Model as AdhModel
from hardware.drivers.adh.questions import Questions as AdhQuestions
from hardware.drivers.m102 import family as m102_family
from hardware.drivers.m102.board import M102Board
from hardware.drivers.m102.options import M102Options
from hardware.drivers.m102.questions import Questions as M102Questions
from hardware.drivers.null import NullBoard
from hardware.drivers.relay import family as relay_family
from hardware.drivers.relay.board import RelayBoard
from hardware.drivers.relay.options import RelayOptions
from hardware.drivers.relay.questions import Questions as RelayQuestions
from hardware.drivers.tcn import family as tcn_family
from hardware.drivers.tcn.board import TcnBoard
from hardware.drivers.tcn.questions import MANNERS as TCN_MANNERS
from hardware.drivers.xy import XyBoard
from hardware.drivers.zdm8 import family as zdm8_family
from hardware.drivers.zdm8.board import Zdm8Board
from hardware.drivers.zdm8.questions import Questions as Zdm8Questions
from hardware.errors import SettingError
from hardware.link.trace import Tap
from hardware.session.requests import Manners
from hardware.wire.adh.words import SPEECH as ADH_SPEECH
from hardware.wire.m102.words import SPEECH as M102_SPEECH
from hardware.wire.relay.words import SPEECH as RELAY_SPEECH
from hardware.wire.speech import Speech
from hardware.wire.tcn.words import SPEECH as TCN_SPEECH
from hardware.wire.xy_words import SPEECH as XY_SPEECH
from hardware.wire.zdm8.words import SPEECH as ZDM8_SPEECH


@dataclass(frozen=True, slots=True)
class Model:
    """One family of boards that hangs at a port."""

    open: Callable[[BoardSettings, Tap | None], Board]
    speech: Speech
    baud: int
    manners: Manners[Any] | None = None
    """How it wants to be spoken to; None: it speaks by itself."""
    is_check: Callable[[LaneReport], bool] = lambda _report: True
    """Whether a report answers ``check_lane`` as well as any."""


def _adh(model: AdhModel) -> Model:
    return Model(
        lambda settings, tap: AdhBoard(model, settings, tap=tap),
        ADH_SPEECH,
        model.baud,
        AdhQuestions(AdhOptions.usual(model), model.dialect).manners,
    )


BOARDS: Final[dict[str, Model]] = {
    "xy": Model(
        lambda settings, tap: XyBoard(settings, tap=tap),
        XY_SPEECH,
        xy_driver.BAUD,
        # 11 tells of price and stock, and not whether the slot can be driven (boards.md 2.3, 2.4).
        is_check=lambda report: not report.raw_code.startswith("11"),
    ),
    "tcn": Model(lambda settings, tap: TcnBoard(settings, tap=tap), TCN_SPEECH, tcn_family.BAUD, TCN_MANNERS),
    "zdm8": Model(
        lambda settings, tap: Zdm8Board(settings, tap=tap),
        ZDM8_SPEECH,
        zdm8_family.BAUD,
        Zdm8Questions().manners,
    ),
    "m102": Model(
        lambda settings, tap: M102Board(settings, tap=tap),
        M102_SPEECH,
        m102_family.BAUD,
        M102Questions(M102Options()).manners,
    ),
    "adh815": _adh(MODEL_815),
    "adh814": _adh(MODEL_814),
    "relay": Model(
        lambda settings, tap: RelayBoard(settings, tap=tap),
        RELAY_SPEECH,
        relay_family.BAUD,
        RelayQuestions(RelayOptions()).manners,
    ),
}

MODELS: Final = (*BOARDS, "none")


def open_board(settings: BoardSettings, tap: Tap | None = None) -> Board:
    """The board named by ``settings.model``, not yet started. ``tap`` hears what goes over its wire.

    Raises ``SettingError`` for a model, option or value that does not exist; the text names the known ones.
    """
    if settings.model == "none":
        return NullBoard()
    model = BOARDS.get(settings.model)
    if model is None:
        raise SettingError(
            "board.unknown_model",
            f"There is no board model {settings.model!r}. The known ones are {', '.join(MODELS)}.",
        )
    return model.open(settings, tap)
