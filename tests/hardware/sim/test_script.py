from typing import Any

import pytest

from hardware.sim.cabinet import demo_cabinet
from hardware.sim.faults import ARMED_MAX, ENDED_BY, LASTING, OF_A_VEND, Fault, FaultBook, FaultName, Phase
from hardware.sim.script import STEPS_MAX, ScriptError, parse_script

MOTORS = demo_cabinet().motors


def one(script: object) -> Fault:
    (fault,) = parse_script(script, MOTORS)
    return fault


@pytest.mark.parametrize(
    "script",
    [
        {"fault": "jam", "lane": "A3"},
        {"fault": "jam", "motor": 3},
        {"kind": "jam", "lane": "a3", "times": 1},
        {"type": "jam", "slot": "3"},
        {"name": "Jam", "label": "A3"},
        {"jam": "A3"},
        {"jam": 3},
        {"jam": {"lane": "A3"}},
        {"jam": {"motor": 3, "times": 1}},
        {"fault": "jam", "jam": "A3"},
        [{"jam": "A3"}],
        {"steps": [{"jam": "A3"}]},
        {"script": {"steps": [[{"jam": "A3"}]]}},
    ],
)
def test_every_way_to_write_a_jam(script: object) -> None:
    assert one(script) == Fault(FaultName.JAM, motor=3, times=1)


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("no_drop", {"name": "no_drop", "motor": None}),
        ({"no_drop": True}, {"name": "no_drop", "motor": None}),
        ({"jam": "A3", "times": 2, "at_ms": 500}, {"motor": 3, "times": 2, "at_ms": 500}),
        ({"jam": {"lane": "A3", "times": 2}, "after_vends": 4}, {"times": 2, "after_vends": 4}),
        ({"temperature": 12}, {"celsius": 12}),
        ({"fault": "temperature", "c": -3, "zone": 1}, {"celsius": -3, "zone": 1}),
        ({"delay": 150}, {"ms": 150, "times": 0}),
        ({"late_result": 9000}, {"ms": 9000, "times": 1}),
        ({"fault": "late_result", "s": 9}, None),
        ({"cut_cable": True}, {"phase": Phase.NOW, "for_ms": None}),
        ({"cut_cable": 2000}, {"phase": Phase.NOW, "for_ms": 2000}),
        ({"cut_cable": "after_ack", "for_s": 1.5}, {"phase": Phase.AFTER_ACK, "for_ms": 1500}),
        ({"cut_cable": {"lane": "A1"}}, {"phase": Phase.AFTER_ACK, "motor": 1}),
        ({"cut_cable": False}, {"name": "replug"}),
        ("unplug", {"name": "cut_cable"}),
        ({"power_cut": True}, {"phase": Phase.NOW, "for_ms": 3000}),
        ({"power_cut": "mid_vend"}, {"phase": Phase.BEFORE_DROP}),
        ({"power_cut": {"lane": "B1", "for_ms": 10}}, {"phase": Phase.BEFORE_DROP, "motor": 9, "for_ms": 10}),
        ({"door_open": False}, {"name": "door_closed"}),
        ({"door_closed": False}, {"name": "door_open"}),
        ({"jam": False}, {"name": "clear", "only": FaultName.JAM}),
        ({"reset": True}, {"name": "clear", "only": None}),
        ({"clear": "jam"}, {"name": "clear", "only": FaultName.JAM}),
        ({"unknown_status": "5A"}, {"code": 0x5A}),
        ({"fault": "unknown-status", "code": 90, "falls": False}, {"code": 90, "falls": False}),
        ({"lost_ack": {"turn_again": True}}, {"turn_again": True, "times": 1}),
        ({"split": True}, {"times": 0}),
        ({"split": 5}, {"times": 5}),
        ({"bad_checksum": 3}, {"times": 3}),
        ({"money_duplicate": 500}, {"amount": 500}),
        ({"probe_fault": 0, "for_ms": 9}, {"zone": 0, "for_ms": 9}),
    ],
)
def test_fields_and_short_forms(script: object, expected: dict[str, Any] | None) -> None:
    if expected is None:
        with pytest.raises(ScriptError):
            one(script)
        return
    fault = one(script)
    assert {field: getattr(fault, field) for field in expected} == expected


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ({"fault": "jamm"}, "nearest known one is 'jam'"),
        ({"cut_cabel": True}, "'cut_cable'"),
        ("powercut", "'power_cut'"),
        ({"jam": "Z9"}, "no lane or motor 'Z9'"),
        ({"jam": 41}, "no lane or motor 41"),
        ({"jam": "A3", "tims": 3}, "'times'"),
        ({"jam": "A3", "times": -1}, "times"),
        ({"jam": "A3", "times": "x"}, "times"),
        ({"jam": "A3", "times": True}, "times"),
        ({"jam": "A3", "no_drop": True}, "exactly one"),
        ({"jam": "A3", "phase": "now"}, "has no phase"),
        ({"cut_cable": "tomorrow"}, "unknown phase"),
        ({"unknown_status": "xyz"}, "one byte"),
        ({"lost_ack": {"turn_again": 1}}, "true or false"),
        ({"temperature": 400}, "celsius"),
        ({}, "exactly one"),
        (7, "an object"),
        (None, "an object"),
        ([{"jam": "A3"}] * (STEPS_MAX + 1), "at most"),
    ],
)
def test_a_wrong_script_is_refused_with_the_nearest_word(script: object, words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        parse_script(script, MOTORS)


def test_every_fault_can_be_written_by_its_name_alone() -> None:
    for name in FaultName:
        assert one(str(name)).name is name


def test_lasting_faults_last_and_faults_of_a_vend_are_for_one() -> None:
    assert all(one(str(name)).times == 0 for name in LASTING)
    assert all(one(str(name)).times == 1 for name in OF_A_VEND)


def book_of(*scripts: object) -> FaultBook:
    book = FaultBook()
    book.add(parse_script(list(scripts), MOTORS), 0)
    return book


def test_a_fault_is_used_exactly_as_often_as_it_says_and_only_by_its_lane() -> None:
    book = book_of({"jam": "A3", "times": 2})
    assert book.take_for_vend(4, 0) == {}
    assert FaultName.JAM in book.take_for_vend(3, 0)
    assert FaultName.JAM in book.take_for_vend(3, 0)
    assert book.take_for_vend(3, 0) == {}
    assert book.waiting == []


def test_a_fault_sleeps_until_its_time_and_its_vends() -> None:
    book = book_of({"no_drop": True, "at_ms": 100, "after_vends": 1})
    assert book.next_due_ms(0) == 100
    assert book.take(FaultName.NO_DROP, 99) is None
    assert book.take(FaultName.NO_DROP, 100) is None
    book.vend_ended()
    assert book.take(FaultName.NO_DROP, 99) is None
    assert book.take(FaultName.NO_DROP, 100) is not None


def test_for_ms_ends_what_lasts() -> None:
    book = book_of({"fault": "split", "for_ms": 50})
    assert book.lasts(FaultName.SPLIT, 10)
    assert book.next_due_ms(10) == 50
    assert book.take_due(50) == []
    assert not book.lasts(FaultName.SPLIT, 50)


def test_for_ms_of_a_strike_brings_its_end() -> None:
    for name, end in ENDED_BY.items():
        book = book_of({"fault": str(name), "for_ms": 500})
        assert [fault.name for fault in book.take_due(0)] == [name]
        assert book.take_due(499) == []
        assert [fault.name for fault in book.take_due(500)] == [end]


def test_clearing_one_name_leaves_the_others() -> None:
    book = book_of({"jam": "A3"}, "no_drop", {"jam": "A4"})
    book.clear(FaultName.JAM)
    assert book.waiting == ["no_drop"]
    book.clear()
    assert book.waiting == []


def test_the_book_has_an_end() -> None:
    book = book_of(*["no_drop"] * STEPS_MAX)
    with pytest.raises(OverflowError):
        for _ in range(ARMED_MAX // STEPS_MAX):
            book.add(parse_script(["no_drop"] * STEPS_MAX, MOTORS), 0)
