"""From an installer's settings to a device: the one place that knows which models there are.

Each family is loaded when it is asked for: a kiosk has one board, and its start need not wait for six others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hardware.api import (
    Board,
    BoardSettings,
    LaneReport,
    Reader,
    ReaderSettings,
    Till,
    TillSettings,
)
from hardware.errors import SettingError

if TYPE_CHECKING:
    from hardware.link.port import OpenPort
    from hardware.link.trace import Tap
    from hardware.session.requests import Manners
    from hardware.wire.speech import Speech


@dataclass(frozen=True, slots=True)
class Model:
    """One family of boards that hangs at a port."""

    open: Callable[[BoardSettings, Tap | None, OpenPort], Board]
    speech: Speech
    baud: int
    manners: Manners[Any] | None = None
    """How it wants to be spoken to; None: it speaks by itself."""
    is_check: Callable[[LaneReport], bool] = lambda _report: True
    """Whether a report answers ``check_lane`` as well as any."""
    check_note: str = ""
    """What a check of a lane cannot tell, or does to it, as a sentence; empty: it is what one expects."""
    names_motors: bool = True
    """Whether the board can say which motors it has."""
    at_start: str = ""
    """What its driver changes at the board by itself when the line comes up, as a sentence."""


def _xy() -> Model:
    from hardware.drivers.xy.board import BAUD, XyBoard
    from hardware.wire.xy_words import SPEECH

    def is_check(report: LaneReport) -> bool:
        # 11 tells of price and stock, and not whether the slot can be driven (boards.md 2.3, 2.4).
        return not report.raw_code.startswith("11")

    return Model(
        lambda settings, tap, open_port: XyBoard(settings, tap=tap, open_port=open_port),
        SPEECH,
        BAUD,
        is_check=is_check,
        at_start="The board's clock is set, and on a clean line how often it POLLs.",
    )


def _tcn() -> Model:
    from hardware.drivers.tcn.board import TcnBoard
    from hardware.drivers.tcn.family import BAUD
    from hardware.drivers.tcn.questions import MANNERS
    from hardware.wire.tcn.words import SPEECH

    return Model(
        lambda settings, tap, open_port: TcnBoard(settings, tap=tap, open_port=open_port),
        SPEECH,
        BAUD,
        MANNERS,
        check_note="A TCN board only says whether it has the lane; what its motor is like shows in a vend.",
    )


def _zdm8() -> Model:
    from hardware.drivers.zdm8.board import Zdm8Board
    from hardware.drivers.zdm8.family import BAUD
    from hardware.drivers.zdm8.questions import Questions
    from hardware.wire.zdm8.words import SPEECH

    return Model(
        lambda settings, tap, open_port: Zdm8Board(settings, tap=tap, open_port=open_port),
        SPEECH,
        BAUD,
        Questions().manners,
        check_note="A ZDM8 board says nothing of a motor before it turns, only whether it has such a lane.",
    )


def _m102() -> Model:
    from hardware.drivers.m102.board import M102Board
    from hardware.drivers.m102.family import BAUD
    from hardware.drivers.m102.options import M102Options
    from hardware.drivers.m102.questions import Questions
    from hardware.wire.m102.words import SPEECH

    manners = Questions(M102Options()).manners
    return Model(
        lambda settings, tap, open_port: M102Board(settings, tap=tap, open_port=open_port),
        SPEECH,
        BAUD,
        manners,
        check_note="An M102 card sends a short current through each motor, which does not turn of it.",
    )


def _adh(name: str) -> Model:
    from hardware.drivers.adh.board import AdhBoard
    from hardware.drivers.adh.options import MODEL_814, MODEL_815, AdhOptions
    from hardware.drivers.adh.questions import Questions
    from hardware.wire.adh.words import SPEECH

    model = MODEL_814 if name == "adh814" else MODEL_815
    manners = Questions(AdhOptions.usual(model), model.dialect).manners
    return Model(
        lambda settings, tap, open_port: AdhBoard(model, settings, tap=tap, open_port=open_port),
        SPEECH,
        model.baud,
        manners,
        check_note="An ADH card says nothing of a motor before it turns, only that the lane's card answers.",
        names_motors=False,
    )


def _relay() -> Model:
    from hardware.drivers.relay.board import RelayBoard
    from hardware.drivers.relay.family import BAUD
    from hardware.drivers.relay.options import RelayOptions
    from hardware.drivers.relay.questions import Questions
    from hardware.wire.relay.words import SPEECH

    manners = Questions(RelayOptions()).manners
    return Model(
        lambda settings, tap, open_port: RelayBoard(settings, tap=tap, open_port=open_port),
        SPEECH,
        BAUD,
        manners,
        check_note="A relay board knows nothing of motors, only whether a relay is there and off.",
        at_start="Every relay of the board is switched off.",
    )


@dataclass(frozen=True, slots=True)
class TillModel:
    """One family of adapters with cash and cards behind them."""

    open: Callable[[TillSettings, Tap | None], Till]
    speech: Speech
    baud: int
    manners: Manners[Any]


def _qibixx() -> TillModel:
    from hardware.drivers.qibixx.questions import MANNERS
    from hardware.drivers.qibixx.till import BAUD, QibixxTill
    from hardware.wire.qibixx.words import SPEECH

    return TillModel(lambda settings, tap: QibixxTill(settings, tap=tap), SPEECH, BAUD, MANNERS)


ModelT = TypeVar("ModelT")


class _Families(Mapping[str, ModelT]):
    """The families by name, each loaded at the first look at it."""

    def __init__(self, loaders: Mapping[str, Callable[[], ModelT]]) -> None:
        self._loaders = loaders
        self._loaded: dict[str, ModelT] = {}

    def __getitem__(self, name: str) -> ModelT:
        if name not in self._loaded:
            self._loaded[name] = self._loaders[name]()
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._loaders

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaders)

    def __len__(self) -> int:
        return len(self._loaders)


BOARDS: Final[Mapping[str, Model]] = _Families(
    {
        "xy": _xy,
        "tcn": _tcn,
        "zdm8": _zdm8,
        "m102": _m102,
        "adh815": lambda: _adh("adh815"),
        "adh814": lambda: _adh("adh814"),
        "relay": _relay,
    }
)

MODELS: Final = (*BOARDS, "none")
TILLS: Final[Mapping[str, TillModel]] = _Families({"qibixx": _qibixx})


def open_board(settings: BoardSettings, tap: Tap | None = None, open_port: OpenPort | None = None) -> Board:
    """The board named by ``settings.model``, not yet started. ``tap`` hears what goes over its wire;
    ``open_port`` makes its line, a serial port when nothing else is wanted.

    Raises ``SettingError`` for a model, option or value that does not exist; the text names the known ones.
    """
    if settings.model == "none":
        from hardware.drivers.null import NullBoard

        return NullBoard()
    if settings.model not in BOARDS:
        raise SettingError(
            "board.unknown_model",
            f"There is no board model {settings.model!r}. The known ones are {', '.join(MODELS)}.",
        )
    if open_port is None:
        from hardware.link.serial_port import SerialPort

        open_port = SerialPort
    return BOARDS[settings.model].open(settings, tap, open_port)


def open_reader(settings: ReaderSettings) -> Reader:
    """The code reader at ``settings.port``, not yet started. Raises ``SettingError`` for an option or value
    that does not exist."""
    from hardware.drivers.reader.reader import CodeReader

    return CodeReader(settings)


def open_till(settings: TillSettings, tap: Tap | None = None) -> Till:
    """The till named by ``settings.model``, not yet started. ``tap`` hears what goes over its wire.

    Raises ``SettingError`` for a model, option or value that does not exist; the text names the known ones.
    """
    if settings.model not in TILLS:
        raise SettingError(
            "till.unknown_model",
            f"There is no till model {settings.model!r}. The known ones are {', '.join(TILLS)}.",
        )
    return TILLS[settings.model].open(settings, tap)
