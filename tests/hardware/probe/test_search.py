"""The search on real ptys: every family found without being told, at its speed, and nothing moved."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from hardware.drivers.tcn.questions import MANNERS as TCN
from hardware.link.holders import Holder
from hardware.link.opening import open_port
from hardware.probe import search as searching
from hardware.probe.candidates import candidates, rounds
from hardware.probe.harmless import harm
from hardware.probe.listening import Ears
from hardware.probe.search import Finding, Plan, look_at, search
from hardware.sim.client import SimProcess
from hardware.wire.m102.codes import KNOWN_PASSWORDS
from hardware.wire.xy import Frame
from hardware.wire.xy_codes import Cmd
from tests.hardware.plug import Plug

BEAT_S = 30.0
FOUND = [
    # model, the line's speed, a fault, and what must be found of it
    ("xy", 57_600, "", {}),
    ("tcn", 9_600, "", {}),
    ("tcn", 9_600, "old_firmware", {}),
    ("zdm8", 9_600, "", {}),
    ("m102", 9_600, "", {}),
    ("m102", 9_600, "salted_crc", {"crc_password": KNOWN_PASSWORDS[0]}),
    ("adh815", 38_400, "", {}),
    ("adh815", 9_600, "", {}),
    ("adh814", 9_600, "", {}),
    ("relay", 9_600, "", {}),
]


@pytest.fixture
def plug() -> Iterator[Plug]:
    made = Plug()
    yield made
    made.pull()


@contextmanager
def talking(plug: Plug, data: bytes, every_s: float) -> Iterator[None]:
    """Somebody who says the same again and again, whoever listens."""
    stop = threading.Event()
    os.set_blocking(plug.master, False)

    def talk() -> None:
        while not stop.wait(every_s):
            try:
                os.write(plug.master, data)
            except BlockingIOError:
                continue  # nobody has read for long

    thread = threading.Thread(target=talk)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def look(port: str, plan: Plan) -> Finding:
    return look_at(port, plan, threading.Event())


def test_every_family_is_found_at_its_speed_and_nothing_is_moved(tmp_path: Path) -> None:
    """Ten boards, an empty port, one full of noise and one that is not there, all at once."""
    noise = random.Random(3).randbytes(96)
    with ExitStack() as stack:
        sims = []
        for model, baud, fault, _ in FOUND:
            script = tmp_path / f"{fault or 'none'}.json"
            script.write_text(f'["{fault}"]' if fault else "[]")
            sims.append(stack.enter_context(SimProcess(model=model, baud=baud, script=script)))
        empty, noisy = Plug(), Plug()
        for plug in (empty, noisy):
            stack.callback(plug.pull)
        stack.enter_context(talking(noisy, noise, 0.1))
        absent = str(tmp_path / "nothing")
        ports = [*(sim.port for sim in sims), empty.path, noisy.path, absent]
        found = {each.port: each for each in search(ports, Plan(), BEAT_S) if each is not None}
        assert set(found) == set(ports)
        worlds = [sim.world() for sim in sims]
        sent = os.read(empty.master, 4_096)
    # Whoever is silent hears every question there is: just those whose harmlessness is proved elsewhere.
    asked_for = [(baud, tuple(here)) for baud, here in groupby(candidates(), lambda each: each.baud)]
    said = [(baud, b"".join(each.request.data for _, each in rounds(here))) for baud, here in asked_for]
    assert sent == b"".join(data for _, data in said)
    assert [harm(data, baud) for baud, data in said] == [[]] * len(said)
    told = [(found[sim.port].model, found[sim.port].baud, found[sim.port].options) for sim in sims]
    assert told == [(model, baud, options) for model, baud, _, options in FOUND]
    assert not any("look again" in found[sim.port].text for sim in sims)
    assert (found[empty.path].model, found[noisy.path].model) == ("", "")
    assert "no known board answers, and nothing is heard" in found[empty.path].text
    assert (
        f"bytes come ({noise[:3].hex(' ')}" in found[noisy.path].text
        or "bytes come" in found[noisy.path].text
    )
    assert "is not there" in found[absent].text
    for (model, *_), world in zip(FOUND, worlds, strict=True):
        assert (world["turns_total"], world["orders_total"]) == (0, 0)
        assert asked(world["wire"]) <= (0 if model == "xy" else 4), world["wire"]


def asked(wire: dict[str, Any]) -> int:
    """How many whole frames the board heard: its own family's questions, no other's."""
    return int(wire.get("answered", 0) + wire.get("ignored", 0) + wire.get("unasked", 0))


@pytest.mark.parametrize("model", ["tcn", "m102", "relay"])
def test_one_family_alone_is_asked_for(model: str) -> None:
    plan = Plan.of(model)
    assert (plan.xy_bauds, {each.model for each in plan.candidates}) == ((), {model})
    with SimProcess(model="zdm8") as sim:
        finding = look(sim.port, plan)
        assert (finding.model, f"no {model} board answers" in finding.text) == ("", True)
        assert sim.world()["turns_total"] == 0


def test_other_speeds_are_tried_when_they_are_named() -> None:
    assert Plan.of("xy").candidates == ()
    assert Plan.of("xy", [9_600]).xy_bauds == (9_600,)
    plan = Plan.of(None, [19_200])
    assert {each.baud for each in plan.candidates} == {19_200}
    assert len(plan.candidates) == len({(each.model, str(each.options)) for each in Plan().candidates})
    with SimProcess(model="adh814", baud=19_200) as sim:
        finding = look(sim.port, Plan.of("adh814", [19_200]))
    assert (finding.model, finding.baud, finding.is_usual_baud) == ("adh814", 19_200, False)


def test_what_is_a_question_at_its_own_speed_alone_is_not_asked_at_another() -> None:
    """A TCN's version, sent at 38400, could be heard as a vend at 57600."""
    plan = Plan.of(None, [38_400])
    assert "tcn" not in {each.model for each in plan.candidates}
    (words,) = plan.left_out
    assert "tcn boards are not asked at 38400 baud: a board of the family tcn at 57600 baud could" in words
    assert Plan.of(None, [9_600]).left_out == Plan().left_out == ()
    sent = [(question.request.data, each.baud) for each, question in rounds(plan.candidates)]
    assert sent and all(harm(data, baud) == [] for data, baud in sent)


