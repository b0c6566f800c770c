"""One kiosk for each data folder, however the other one ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.errors import DataInUseError, ExitCode, KnownError
from kiosk.store.lock import DataLock, is_in_use

HOLDER = """
import sys, pathlib
from kiosk.store.lock import DataLock
DataLock(pathlib.Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_kiosk_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert is_in_use(tmp_path)
        with pytest.raises(DataInUseError) as caught:
            DataLock(tmp_path).acquire()
        assert f"process {holder.pid}" in caught.value.text
        assert caught.value.exit_code == ExitCode.DATA_IN_USE
        holder.kill()
    assert not is_in_use(tmp_path)
    with DataLock(tmp_path):
        assert is_in_use(tmp_path)
        assert f"process {os.getpid()}" in (tmp_path / "kiosk.lock").read_text()


def test_a_missing_folder_is_made_and_released_locks_can_be_taken(tmp_path: Path) -> None:
    lock = DataLock(tmp_path / "new" / "data")
    assert not is_in_use(tmp_path / "new" / "data")
    for _ in range(2):
        lock.acquire()
        lock.release()
        lock.release()


def test_a_folder_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="--data"):
        DataLock(tmp_path / "file" / "data").acquire()
