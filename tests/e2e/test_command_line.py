"""What the program says and how it ends when something is wrong from the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.harness import Kiosk, run

pytestmark = pytest.mark.timeout(180)


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    done = run("--demo", "--data", str(tmp_path), "--set", "payments.rute=direct")
    assert done.returncode == 2
    assert "payments.route" in done.stderr


def test_the_control_socket_is_refused_outside_demo_and_tests(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[payments]\nroute = "cloud"\n[cloud]\nurl = "https://cloud.example"\n')
    control = str(tmp_path / "c")
    done = run("--config", str(config), "--data", str(tmp_path), "--control", control)
    assert done.returncode == 2
    assert "--demo" in done.stderr


def test_a_second_start_on_the_same_data_says_so(tmp_path: Path) -> None:
    with Kiosk(tmp_path) as kiosk:
        kiosk.until_mode("selling")
        done = run("--demo", "--data", str(tmp_path))
        assert done.returncode == 3
        assert kiosk.state()["mode"] == "selling"
    kiosk.audit()


def test_an_option_the_board_does_not_know_is_told_before_the_screen_is_up(tmp_path: Path) -> None:
    done = run("--demo", "--data", str(tmp_path), "--set", "board.options.lfit=true")
    assert done.returncode == 2
    assert "no option lfit. Did you mean lift?" in done.stderr
    assert "first frame" not in done.stderr


def test_a_board_that_is_not_there_is_out_of_service_not_a_crash(tmp_path: Path) -> None:
    with Kiosk(tmp_path, "--set", "board.port=/dev/no-such-board") as kiosk:
        kiosk.wait(screen="out_of_service", timeout_s=40)
        assert kiosk.state()["trouble"] == "board"
        assert kiosk.end() == 0
    kiosk.audit()


def test_no_books_is_a_sentence(tmp_path: Path) -> None:
    done = run("audit", "--data", str(tmp_path))
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
