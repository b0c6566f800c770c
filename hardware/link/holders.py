"""Which processes have a port open, as far as this user may know: Linux shows the files of others' processes
only to root."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LOOKS_MAX: Final = 50_000
"""Open files that are looked at; a machine has a few thousand."""
NAME_MAX_CHARS: Final = 40
_CMDLINE_MAX_BYTES: Final = 4_096
PROC: Final = Path("/proc")


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that has the port open."""

    pid: int
    name: str
    """The script, module or program it runs."""

    @property
    def is_us(self) -> bool:
        return self.pid == os.getpid()

    @property
    def text(self) -> str:
        return f"{self.name} (process {self.pid})"


def holders(url: str, proc: Path = PROC) -> list[Holder]:
    """Everyone who has the device open that ``url`` leads to, by process number; nobody for a URL."""
    if "://" in url:
        return []
    device = os.path.realpath(url)
    found = {pid for pid, path in _open_files(proc) if path == device}
    return [Holder(pid, _name(proc / str(pid))) for pid in sorted(found)]


def _open_files(proc: Path) -> Iterator[tuple[int, str]]:
    looks = 0
    for process in proc.iterdir():
        for file in _files(process / "fd") if process.name.isdecimal() else ():
            looks += 1
            if looks > LOOKS_MAX:
                return
            # It may have been closed by now.
            with contextlib.suppress(OSError):
                yield int(process.name), str(file.readlink())


def _files(folder: Path) -> list[Path]:
    """None of another user's process, or of one that has just ended."""
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _name(process: Path) -> str:
    """What a person would call it: of an interpreter the script or module, else the program's own name."""
    try:
        with (process / "cmdline").open("rb") as file:
            words = file.read(_CMDLINE_MAX_BYTES).decode(errors="replace").split("\0")
    except OSError:
        words = [""]
    program = Path(words[0]).name
    name = program
    if program.startswith("python"):
        at = next(
            (at for at, word in enumerate(words) if at and (word == "-m" or not word.startswith("-"))), 0
        )
        is_module = words[at] == "-m" and at + 1 < len(words)
        name = words[at + 1] if is_module else Path(words[at]).name
    printable = "".join(each if each.isprintable() else "?" for each in name)
    return printable[:NAME_MAX_CHARS] or "a program without a name"
