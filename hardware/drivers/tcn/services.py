"""A technician's requests to a TCN board by name (boards.md 3.4).

=================== ========================= =====================================================
request             arguments                 what it does
=================== ========================= =====================================================
test_lane           motor, light=0            01-50: turns the motor once; goods may fall
self_test           light=1, board=0          64: all switches of the motors, and the drop sensor
version_read        board=0                   E7
drop_sensor_test    board=0                   E8, else 64: whether the light can be relied on
door_read           board=0                   DF: the raw value, to find out the door's polarity
temperature_read    board=0                   DC: both probes
temperature_set     cool, target_c, board=0   CC CD CE: cool is 1 or 0 (heat); kept without power
temperature_off     board=0                   CC
light_set           on, board=0               DD: on is 1 or 0
buzzer_set          on, board=0               DE
glass_heating_set   on, board=0               D4
shakes_set          times, board=0            E6: 0-5 shakes after no drop
drop_wait_set       seconds, board=0          E9: 2-6 s to wait for the drop
defrost_set         minutes, board=0          D1: 10-60
work_time_set       minutes, board=0          D2: 30-240
fan_stop_set        minutes, board=0          D3: 60-180
=================== ========================= =====================================================

Not offered: home all (65) and test mode (67), which empty the machine; belt, spring, single and double lanes
(68-76, C9-CB), on which the sources disagree; the parameters (E5), whose layout is in no source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hardware.api import DropSensorReport, Result, ServiceAnswer
from hardware.drivers.asked.family import Service
from hardware.drivers.asked.steps import Errand, NoReply, ask, tell
from hardware.drivers.tcn.options import TcnOptions
from hardware.drivers.tcn.outcomes import refusal, verdict
from hardware.drivers.tcn.questions import drive, question, reading, version_question
from hardware.session.requests import Request
from hardware.wire.tcn import messages
from hardware.wire.tcn.codes import Code, fault_text, light_part
from hardware.wire.tcn.frames import Command, Reply
from hardware.wire.tcn.messages import temperature_c

TURNING: Final = frozenset({"test_lane"})

_Answer = Errand[Reply, ServiceAnswer]
_Service = Service[Reply]


def table(options: TcnOptions) -> Mapping[str, _Service]:
    """Builders of errands by name; they raise ``ValueError`` for values out of range."""

    def test_lane(motor: int, light: int = 0) -> _Answer:
        messages.place(motor)
        return _test_lane(motor, bool(light), options)

    return {
        "test_lane": test_lane,
        "self_test": lambda light=1, board=0: _act("self_test", messages.self_test(board, light=bool(light))),
        "version_read": lambda board=0: _read(
            "version_read", version_question(board), lambda reply: reply.version
        ),
        "drop_sensor_test": lambda board=0: _drop_sensor(board),
        "door_read": lambda board=0: _read(
            "door_read", question(messages.ask_door(board)), lambda reply: f"value {reply.fault:02X}"
        ),
        "temperature_read": lambda board=0: _read(
            "temperature_read", reading(messages.ask_temperature(board)), _temperatures
        ),
        "temperature_set": lambda cool, target_c, board=0: _act(
            "temperature_set", *messages.set_temperature(cool, target_c, board)
        ),
        "temperature_off": lambda board=0: _act("temperature_off", messages.temperature_off(board)),
        "light_set": lambda on, board=0: _act("light_set", messages.switch(Code.LIGHT, on, board)),
        "buzzer_set": lambda on, board=0: _act("buzzer_set", messages.switch(Code.BUZZER, on, board)),
        "glass_heating_set": lambda on, board=0: _act("glass_heating_set", messages.heat_glass(on, board)),
        "shakes_set": lambda times, board=0: _act("shakes_set", messages.set_shakes(times, board)),
        "drop_wait_set": lambda seconds, board=0: _act(
            "drop_wait_set", messages.set_drop_wait(seconds, board)
        ),
        "defrost_set": lambda minutes, board=0: _act("defrost_set", messages.set_defrost(minutes, board)),
        "work_time_set": lambda minutes, board=0: _act(
            "work_time_set", messages.set_work_time(minutes, board)
        ),
        "fan_stop_set": lambda minutes, board=0: _act("fan_stop_set", messages.set_fan_stop(minutes, board)),
    }


def _act(name: str, *commands: Command) -> _Answer:
    """One setting after another, in the order the sheet asks for; the first that fails ends it."""

    def errand() -> _Answer:
        for command in commands:
            came = yield from ask(question(command))
            if isinstance(came, NoReply):
                return ServiceAnswer(name, False, came.value)
            if not came.is_ok:
                return ServiceAnswer(name, False, fault_text(came.fault), data=_data(came))
        return ServiceAnswer(name, True, "done")

    return errand()


def _read(name: str, request: Request[Reply], words: Callable[[Reply], str]) -> _Answer:
    came = yield from ask(request)
    if isinstance(came, NoReply):
        return ServiceAnswer(name, False, came.value)
    if not (came.is_ok or came.version):
        return ServiceAnswer(name, False, fault_text(came.fault), data=_data(came))
    return ServiceAnswer(name, True, words(came), data=_data(came))


def _drop_sensor(board: int) -> _Answer:
    """E8: 5D when the light is free, 5C when something stands in it; firmware that does not know it is asked
    for a self-test with light check (64), in which the light has its own half of R3 (boards.md 3.2, 3.4)."""
    name = "drop_sensor_test"
    came = yield from ask(question(messages.ask_drop_sensor(board)))
    is_free, text = isinstance(came, Reply) and came.is_ok, "something stands in the light"
    if came is NoReply.SILENT:
        came = yield from ask(question(messages.self_test(board, light=True)))
        is_free = isinstance(came, Reply) and not light_part(came.fault)
        text = "" if isinstance(came, NoReply) else fault_text(light_part(came.fault))
    if isinstance(came, NoReply):
        return ServiceAnswer(name, False, came.value)
    text = "the light is free" if is_free else text
    yield from tell(DropSensorReport(is_free, text))
    return ServiceAnswer(name, is_free, text, data=_data(came))


def _test_lane(motor: int, light: bool, options: TcnOptions) -> _Answer:
    found = yield from ask(question(messages.query_lane(motor)))
    if isinstance(found, NoReply):
        return ServiceAnswer("test_lane", False, found.value, (motor,))
    no = refusal(found)
    if no is not None:
        return ServiceAnswer("test_lane", False, no.text, (motor,), _data(found))
    limit_ms = options.vend_timeout_ms
    came = yield from ask(drive(motor, light=light, limit_ms=limit_ms, resends=options.resend))
    if isinstance(came, NoReply):
        return ServiceAnswer("test_lane", False, came.value, (motor,))
    ended = verdict(came, light)
    is_out = ended.result in (Result.DELIVERED, Result.TURNED_UNCONFIRMED)
    return ServiceAnswer("test_lane", is_out, ended.text, (motor,), _data(came))


def _temperatures(reply: Reply) -> str:
    probes = (temperature_c(byte) for byte in (reply.fault, reply.drop))
    return ", ".join("probe fault" if probe is None else f"{probe} °C" for probe in probes)


def _data(reply: Reply) -> bytes:
    """R2 to R4, raw."""
    return reply.encode()[1:4]
