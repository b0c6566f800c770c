"""The project's own files, as the laws read them: what is made or downloaded is left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", "build", "__pycache__"}
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis")
PRODUCT = ("main.py", "kiosk", "ui", "hardware", "cloud")
TEXTS = {".py", ".qml", ".md", ".toml", ".sh", ".txt", ".html", ".lock", ".json", ".js", ".css", ".sql", ""}
"""Endings of files people write in words; a file without one is a Makefile, a licence or a script."""


@dataclass(frozen=True)
class Source:
    """One file. ``path`` is relative to the project's root, with ``/``."""

    path: PurePosixPath
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Only for Python files."""
        return ast.parse(self.text, str(self.path))

    def within(self, *places: str) -> bool:
        """The file is one of ``places`` or lies below one."""
        return any(self.path == PurePosixPath(place) or _below(self.path, place) for place in places)


def _below(path: PurePosixPath, place: str) -> bool:
    return PurePosixPath(place) in path.parents


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a law is broken and what stands there."""

    source: Source
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.source.path}:{self.line}: {self.what}"


def sample(text: str, path: str = "kiosk/sample.py") -> Source:
    """A file that exists only in a test of a law."""
    return Source(PurePosixPath(path), text)


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Every file of ours, sorted."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name in NOT_OURS or entry.name in CACHES or entry.name.endswith(".egg-info"):
            continue
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry


@lru_cache(maxsize=64)
def sources(ending: str, *places: str) -> tuple[Source, ...]:
    """Files of one ending below ``places`` (all of the tree without any)."""
    found = (_read(path) for path in files() if path.suffix == ending)
    return tuple(source for source in found if not places or source.within(*places))


@lru_cache(maxsize=1)
def texts() -> tuple[Source, ...]:
    """Everything people write in words."""
    return tuple(_read(path) for path in files() if path.suffix in TEXTS)


@lru_cache(maxsize=4096)
def _read(path: Path) -> Source:
    return Source(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8"))


def report(findings: list[Finding], instead: str) -> str:
    """The message of a broken law: where, and what to do instead."""
    return "\n".join([*(str(finding) for finding in findings), f"Instead: {instead}"])
