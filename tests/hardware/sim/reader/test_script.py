"""Scripts of the simulated reader: what people write, and each mistake in words."""

from __future__ import annotations

import pytest

from hardware.api import CodeKind, Suffix, kind_of
from hardware.sim.reader.script import SAMPLES, Act, ActName, Samples, is_act, parse_acts
from hardware.sim.script import ScriptError


def acts(*steps: object) -> list[Act]:
    return parse_acts(steps, Samples())


def test_short_and_full_forms() -> None:
    assert acts({"scan": "ABC"}) == [Act(ActName.SCAN, text="ABC")]
    full = {"scan": {"code": "ABC", "suffix": "crlf", "times": 2, "gap_ms": 9, "split": True, "noise": True}}
    assert acts({**full, "at_ms": 5}) == [Act(ActName.SCAN, 5, "ABC", Suffix.CRLF, 2, 9, True, True)]
    assert acts({"reader_suffix": "none"}) == [Act(ActName.SUFFIX, suffix=Suffix.NONE)]
    assert acts("reader_noise", {"reader_noise": True}) == [Act(ActName.NOISE)] * 2
    assert acts({"reader_unplug": {"for_ms": 7}}) == [Act(ActName.UNPLUG, for_ms=7)]
    assert acts({"reader_unplug": False}, "reader_plug") == [Act(ActName.PLUG)] * 2


def test_made_up_codes_are_of_their_kind_and_each_is_another() -> None:
    found = [act.text for act in acts(*({"scan": kind} for kind in (*SAMPLES, *SAMPLES)))]
    assert len(set(found)) == 2 * len(SAMPLES)
    for kind, text in zip((*SAMPLES, *SAMPLES), found, strict=True):
        assert kind_of(text) is (CodeKind(kind) if kind in tuple(CodeKind) else CodeKind.OTHER)
        assert len(text) == SAMPLES[kind][1]


def test_the_same_codes_come_in_every_run() -> None:
    assert acts({"scan": "wechat"}) == acts({"scan": "wechat"})


@pytest.mark.parametrize("step", ["scan", {"scan": True}, {"reader_noise": 1, "x": 2}, "reader_plug"])
def test_the_readers_steps_are_known(step: object) -> None:
    assert is_act(step)


@pytest.mark.parametrize("step", ["jam", {"jam": "A1"}, {"fault": "scan_it"}, None, 5, ["scan"]])
def test_all_other_steps_are_the_cabinets(step: object) -> None:
    assert not is_act(step)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"scan": {"kode": "1"}}, "unknown field 'kode'; known are code"),
        ({"scan": ""}, "a text of 1 to"),
        ({"scan": "x" * 5_000}, "a text of 1 to"),
        ({"scan": 5}, "none of true, a text and an object"),
        ({"scan": False}, "none of true, a text and an object"),
        ({"scan": {"times": 0}}, "times = 0 must be a whole number from 1"),
        ({"scan": {"times": True}}, "a whole number"),
        ({"scan": True, "at_ms": -1}, "at_ms = -1 must be"),
        ({"scan": {"split": 1}}, "split is true or false"),
        ({"reader_suffix": "enter"}, "one of cr, lf, crlf, tab, none"),
        ({"reader_suffix": "auto"}, "one of cr, lf, crlf, tab, none"),
        ({"reader_suffix": True}, "which one is missing"),
        ({"scan": "wechat", "reader_noise": True}, "exactly one act of the reader"),
    ],
)
def test_a_script_that_cannot_be_is_refused_in_words(step: object, words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        acts(step)
