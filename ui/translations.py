"""Brings the translations up to date: ``python -m ui.translations``.

Chinese is the source language. Adding a language is adding one file: ``ui/i18n/<code>.ts`` (copy ``en.ts``,
empty it, run this), and its code in ``machine.languages``.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

UI = Path(__file__).parent
FOLDER = UI / "i18n"


def _tool(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def sources() -> list[Path]:
    """Every file with words a customer may read."""
    return [UI / "Main.qml", *sorted(UI.glob("*/*.qml")), *sorted((UI / "backend").rglob("*.py"))]


def update(ts: Path) -> None:
    """Bring the texts of ``ts`` up to what the sources say; texts no longer used are dropped, and nothing is
    guessed from texts that look alike."""
    quiet = ("-silent", "-no-obsolete", "-locations", "none")
    nothing_guessed = ("-disable-heuristic", "similartext", "-disable-heuristic", "sametext")
    files = [str(path.relative_to(UI.parent)) for path in sources()]
    subprocess.run(
        [_tool("pyside6-lupdate"), *quiet, *nothing_guessed, *files, "-ts", str(ts)],
        cwd=UI.parent,
        check=True,
    )


def release(ts: Path, qm: Path) -> None:
    subprocess.run([_tool("pyside6-lrelease"), "-silent", str(ts), "-qm", str(qm)], check=True)


def main() -> int:
    for ts in sorted(FOLDER.glob("*.ts")):
        update(ts)
        release(ts, ts.with_suffix(".qm"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
