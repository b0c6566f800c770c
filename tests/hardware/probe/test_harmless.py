"""Nothing the probe ever sends is a command to any board: read by every family's decoder at every speed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from hardware.drivers.m102.options import M102Options
from hardware.drivers.m102.questions import Questions
from hardware.errors import SettingError
from hardware.probe import harmless
from hardware.probe.candidates import candidates, rounds
from hardware.probe.harmless import EARS, SPEEDS, Ear, harm
from hardware.rig import BOARDS
from hardware.wire.adh import messages as adh
from hardware.wire.adh.codes import ADH814, ADH815
from hardware.wire.m102 import messages as m102
from hardware.wire.m102.codes import KNOWN_PASSWORDS, Curtain, Drive
from hardware.wire.m102.messages import Limits
from hardware.wire.modbus import messages as modbus
from hardware.wire.modbus.crc import crc16
from hardware.wire.relay.messages import Dialect
from hardware.wire.tcn import messages as tcn
from hardware.wire.tcn.codes import Code
from hardware.wire.tcn.frames import Command
from hardware.wire.uart import FramingError, Recovery, heard
from hardware.wire.xy import Frame
from hardware.wire.xy_messages import drive_slot
from hardware.wire.zdm8 import messages as zdm8

ALL = candidates()
SENT = [(each.model, each.baud, question.request.data) for each, question in rounds(ALL)]
SENT += [(each.model, each.baud, each.confirm.data) for each in ALL]
DRIVE = drive_slot(1, drop_sensor=True, lift=False)
RUN = m102.run(1, 0, Drive.TWO_WIRE, Curtain.IGNORED, Limits())
SALTED = KNOWN_PASSWORDS[0]


def conversation(baud: int) -> bytes:
    """Everything that one port may be sent at one speed, without a pause: whatever a board keeps of it."""
    here = [each for each in ALL if each.baud == baud]
    questions = b"".join(question.request.data for _, question in rounds(here))
    return questions + b"".join(each.confirm.data for each in here)


def test_every_family_but_the_one_that_speaks_by_itself_is_asked() -> None:
    assert {model for model, _, _ in SENT} == set(BOARDS) - {"xy"}
    assert {baud for _, baud, _ in SENT} <= set(SPEEDS)
    families = {name for ear in EARS for name in ear.family.split(", ")}
    assert set(BOARDS) <= families


@pytest.mark.parametrize(("model", "baud", "data"), SENT, ids=[f"{m}-{b}-{d.hex()}" for m, b, d in SENT])
def test_each_question_is_harmless_to_all_boards_at_all_speeds(model: str, baud: int, data: bytes) -> None:
    assert harm(data, baud) == []
    (own,) = (ear for ear in EARS if model in ear.family.split(", ") and list(frames(ear, data)))
    assert len(frames(own, data)) == 1, "its own family reads it as the one question it is"


@pytest.mark.parametrize("baud", sorted({baud for _, baud, _ in SENT}))
def test_the_whole_conversation_is_harmless_however_a_board_cuts_it(baud: int) -> None:
    whole = conversation(baud)
    assert harm(whole, baud) == []
    backwards = b"".join(data for _, at, data in reversed(SENT) if at == baud)
    assert harm(backwards, baud) == []


SLOPPY_HEADS: dict[str, Callable[[bytes], bool]] = {
    "xy": lambda raw: raw[:2] == b"\xfa\xfb" and raw[2] in (0x03, 0x06, 0x70),
    "tcn": lambda raw: raw[0] <= 9 and raw[1] == raw[0] ^ 0xFF and 1 <= raw[2] <= 0x67,
    "m102": lambda raw: raw[0] == 0xFF or (raw[0] <= 8 and raw[1] in (0x05, 0x08)),
    "adh": lambda raw: raw[0] <= 4 and raw[1] in (0x05, 0x07, 0xA5, 0xB5),
    "modbus": lambda raw: raw[0] <= 8 and raw[1] in (0x05, 0x06, 0x0F, 0x10),
}


@pytest.mark.parametrize("family", SLOPPY_HEADS)
def test_even_a_board_that_checks_no_checksum_finds_no_motor_command(family: str) -> None:
    """From the beginning of each question, where such a board would look for one."""
    found = [data.hex(" ") for _, _, data in SENT if SLOPPY_HEADS[family](data)]
    assert found == []


MOVES: dict[str, bytes] = {
    "xy drive": Frame(DRIVE.cmd, 1, DRIVE.body).encode(),
    "tcn vend": tcn.vend_lane(1, light=False).encode(),
    "tcn home all": Command(0, Code.HOME_ALL, 0x55).encode(),
    "tcn test mode": Command(0, Code.TEST_MODE, 0x55).encode(),
    "zdm8 vend": zdm8.vend(1, 1, drop_check=True, lift=False).encode(),
    "zdm8 state, which takes a result away": zdm8.read_state(1).encode(),
    "zdm8 reset lift": zdm8.reset_lift(1).encode(),
    "relay on": Dialect().switch(1, on=True).encode(),
    "relay off": Dialect().all_off(1).encode(),
    "a write to all boards": bytes.fromhex("00 05 00 00 ff 00") + crc16(bytes.fromhex("00 05 00 00 ff 00")),
    "a block write to all": bytes.fromhex("00 0f 00 00 00 08 01 ff")
    + crc16(bytes.fromhex("00 0f 00 00 00 08 01 ff")),
    "m102 run": RUN.encode(),
    "m102 run, salted": RUN.encode(SALTED),
    "m102 output": m102.switch(1, 0, 1).encode(),
    "m102 scan, which sends a current": m102.scan(1, 0).encode(),
    "adh815 run": adh.run(1, 0, ADH815).encode(),
    "adh814 run": adh.run(1, 0, ADH814).encode(),
    "adh clear, which takes a result away": adh.clear(1, ADH815).encode(),
}


@pytest.mark.parametrize("name", MOVES)
def test_what_moves_or_changes_something_is_found_also_in_the_middle_of_other_bytes(name: str) -> None:
    assert harm(MOVES[name], 9_600)
    assert harm(b"\x01\x03" + MOVES[name] + b"\x00", 9_600)


def test_harmless_questions_are_let_through() -> None:
    for frame in (
        tcn.ask_door(),
        tcn.resend(0),
        modbus.read_registers(1, 4, 2),
        m102.poll(1),
        adh.read_mode(1),
    ):
        assert harm(frame.encode(), 9_600) == []


def test_what_only_another_speed_makes_of_it_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """FF at 9600 is FE at 19200 (by hand in the UART's own test)."""

    class FindsFe:
        def feed(self, data: bytes) -> list[bytes]:
            return [data] * data.count(b"\xfe")

        def expire(self) -> list[bytes]:
            return []

    monkeypatch.setattr(harmless, "EARS", (Ear("made up", FindsFe, lambda _frame: False),))
    assert any("19200 baud" in words for words in harm(b"\xff", 9_600))
    assert not any("9600 baud" in words for words in harm(b"\xff", 9_600))


def test_every_way_of_hearing_is_gone_through(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[tuple[object, ...]] = set()

    def noting(data: bytes, sent: int, at: int, **way: object) -> bytes:
        seen.add((sent, at, *way.values()))
        return heard(data, sent, at, **way)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(harmless, "heard", noting)
    assert harm(b"\x00\xff\x55\xaa\x13", 38_400) == []
    others = [speed for speed in SPEEDS if speed != 38_400]
    ways = product(others, FramingError, Recovery, harmless.DRIFTS_PERMILLE)
    assert seen == {(38_400, *way) for way in ways}


def test_a_suffix_that_makes_a_question_a_command_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {each.options.get("crc_password") for each in candidates(["mine"])} == {None, SALTED, "mine"}
    asked = Questions(M102Options(crc_password="mine")).manners.hellos[0].data
    words = "a board could read a run"
    monkeypatch.setattr(
        "hardware.probe.candidates.harm", lambda data, _baud: [words] if data == asked else []
    )
    with pytest.raises(
        SettingError, match="With the CRC suffix 'mine' a board could read a run: it is not tried"
    ):
        candidates(["mine"])


def frames(ear: Ear, data: bytes) -> list[object]:
    return list(harmless._frames(ear, data))
