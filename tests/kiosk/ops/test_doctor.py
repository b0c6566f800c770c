"""The doctor: every missing thing is a line in words, and the exit code says whether there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.api import BoardSettings, Look, ReaderSettings, TillSettings
from kiosk.cloud_link import KEY_NAME
from kiosk.ops.arguments import Doctor
from kiosk.ops.doctor import Finding, Looks, Verdict, doctor
from kiosk.ops.looks import machine as doctor_machine
from kiosk.ops.settings import Settings, load
from kiosk.store.lock import DataLock
from kiosk.sync.identity import Enrolment, Identity, save_enrolment
from tests.kiosk.store.machine import filled
from tests.kiosk.sync import cloud_server
from tests.kiosk.sync.cloud_server import Asked, Said


def asked(data: Path, *overrides: str) -> tuple[Settings, Doctor]:
    return load(None, overrides, demo=True), Doctor(None, data, overrides)


def nowhere(settings: BoardSettings) -> Look:
    return Look(False, f"{settings.model} at {settings.port}, drop sensor {settings.drop_sensor}")


def no_reader(settings: ReaderSettings) -> Look:
    return Look(False, f"no reader at {settings.port}, suffix {settings.suffix}")


def no_till(settings: TillSettings) -> Look:
    return Look(False, f"{settings.model} at {settings.port}, {settings.options}")


NOTHING = Looks(nowhere, no_reader, no_till)


def missing(found: Iterator[Finding]) -> list[str]:
    return [finding.text for finding in found if finding.verdict is Verdict.MISSING]


def enrolled_here(asked: Asked) -> Said:
    """A cloud that is well and knows the machine, but not the payment the doctor asks for."""
    if asked.path == "/healthz":
        return Said.of({"ok": True, "cloud_id": cloud_server.CLOUD, "money": "real"})
    return Said.error(404, "payment.unknown")


def test_it_goes_on_after_a_broken_configuration_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[board]\nprot = 1\nport = "/dev/mine"\nbaud = 1\n')
    assert doctor(Doctor(config, tmp_path, ("board.model=nope", "board.drop_sensor=false")), NOTHING) == 1
    said = capsys.readouterr().out
    for wrong in ("board.prot", "board.baud", "board.model"):
        assert f"MISSING  configuration: {wrong}" in said
    assert "what could be read" in said
    assert "MISSING  board: xy at /dev/mine, drop sensor False" in said
    assert said.splitlines()[-1].endswith("things are missing.")


def test_a_machine_that_has_everything_ends_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but fonts, which this machine need not have."""
    monkeypatch.setattr(doctor_machine, "FREE_MIN_BYTES", 1)
    (tmp_path / "data").mkdir()
    filled(tmp_path / "data").close()
    config = tmp_path / "kiosk.toml"
    identity = Identity.load_or_create(tmp_path / "data" / KEY_NAME)
    with cloud_server.serving(identity) as cloud:
        cloud.script = enrolled_here
        config.write_text(
            f'[machine]\nlanguages = ["en"]\n[board]\nport = "/dev/null"\n[cloud]\nurl = "{cloud.url}"\n'
        )
        save_enrolment(tmp_path / "data", Enrolment(cloud.url, cloud_server.MACHINE, cloud_server.CLOUD))
        looks = replace(NOTHING, board=lambda _settings: Look(True, "It speaks."))
        code = doctor(Doctor(config, tmp_path / "data", ()), looks)
    said = capsys.readouterr().out
    assert code == 0, said
    assert "Nothing is missing." in said and "3 sales balance" in said
    assert f"It is {cloud_server.MACHINE}" in said and "by its key" in said


def looked(found: Look, data: Path, *overrides: str) -> list[Finding]:
    return list(doctor_machine.boards(lambda _settings: found)(*asked(data, *overrides)))


def test_the_board_is_what_was_seen_at_its_port(tmp_path: Path) -> None:
    fine, wrong = Look(True, "It speaks."), Look(False, "Silence.")
    assert looked(fine, tmp_path) == [Finding("board", Verdict.FINE, "It speaks.")]
    assert looked(wrong, tmp_path) == [Finding("board", Verdict.MISSING, "Silence.")]
    (none,) = looked(wrong, tmp_path, "board.model=none")
    assert none.verdict is Verdict.NOTE


def test_the_looker_is_told_what_the_installer_chose(tmp_path: Path) -> None:
    seen: list[BoardSettings] = []

    def look(settings: BoardSettings) -> Look:
        seen.append(settings)
        return Look(True, "")

    chosen = asked(tmp_path, "board.port=/dev/p", "board.baud=9600", "board.options.lift=true")
    list(doctor_machine.boards(look)(*chosen))
    assert seen == [BoardSettings("xy", "/dev/p", 9600, True, {"lift": True})]


def test_a_port_held_by_the_kiosk_that_runs_is_no_fault(tmp_path: Path) -> None:
    busy = Look(False, "In use.", in_use=True)
    assert looked(busy, tmp_path)[0].verdict is Verdict.MISSING
    with DataLock(tmp_path):
        (found,) = looked(busy, tmp_path)
    assert found.verdict is Verdict.NOTE
    assert "running kiosk holds" in found.text


