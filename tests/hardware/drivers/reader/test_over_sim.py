"""The driver against the simulated reader: a child process, a real pty, and a keyboard's events in a pipe."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.api import CodeScanned, Reader, ReaderDown, ReaderSettings, ReaderTrouble, ReaderUp
from hardware.bench.tool import main as bench_tool
from hardware.rig import open_reader
from hardware.sim.client import SimError, SimProcess
from tests.hardware.drivers.reader.heard import LIMIT_S, Heard


class Bench:
    """A simulated reader beside a cabinet, and the driver at its port."""

    def __init__(self, folder: Path, *, is_keyboard: bool = False) -> None:
        self.sim = SimProcess(reader=folder / "reader", is_keyboard=is_keyboard)
        self.port = str(folder / "reader")
        self._options: dict[str, object] = {"kind": "keyboard"} if is_keyboard else {}
        self.heard = Heard()
        self.reader: Reader | None = None

    def use(self, suffix: str = "auto", **options: object) -> Heard:
        """The driver anew, with these settings; what it hears."""
        self.let_go()
        self.sim.fault([{"clear": True}, {"reader_suffix": "cr"}])
        self.heard = Heard()
        settings = ReaderSettings(self.port, suffix=suffix, options=self._options | options)
        self.reader = open_reader(settings)
        self.reader.start(self.heard)
        self.heard.expect(ReaderUp)
        return self.heard

    def let_go(self) -> None:
        if self.reader is not None:
            self.reader.close()

    def world(self) -> dict[str, object]:
        found: dict[str, object] = self.sim.world()["reader"]
        return found

    def close(self) -> None:
        self.let_go()
        self.sim.close()


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("serial"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def keyboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    made = Bench(tmp_path_factory.mktemp("keyboard"), is_keyboard=True)
    yield made
    made.close()


@pytest.fixture(params=["serial", "keyboard"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """Either kind of reader: what it does is the same."""
    made: Bench = request.getfixturevalue(request.param)
    return made


KINDS = ["wechat", "alipay", "unionpay", "pick_up"]


def test_codes_of_every_kind_arrive_as_they_were_held(bench: Bench) -> None:
    heard = bench.use()
    for kind in KINDS:
        assert bench.sim.scan(kind) == heard.code()


@pytest.mark.parametrize("kind", ["17_digits", "25_digits", "non_digits"])
def test_what_is_no_payment_code_is_called_other(bench: Bench, kind: str) -> None:
    heard = bench.use()
    held = bench.sim.scan(kind)
    code = heard.expect(CodeScanned).code
    assert (code.text, code.kind.value) == (held, "other")


@pytest.mark.parametrize("suffix", ["cr", "lf", "crlf", "tab", "none"])
def test_every_suffix_is_read_where_it_is_set(bench: Bench, suffix: str) -> None:
    heard = bench.use(suffix)
    bench.sim.fault({"reader_suffix": suffix})
    assert bench.sim.scan() == heard.code()
    assert bench.sim.scan("alipay", split=True) == heard.code()


@pytest.mark.parametrize("suffix", ["cr", "lf", "crlf"])
def test_the_default_reads_what_readers_come_with(bench: Bench, suffix: str) -> None:
    heard = bench.use()
    assert bench.sim.scan(suffix=suffix) == heard.code()


def test_a_doubled_scan_is_one(bench: Bench) -> None:
    heard = bench.use()
    first = bench.sim.scan(times=3, gap_ms=20)
    assert heard.code() == first
    bench.sim.scan("alipay", at_ms=200)
    assert heard.code() != first
    assert bench.world()["waiting"] == 0 and heard.is_empty()


def test_unplugged_for_a_while_and_read_from_again(bench: Bench) -> None:
    heard = bench.use()
    bench.sim.fault({"reader_unplug": {"for_ms": 300}})
    heard.expect(ReaderDown)
    heard.expect(ReaderUp)
    assert bench.sim.scan() == heard.code()
    bench.sim.fault({"reader_unplug": True})
    heard.expect(ReaderDown)
    unseen = bench.world()["unseen"]
    bench.sim.scan()
    assert isinstance(unseen, int) and bench.world()["unseen"] == unseen + 1
    bench.sim.fault({"reader_unplug": False})
    heard.expect(ReaderUp)
    assert bench.sim.scan() == heard.code()


def test_nothing_is_kept_for_who_comes_later(bench: Bench) -> None:
    bench.let_go()
    bench.sim.scan()
    heard = bench.use()
    assert bench.sim.scan("alipay") == heard.code()


def test_noise_is_no_code_and_spoils_the_one_it_is_in(serial: Bench) -> None:
    heard = serial.use()
    serial.sim.scan(noise=True)
    assert heard.expect(ReaderTrouble).code == "garbled"
    serial.sim.fault({"reader_noise": True})
    assert heard.expect(ReaderTrouble).code == "unfinished"
    assert serial.sim.scan() == heard.code()


def test_a_reader_without_a_suffix_is_told_of_under_the_default(bench: Bench) -> None:
    heard = bench.use()
    bench.sim.scan(suffix="none")
    trouble = heard.expect(ReaderTrouble)
    assert (trouble.code, trouble.lasting) == ("unfinished", True)


def test_a_character_no_key_has_is_no_code(bench: Bench) -> None:
    heard = bench.use()
    bench.sim.scan("会员卡")
    assert heard.expect(ReaderTrouble).code == "garbled"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Bench]:
    """A reader that a test may set up for good."""
    made = Bench(tmp_path)
    yield made
    made.close()


def test_a_reader_in_host_mode_reads_only_while_codes_are_wanted(own: Bench) -> None:
    heard = own.use(trigger="gm72")
    assert own.reader is not None
    own.reader.attend()
    assert heard.expect(ReaderTrouble).code == "refused", "it is not in host mode yet"
    own.let_go()
    assert bench_tool(["reader", "--port", own.port, "--set", "host"]) == 0
    heard = own.use(trigger="gm72")
    own.sim.scan()
    assert own.world()["unseen"] == 1
    own.reader.attend()
    for kind in KINDS[:2]:  # it stops after each, and is started again
        until(lambda: own.world()["reading"])
        assert own.sim.scan(kind) == heard.code()
    until(lambda: own.world()["reading"])
    own.reader.rest()
    until(lambda: not own.world()["reading"])
    assert heard.is_empty()


def until(so: Callable[[], object]) -> None:
    """Ask again and again, with pauses that leave the machine to others."""
    ends_s = time.monotonic() + LIMIT_S
    while not so():
        assert time.monotonic() < ends_s, "it never was so"
        select.select([], [], [], 0.02)


def test_cabinet_and_reader_share_one_script(serial: Bench) -> None:
    heard = serial.use()
    said = serial.sim.fault({"steps": [{"jam": "A1"}, {"scan": "pick_up"}, "door_open"]})
    assert said["waiting"] == ["jam"] and said["codes"] == [heard.code()]
    assert serial.sim.world()["door_open"]


def test_without_a_reader_its_acts_are_refused_in_words() -> None:
    with SimProcess() as sim:
        with pytest.raises(SimError, match="start the simulator with --reader"):
            sim.scan()
        assert "reader" not in sim.world()
