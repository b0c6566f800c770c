"""Sizes that keep a reader at ease. The aim (50 lines, 400 lines, 12 files) leaves a little room here."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import PurePosixPath

from tests.laws.tree import PRODUCT, Finding, Source, report, sample, sources

FUNCTION_MAX_LINES = 60
MODULE_MAX_LINES = 450
TEST_MODULE_MAX_LINES = 600
"""A test file mirrors one file of the product, with a test for each of its promises."""
FOLDER_MAX_FILES = 14
MAIN_MAX_LINES = 100
CODE = (*PRODUCT, "packaging", "tests")


def long_functions(source: Source) -> list[Finding]:
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_MAX_LINES:
                found.append(Finding(source, node.lineno, f"{node.name} has {lines} lines"))
    return found


def long_module(source: Source, most: int) -> list[Finding]:
    lines = source.text.count("\n")
    return [Finding(source, lines, f"{lines} lines, at most {most}")] if lines > most else []


def full_folders(paths: list[PurePosixPath], most: int = FOLDER_MAX_FILES) -> list[str]:
    """Folders with more code files than a reader can keep in mind; ``__init__.py`` does not count."""
    counts = Counter(path.parent for path in paths if path.name != "__init__.py")
    return [f"{folder}: {count} files, at most {most}" for folder, count in counts.items() if count > most]


def test_functions_fit_on_a_screen() -> None:
    broken = [finding for source in sources(".py", *CODE) for finding in long_functions(source)]
    assert not broken, report(broken, "give the steps names: one function decides, others carry out.")


def test_modules_are_read_in_one_sitting() -> None:
    broken = [
        finding
        for source in sources(".py", *CODE) + sources(".qml", "ui")
        for finding in long_module(
            source, TEST_MODULE_MAX_LINES if source.within("tests") else MODULE_MAX_LINES
        )
    ]
    assert not broken, report(broken, "find the second subject in the file and give it a file of its own.")


def test_folders_hold_what_a_reader_can_keep_in_mind() -> None:
    for ending in (".py", ".qml"):
        broken = full_folders([source.path for source in sources(ending, *CODE)])
        assert not broken, "\n".join([*broken, "Instead: a folder for the files that belong together."])


def test_the_door_is_small() -> None:
    (main,) = sources(".py", "main.py")
    lines = main.text.count("\n")
    assert lines < MAIN_MAX_LINES, f"main.py has {lines} lines. Instead: it wires; whatever decides, moves."


def test_these_laws_bite() -> None:
    body = "    pass\n"
    assert long_functions(sample("def f():\n" + body * FUNCTION_MAX_LINES))
    assert not long_functions(sample("def f():\n" + body * (FUNCTION_MAX_LINES - 1)))
    assert long_module(sample("a = 1\n" * 11), 10)
    assert not long_module(sample("a = 1\n" * 10), 10)
    crowd = [PurePosixPath(f"kiosk/a{number}.py") for number in range(4)]
    assert full_folders(crowd, 3) and not full_folders([*crowd[1:], PurePosixPath("kiosk/__init__.py")], 3)