def read(found: Look, data: Path, *overrides: str) -> list[Finding]:
    return list(doctor_machine.reader(lambda _settings: found)(*asked(data, *overrides)))


def test_a_code_reader_is_looked_at_where_there_is_one(tmp_path: Path) -> None:
    fine, wrong = Look(True, "It can be opened."), Look(False, "It is not there.")
    at = "scanner.port=/dev/p"
    assert read(wrong, tmp_path) == []
    assert read(fine, tmp_path, at) == [Finding("code reader", Verdict.FINE, "It can be opened.")]
    assert read(wrong, tmp_path, at) == [Finding("code reader", Verdict.MISSING, "It is not there.")]
    (held,) = read(Look(False, "In use.", in_use=True), tmp_path, at)
    assert held.verdict is Verdict.MISSING
    with DataLock(tmp_path):
        (held,) = read(Look(False, "In use.", in_use=True), tmp_path, at)
    assert held.verdict is Verdict.NOTE and "running kiosk holds /dev/p" in held.text


def test_the_readers_looker_is_told_what_the_installer_chose(tmp_path: Path) -> None:
    seen: list[ReaderSettings] = []

    def look(settings: ReaderSettings) -> Look:
        seen.append(settings)
        return Look(True, "")

    chosen = (
        "scanner.port=/dev/p",
        "scanner.suffix=none",
        "scanner.baud=115200",
        "scanner.options.idle_ms=60",
    )
    list(doctor_machine.reader(look)(*asked(tmp_path, *chosen)))
    assert seen == [ReaderSettings("/dev/p", 115_200, "none", {"idle_ms": 60})]


def test_a_reader_of_the_profile_that_is_not_used_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'name = { en = "Mine" }\n[[cabinet]]\nmodels = ["xy"]\nmotors = 8\n'
        '[[tray]]\nlabel = "A"\nlanes = 4\nfirst_motor = 1\n[[peripheral]]\nname = "eye"\nkind = "scanner"\n'
    )
    (found,) = read(Look(True, ""), tmp_path, f"machine.profile={tmp_path / 'mine.toml'}")
    assert found.verdict is Verdict.NOTE and "scanner.port is not set" in found.text


def test_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "FREE_MIN_BYTES", 1)
    (tmp_path / "file").write_text("")
    assert "not a folder" in missing(doctor_machine.folder(*asked(tmp_path / "file")))[0]
    assert missing(doctor_machine.folder(*asked(tmp_path / "new" / "data"))) == []
    monkeypatch.setattr(doctor_machine, "FREE_MIN_BYTES", 1 << 60)
    assert "free" in missing(doctor_machine.folder(*asked(tmp_path)))[0]
    with DataLock(tmp_path):
        assert "runs on it" in [finding.text for finding in doctor_machine.folder(*asked(tmp_path))][-1]


def test_a_profile_and_what_it_makes_of_the_planogram(tmp_path: Path) -> None:
    assert list(doctor_machine.profile(*asked(tmp_path))) == []
    drinks = asked(tmp_path, "machine.profile=drinks-40")
    assert [finding.text for finding in doctor_machine.profile(*drinks)] == [
        "drinks-40: 40 lanes on 1 boards."
    ]
    filled(tmp_path).close()
    assert missing(doctor_machine.profile(*drinks)) == []
    lockers = asked(tmp_path, "machine.profile=lockers-24")
    [text] = missing(doctor_machine.profile(*lockers))
    assert "A1, A2" in text and "lockers-24" in text and "machine.profile" in text
    (tmp_path / "huodao.db").write_bytes(b"no database at all" * 100)
    assert missing(doctor_machine.profile(*drinks))


def test_a_till_is_looked_at_where_there_is_one(tmp_path: Path) -> None:
    look = doctor_machine.till(no_till)
    assert list(look(*asked(tmp_path))) == []
    there = asked(tmp_path, "till.port=/dev/till", "till.options.cards=false")
    assert missing(iter(look(*there))) == ["qibixx at /dev/till, {'cards': False}"]
    [well] = doctor_machine.till(lambda _settings: Look(True, "It answers."))(*there)
    assert (well.about, well.verdict, well.text) == ("till", Verdict.FINE, "It answers.")


def test_a_profile_that_contradicts_itself_is_the_configurations_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.toml").write_text("[[cabinet]]\nlfit = true\n")
    config = tmp_path / "kiosk.toml"
    config.write_text('[machine]\nprofile = "mine.toml"\n[cloud]\nurl = "https://cloud.example"\n')
    assert doctor(Doctor(config, tmp_path, ()), NOTHING) == 1
    said = capsys.readouterr().out
    assert "mine.toml" in said and "lfit is not a known key. The nearest known key is lift" in said


def test_books_that_do_not_open(tmp_path: Path) -> None:
    assert list(doctor_machine.books(*asked(tmp_path))) == []
    (tmp_path / "huodao.db").write_bytes(b"no database at all" * 100)
    assert "damaged" in missing(doctor_machine.books(*asked(tmp_path)))[0]


def test_a_zone_nobody_knows(tmp_path: Path) -> None:
    assert missing(doctor_machine.timezone(*asked(tmp_path, "machine.timezone=Moon/Base")))
    assert missing(doctor_machine.timezone(*asked(tmp_path))) == []
