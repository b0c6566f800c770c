"""Lints every QML file with no warning allowed: ``python -m ui.qmllint``.

``pyside6-qmllint`` knows Python types only through a ``qmltypes`` file, so one is generated first, into
``build/qml/ui/backend``, the way ``pyside6-project`` does it. Exit code: qmllint's own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
BACKEND = ROOT / "ui" / "backend"
BUILD = ROOT / "build" / "qml"
MODULE = "ui.backend"
BASE_FIRST = (
    *("rows.py", "countdown.py", "till.py", "voice.py"),
    *("today.py", "money.py", "lanes.py", "desk.py"),
    *("order.py", "guide.py", "care.py"),
    "waiting.py",
)
"""Files whose types others name: the dumper reads in order."""


def tool(name: str) -> str:
    return str(Path(sysconfig.get_path("scripts")) / name)


def sources() -> list[Path]:
    files = sorted(path for path in BACKEND.rglob("*.py") if path.name != "__init__.py")
    return sorted(files, key=lambda path: path.name not in BASE_FIRST)


def _as_pointers(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The dumper writes ``Cart`` where the registrar wants ``Cart*``, and lists private classes too."""
    for table in tables:
        table["classes"] = [found for found in table["classes"] if "classInfos" in found]
    names = {found["className"] for table in tables for found in table["classes"]}
    for table in tables:
        for found in table["classes"]:
            for entry in found.get("properties", []):
                if entry["type"] in names:
                    entry["type"] += "*"
    return [table for table in tables if table["classes"]]


def qt_types() -> Path:
    """What Qt itself says of QObject and the models our types derive from."""
    import PySide6

    return Path(PySide6.__file__).parent / "Qt" / "metatypes" / "qt6core_metatypes.json"


def generate_types() -> Path:
    """Write ``qmldir`` and ``backend.qmltypes``; returns the import path they lie below."""
    folder = BUILD / "ui" / "backend"
    folder.mkdir(parents=True, exist_ok=True)
    dumped = folder / "backend.json"
    command = [tool("pyside6-metaobjectdump"), "--quiet", "-o", str(dumped), *map(str, sources())]
    subprocess.run(command, check=True)
    dumped.write_text(json.dumps(_as_pointers(json.loads(dumped.read_text()))))
    types = folder / "backend.qmltypes"
    subprocess.run(
        [
            tool("pyside6-qmltyperegistrar"),
            *("--generate-qmltypes", str(types), "-o", str(folder / "registrations.cpp")),
            *("--foreign-types", str(qt_types())),
            *("--import-name", MODULE, "--major-version", "1", "--minor-version", "0"),
            str(dumped),
        ],
        check=True,
    )
    (folder / "qmldir").write_text(f"module {MODULE}\ntypeinfo {types.name}\n")
    return BUILD


def qml_files() -> list[Path]:
    return sorted((ROOT / "ui").rglob("*.qml"))


def main() -> int:
    imports = generate_types()
    command = [tool("pyside6-qmllint"), "-W", "0", "-I", str(imports), "-I", str(ROOT)]
    return subprocess.run([*command, *map(str, qml_files())], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
