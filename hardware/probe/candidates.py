"""Who may be at a port that is silent: each family at each speed it may stand at, and how it is asked.

A question here is one of its family's hellos, but its answer must *prove* the family: a board of another one
may refuse it, and a refusal proves nothing. Before a board is believed in, it is asked a second question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any, Final

from hardware.drivers.adh.options import MODEL_814, MODEL_815, AdhOptions, Model
from hardware.drivers.adh.questions import Questions as AdhQuestions
from hardware.drivers.m102.family import BAUD as M102_BAUD
from hardware.drivers.m102.options import M102Options
from hardware.drivers.m102.questions import Questions as M102Questions
from hardware.drivers.relay.family import BAUD as RELAY_BAUD
from hardware.drivers.relay.options import RelayOptions
from hardware.drivers.relay.questions import HELLO_INPUTS
from hardware.drivers.relay.questions import Questions as RelayQuestions
from hardware.drivers.tcn.family import BAUD as TCN_BAUD
from hardware.drivers.tcn.questions import MANNERS as TCN_MANNERS
from hardware.drivers.zdm8.family import BAUD as ZDM8_BAUD
from hardware.drivers.zdm8.questions import Questions as Zdm8Questions
from hardware.errors import SettingError
from hardware.probe.harmless import harm
from hardware.session.requests import Decoder, Request
from hardware.wire.adh import messages as adh
from hardware.wire.adh.words import SPEECH as ADH_SPEECH
from hardware.wire.m102.codes import KNOWN_PASSWORDS
from hardware.wire.m102.words import SPEECH as M102_SPEECH
from hardware.wire.modbus.frames import Reply
from hardware.wire.modbus.messages import read_inputs
from hardware.wire.relay.words import SPEECH as RELAY_SPEECH
from hardware.wire.speech import Speech
from hardware.wire.tcn.words import SPEECH as TCN_SPEECH
from hardware.wire.zdm8 import messages as zdm8

ADH_OTHER_BAUD: Final = 9_600
"""Some ADH815 stand there (boards.md 6)."""
ROWS_MAX: Final = 10


@dataclass(frozen=True)
class Question:
    """What is asked, and what a board says of itself by its answer."""

    request: Request[Any]
    """An answer that fits proves that the board is of this family."""
    told: Callable[[Any], str]


@dataclass(frozen=True)
class Candidate:
    """One family at one speed."""

    model: str
    baud: int
    decoder: Callable[[], Decoder[Any]]
    questions: tuple[Question, ...]
    confirm: Request[Any]
    """Asked after a proof; any answer, a refusal too, confirms it."""
    options: Mapping[str, object] = field(default_factory=dict)
    """``[board] options`` that such a board needs."""


def candidates(passwords: Sequence[str] = ()) -> tuple[Candidate, ...]:
    """All there are, those of one speed together and what is rare last; ``passwords``: CRC suffixes to be
    tried beside the known ones.

    Raises ``SettingError`` for a suffix with which a question could be read as a command by some board.
    """
    salts = ("", *KNOWN_PASSWORDS, *passwords)
    found = [*(_m102(salt) for salt in dict.fromkeys(salts)), _tcn(), _zdm8(), _relay()]
    found += [
        _adh(MODEL_814, MODEL_814.baud),
        _adh(MODEL_815, MODEL_815.baud),
        _adh(MODEL_815, ADH_OTHER_BAUD),
    ]
    for each in found:
        suffix = each.options.get("crc_password")
        words = danger(each) if suffix in passwords else ""
        if words:
            raise SettingError("probe.harm", f"With the CRC suffix {suffix!r} {words}: it is not tried.")
    return tuple(found)


def danger(candidate: Candidate) -> str:
    """What some board could take its questions for, in words; empty: for nothing but questions."""
    asked = (*(each.request for each in candidate.questions), candidate.confirm)
    return next((words for request in asked for words in harm(request.data, candidate.baud)), "")


def rounds(chosen: Sequence[Candidate]) -> Iterator[tuple[Candidate, Question]]:
    """Every question in its turn: the first one to everybody before the second one to anybody."""
    for number in range(max((len(each.questions) for each in chosen), default=0)):
        yield from ((each, each.questions[number]) for each in chosen if number < len(each.questions))


def _tcn() -> Candidate:
    asked = _described(TCN_MANNERS.hellos, TCN_SPEECH)
    return Candidate("tcn", TCN_BAUD, TCN_MANNERS.decoder, asked, TCN_MANNERS.hellos[-1])


def _m102(salt: str) -> Candidate:
    manners = M102Questions(M102Options(crc_password=salt)).manners
    options = {"crc_password": salt} if salt else {}
    asked = _described(manners.hellos, M102_SPEECH)
    return Candidate("m102", M102_BAUD, manners.decoder, asked, manners.hellos[-1], options)


def _zdm8() -> Candidate:
    questions = Zdm8Questions(1)
    software, hardware = (questions.ask(query(1)) for query in (zdm8.read_software, zdm8.read_hardware))
    asked = (
        Question(replace(software, fits=_tells_a_date), lambda reply: f"software of {zdm8.software(reply)}"),
        Question(replace(hardware, fits=_tells_a_size), _size_text),
    )
    return Candidate("zdm8", ZDM8_BAUD, questions.manners.decoder, asked, hardware)


def _relay() -> Candidate:
    questions = RelayQuestions(RelayOptions(boards=1))
    coils = questions.coils(1)
    inputs = questions.ask(read_inputs(1, 0, HELLO_INPUTS))
    proofs = [replace(each, fits=partial(_is_told, each)) for each in (coils, inputs)]
    asked = _described(proofs, RELAY_SPEECH)
    return Candidate("relay", RELAY_BAUD, questions.manners.decoder, asked, inputs)


def _adh(model: Model, baud: int) -> Candidate:
    """The poll first: its answer has one length, that of the number any."""
    questions = AdhQuestions(AdhOptions.usual(model), model.dialect)
    requests = [questions.ask(make(1, model.dialect)) for make in (adh.poll, adh.ask_id)]
    asked = _described(requests, ADH_SPEECH)
    return Candidate(model.name, baud, questions.manners.decoder, asked, requests[-1])


def _described(requests: Iterable[Request[Any]], speech: Speech) -> tuple[Question, ...]:
    return tuple(Question(request, speech.describe) for request in requests)


def _is_told(request: Request[Reply], reply: Reply) -> bool:
    return reply.exception is None and request.fits(reply)


def _tells_a_date(reply: Reply) -> bool:
    """A ZDM8's software version is a day of this century in decimal digits."""
    if reply.address != 1 or reply.exception is not None or len(reply.data) != 4:
        return False
    try:
        return 2000 <= date.fromisoformat(zdm8.software(reply)).year < 2100
    except ValueError:
        return False


def _size_text(reply: Reply) -> str:
    size = zdm8.hardware(reply)
    return f"hardware of {size.date}, {size.rows} rows of {size.columns} lanes"


def _tells_a_size(reply: Reply) -> bool:
    """A ZDM8's hardware version is a month of this century, then rows and columns."""
    if reply.address != 1 or reply.exception is not None or len(reply.data) != 4:
        return False
    size = zdm8.hardware(reply)
    try:
        date.fromisoformat(f"{size.date}-01")
    except ValueError:
        return False
    return 0 < size.rows <= ROWS_MAX and 0 < size.columns <= ROWS_MAX
