"""Who may import whom (the design's third chapter), as data, and the reader of imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from tests.laws.tree import ROOT, Finding, Source

OURS = ("kiosk", "ui", "hardware", "cloud", "tests", "main")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "ui": ("ui", "kiosk"),
    "kiosk": ("kiosk", "hardware.api"),
    "hardware": ("hardware",),
    "cloud": ("cloud", "kiosk.money", "kiosk.pricing", "kiosk.payments", "kiosk.wire"),
}
"""Of our own packages; ``main.py`` and the tests may import everything."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "PySide6": ("ui", "main.py"),
    "shiboken6": ("ui", "main.py"),
    "qasync": ("ui/app.py",),
    "serial": ("hardware/link",),
    "sqlalchemy": ("kiosk/store", "cloud/store", "cloud/console"),
    "alembic": ("kiosk/store", "cloud/store"),
    "requests": ("kiosk/sync", "kiosk/payments/gateways"),
    "wechatpayv3": ("kiosk/payments/gateways",),
    "fastapi": ("cloud",),
    "starlette": ("cloud",),
    "uvicorn": ("cloud",),
}
"""Library -> the places of the product that may import it."""

PURE = ("kiosk/sale", "kiosk/pricing", "kiosk/catalog", "kiosk/money.py", "kiosk/payments/intent.py")
PURE_MODULES = ("kiosk.sale", "kiosk.pricing", "kiosk.catalog", "kiosk.money", "kiosk.payments.intent")
PURE_LIBRARY = (
    "__future__",
    "bisect",
    "collections",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "operator",
    "re",
    "string",
    "types",
    "typing",
    "unicodedata",
)
"""What of the standard library can neither tell the time nor roll dice, log, wait, read or send."""

HARDWARE_LIBRARIES = ("serial",)
"""``hardware`` is usable alone, at a bench, with nothing else installed."""


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of each import, those inside functions and behind TYPE_CHECKING included.

    ``from kiosk import clock`` counts as ``kiosk.clock``, and so does ``import_module("kiosk.clock")``.
    """
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(names=names):
                origin = _origin(source, node)
                for alias in names:
                    whole = f"{origin}.{alias.name}"
                    yield node.lineno, whole if _is_module(whole) else origin
            case ast.Call(func=func, args=[ast.Constant(value=str(name)), *_]) if _imports(func):
                yield node.lineno, name


def _imports(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("import_module", "__import__")


def _origin(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.path.parts[: len(source.path.parts) - node.level]
    return ".".join([*package, *([node.module] if node.module else [])])


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def inside(name: str, allowed: Iterable[str]) -> bool:
    """``name`` is one of the allowed modules or lies below one; a parent package alone says nothing."""
    return any(
        name == one or name.startswith(f"{one}.") or (name in OURS and one.startswith(f"{name}."))
        for one in allowed
    )


def through_walls(source: Source) -> list[Finding]:
    """Imports of our own packages that the design does not allow this file."""
    part = source.path.parts[0]
    if part not in MAY_IMPORT:
        return []
    return [
        Finding(source, line, f"{part} must not import {name}")
        for line, name in imports(source)
        if name.split(".")[0] in OURS and not inside(name, MAY_IMPORT[part])
    ]


def misplaced_libraries(source: Source) -> list[Finding]:
    """Imports of a library outside the places kept for it."""
    return [
        Finding(source, line, f"{name} belongs only in {', '.join(ONLY_IN[library])}")
        for line, name in imports(source)
        if (library := name.split(".")[0]) in ONLY_IN and not source.within(*ONLY_IN[library])
    ]


def impure(source: Source) -> list[Finding]:
    """Imports of a pure file that could see or change the world."""
    if not source.within(*PURE):
        return []
    return [
        Finding(source, line, f"a pure file imports {name}")
        for line, name in imports(source)
        if not inside(name, PURE_MODULES) and name.split(".")[0] not in PURE_LIBRARY
    ]


def foreign_to_hardware(source: Source) -> list[Finding]:
    """Libraries in ``hardware`` beyond the standard one and pyserial."""
    if not source.within("hardware"):
        return []
    known = {*sys.stdlib_module_names, "hardware", *HARDWARE_LIBRARIES}
    return [
        Finding(source, line, f"hardware must not need {name}")
        for line, name in imports(source)
        if name.split(".")[0] not in known
    ]