def test_what_a_technician_knows_of_the_suffix_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "faults.json"
    script.write_text('["salted_crc"]')
    monkeypatch.setattr("hardware.probe.candidates.KNOWN_PASSWORDS", ())
    with SimProcess(model="m102", script=script) as sim:
        assert look(sim.port, Plan.of("m102")).model == ""
        finding = look(sim.port, Plan.of("m102", passwords=["wrong", KNOWN_PASSWORDS[0]]))
    assert finding.options == {"crc_password": KNOWN_PASSWORDS[0]}


def test_frames_of_an_xy_board_without_a_poll(plug: Plug) -> None:
    with talking(plug, Frame(Cmd.CREDIT, 1, bytes(4)).encode(), 0.05):
        finding = look(plug.path, Plan.of("xy", listen_ms=1_000))
    assert finding.model == ""
    assert "frames of an xy board come, but no POLL. Switch the board off and on" in finding.text


def test_an_answer_that_is_not_given_again_is_told_as_such(plug: Plug) -> None:
    """One good reply may be chance, or the end of another conversation."""
    with talking(plug, bytes.fromhex("00 42 32 37 ab"), 0.05):
        finding = look(plug.path, Plan.of("tcn"))
    assert finding.model == "tcn"
    assert "It answered once and not again: look again before you rely on it." in finding.text
    assert TCN.hellos[-1].shape == "plain", "the second question has another answer than the version"


def test_a_refusal_proves_no_family(plug: Plug) -> None:
    """A relay board refuses what a ZDM8 is asked, and the other way round."""
    refusals = (
        bytes.fromhex("01 83 01 80 f0") + bytes.fromhex("01 81 01 81 90") + bytes.fromhex("01 82 01 81 60")
    )
    with talking(plug, refusals, 0.05):
        for model in ("zdm8", "relay"):
            assert look(plug.path, Plan.of(model)).model == ""


def test_a_port_somebody_else_has_open_is_not_touched(plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    kiosk, passer_by = Holder(1, "main.py"), Holder(2, "udev")
    seen = iter(([kiosk, passer_by], [kiosk]))
    monkeypatch.setattr("hardware.link.holders.holders", lambda _port: next(seen))
    monkeypatch.setattr(searching, "open_port", lambda *_: pytest.fail("it was opened"))
    finding = look(plug.path, Plan())
    assert finding.text == (
        f"{plug.path} is in use by another program, main.py (process 1). End that program first; "
        "it was not touched."
    )


def test_who_only_passed_through_is_not_in_the_way(plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = iter(([Holder(2, "udev")], []))
    monkeypatch.setattr("hardware.link.holders.holders", lambda _port: next(seen))
    assert "nothing is heard" in look(plug.path, Plan.of("xy", listen_ms=50)).text


def test_a_port_that_is_pulled_meanwhile_is_a_sentence(plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    hear = Ears.hear

    def pulled(ears: Ears, data: bytes) -> None:
        plug.pull()
        hear(ears, data)

    monkeypatch.setattr(Ears, "hear", pulled)
    finding = look(plug.path, Plan.of("xy", listen_ms=60_000))
    assert "was lost while it was looked at" in finding.text


def test_a_search_that_is_left_lets_every_port_go(plug: Plug) -> None:
    ports = [plug.path]
    for finding in search(ports, Plan.of("xy", listen_ms=60_000), 0.05):
        assert finding is None, "nothing has been found yet, and it says so"
        break
    open_port(plug.path, 9_600).close()
