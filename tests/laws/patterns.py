"""What must not stand in the code, each with what to write instead, a bad example and a good one."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.laws.tree import Finding, Source

Find = Callable[[Source], Iterator[tuple[int, str]]]
"""(line, what stands there) of each place where a law is broken."""


@dataclass(frozen=True, slots=True)
class Pattern:
    name: str
    ending: str
    places: tuple[str, ...]
    """Where it holds; empty: everywhere."""
    but: tuple[str, ...]
    """Rooms in which the law has no meaning. Not a list of sinners: each is named in ``instead``."""
    find: Find
    instead: str
    bad: tuple[str, ...]
    good: tuple[str, ...]

    def broken(self, source: Source) -> list[Finding]:
        """All places of one file, if the law holds there."""
        if (self.places and not source.within(*self.places)) or source.within(*self.but):
            return []
        return [Finding(source, line, what) for line, what in self.find(source)]


def words(pattern: str) -> Find:
    """The text matches a regular expression."""
    compiled = re.compile(pattern)

    def find(source: Source) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(source.text.splitlines(), 1):
            if hit := compiled.search(line):
                yield number, hit.group().strip()

    return find


def comments(pattern: str) -> Find:
    """A comment (not a text that looks like one) matches a regular expression."""
    compiled = re.compile(pattern)

    def find(source: Source) -> Iterator[tuple[int, str]]:
        for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
            if token.type == tokenize.COMMENT and compiled.search(token.string):
                yield token.start[0], token.string

    return find


def code(wanted: Callable[[ast.AST], bool]) -> Find:
    """A part of the program (not a comment, not a text) is ``wanted``."""

    def find(source: Source) -> Iterator[tuple[int, str]]:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.expr | ast.stmt | ast.ExceptHandler) and wanted(node):
                yield node.lineno, ast.unparse(node).splitlines()[0]

    return find


def calls(*names: str) -> Callable[[ast.AST], bool]:
    """A call of one of these dotted names, also under the last part alone after ``from a import b``."""
    return lambda node: isinstance(node, ast.Call) and ast.unparse(node.func) in names


def names_in(node: ast.AST) -> Iterator[str]:
    """Every name and attribute that is used in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def swallows(node: ast.AST) -> bool:
    """Catches everything and does nothing."""
    if not isinstance(node, ast.ExceptHandler):
        return False
    broad = node.type is None or any(name in ("Exception", "BaseException") for name in names_in(node.type))
    return broad and all(isinstance(part, ast.Pass | ast.Continue) for part in node.body)


def suppresses_everything(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("suppress")
        and any(ast.unparse(argument) in ("Exception", "BaseException") for argument in node.args)
    )


def fraction(node: ast.AST) -> bool:
    """Anything that can make a fraction of a number."""
    return (
        (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
        or (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id in ("float", "round"))
    )


def divides_fen(node: ast.AST) -> bool:
    """``/`` or ``float`` on an amount, anywhere."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return any(name.endswith("fen") for name in names_in(node))
    return calls("float", "round")(node) and any(name.endswith("fen") for name in names_in(node))


def asks_for_demo(node: ast.AST) -> bool:
    """A condition on the demo."""
    tests = [node.test] if isinstance(node, ast.If | ast.IfExp | ast.While) else []
    return any(name in ("demo", "is_demo", "in_demo") for test in tests for name in names_in(test))


def asserts_false(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant) and not node.test.value


TESTS_AND_PRODUCT = ("main.py", "kiosk", "ui", "hardware", "cloud", "tests")
SLEEPS = ("time.sleep", "sleep")
CLOCKS = (
    *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns", "time.perf_counter"),
    *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter"),
    *("datetime.now", "datetime.datetime.now", "date.today", "datetime.date.today"),
)
REASONED = r"(noqa: [A-Z]+\d+(, ?[A-Z]+\d+)* +\S|type: ignore\[[a-z-]+(, ?[a-z-]+)*\] *# *\S)"
SIZE = "pixelSize|pointSize|radius|spacing|padding|margins?|\\w+Margins?|width|height|implicit\\w+|duration"
LATER = "|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" * 3))

PYTHON: list[Pattern] = [
    Pattern(
        "no nested event loop",
        ".py",
        ("main.py", "kiosk", "ui", "hardware"),
        (),
        code(lambda node: isinstance(node, ast.Attribute) and node.attr == "processEvents"),
        "return to the loop and go on in a slot or a coroutine; nothing may run in the middle of you.",
        ("app.processEvents()",),
        ("await asyncio.sleep(0)",),
    ),
    Pattern(
        "the loop's thread never sleeps",
        ".py",
        ("main.py", "ui", "kiosk"),
        ("kiosk/ops", "kiosk/store"),
        code(calls(*SLEEPS)),
        "arm a deadline (kiosk/vend/deadlines.py) or await; only kiosk/ops (before the loop) and "
        "kiosk/store (its own thread) have a thread to put to sleep.",
        ("import time\ntime.sleep(1)", "from time import sleep\nsleep(1)"),
        ("await asyncio.sleep(1)",),
    ),
    Pattern(
        "tests do not sleep",
        ".py",
        ("tests",),
        ("tests/bench", "tests/e2e"),
        code(calls(*SLEEPS)),
        "hand in a clock, or wait for the event itself with a time-out (queue, future, readiness of a port); "
        "only tests/bench and tests/e2e look at whole programs from outside, again and again up to a limit.",
        ("time.sleep(0.1)",),
        ("queue.get(timeout=5)",),
    ),
    Pattern(
        "nothing swallows everything",
        ".py",
        TESTS_AND_PRODUCT,
        (),
        code(lambda node: swallows(node) or suppresses_everything(node)),
        "name the error you expect, at the border where it arises; a bug must be heard.",
        (
            "try:\n    f()\nexcept Exception:\n    pass",
            "try:\n    f()\nexcept:\n    pass",
            "with contextlib.suppress(Exception):\n    f()",
        ),
        ("try:\n    f()\nexcept OSError:\n    pass", "try:\n    f()\nexcept Exception:\n    log.error('x')"),
    ),
    Pattern(
        "time comes from a clock",
        ".py",
        ("kiosk",),
        ("kiosk/clock.py", "kiosk/ops"),
        code(calls(*CLOCKS)),
        "take a kiosk.clock.Clock; only it and kiosk/ops (start-up, doctor) read the machine's own.",
        ("time.time()", "time.monotonic_ns()", "datetime.now(UTC)"),
        ("clock.utc_ms()",),
    ),
    Pattern(
        "every date has a zone",
        ".py",
        TESTS_AND_PRODUCT,
        (),
        code(
            lambda node: (
                isinstance(node, ast.Call)
                and (
                    ast.unparse(node.func).endswith("utcnow")
                    or (ast.unparse(node.func).endswith("datetime.fromtimestamp") and len(node.args) < 2)
                )
                and not node.keywords
            )
        ),
        "datetime.now(UTC), or the site's zone: a machine is moved, a day has 23 hours.",
        ("datetime.utcnow()", "datetime.fromtimestamp(0)"),
        ("datetime.now(UTC)", "datetime.fromtimestamp(0, UTC)", "datetime.fromtimestamp(0, tz=UTC)"),
    ),
    Pattern(
        "money has no fractions",
        ".py",
        ("kiosk/money.py", "kiosk/pricing", "kiosk/sale"),
        (),
        code(fraction),
        "whole fen and // with the one rounding of kiosk/money.py.",
        ("a = b / 2", "rate = 0.5", "float(x)", "round(x)"),
        ("a = b // 2", "a = 5"),
    ),
    Pattern(
        "nobody divides fen",
        ".py",
        TESTS_AND_PRODUCT,
        (),
        code(divides_fen),
        "kiosk.money.yuan_text makes text of fen; kiosk.money shares amounts out to the last fen.",
        ("yuan = amount_fen / 100", "float(line.amount_fen)", "round(total_fen * rate)"),
        ("yuan = amount_fen // 100", "root / 'fen.txt'"),
    ),
    Pattern(
        "no context properties",
        ".py",
        TESTS_AND_PRODUCT,
        (),
        code(lambda node: isinstance(node, ast.Attribute) and node.attr.startswith("setContextPropert")),
        "a typed required property of the QML type: the linter sees it.",
        ("engine.rootContext().setContextProperty('a', b)",),
        ("engine.setInitialProperties({'backend': backend})",),
    ),
    Pattern(
        "no bare assert False",
        ".py",
        TESTS_AND_PRODUCT,
        (),
        code(asserts_false),
        "raise BugError with words in the product, pytest.fail with words in a test.",
        ("assert False", "assert 0, 'x'"),
        ("assert found, 'nothing found'",),
    ),
    Pattern(
        "what sells knows no demo",
        ".py",
        ("kiosk", "hardware", "cloud"),
        ("kiosk/ops",),
        code(asks_for_demo),
        "a demo is configuration: addresses of simulators that speak the real wire. Only kiosk/ops, which "
        "reads settings and starts the parts, knows the word.",
        ("if demo:\n    pay()", "if not settings.demo and x:\n    pay()", "a = 1 if self.is_demo else 2"),
        ("if democracy:\n    vote()",),
    ),
    Pattern(
        "no mocks",
        ".py",
        ("tests",),
        (),
        code(
            lambda node: (
                isinstance(node, ast.Import | ast.ImportFrom)
                and re.search(r"\bmock\b", ast.unparse(node)) is not None
            )
        ),
        "a real pty, HTTP server or database (hardware/sim, cloud/sandbox, SQLite); or move the decision "
        "into a pure function.",
        ("from unittest.mock import Mock", "from unittest import mock"),
        ("from tests.cloud.served import ServedCloud",),
    ),
    Pattern(
        "an exemption says why",
        ".py",
        TESTS_AND_PRODUCT,
        (),
        comments(f"# *(?!{REASONED})(noqa|type: ignore)"),
        "`# noqa: CODE the reason` or `# type: ignore[code]  # the reason`; better: code that needs none.",
        ("a()  # noqa", "a()  # noqa: T201", "a()  # type: ignore", "a()  # type: ignore[misc]"),
        ("a()  # noqa: N802 called by QML", "a()  # type: ignore[misc]  # the library has no types"),
    ),
]

QML: list[Pattern] = [
    Pattern(
        "sizes and colours have names",
        ".qml",
        ("ui",),
        ("ui/theme",),
        words(
            rf"\b({SIZE}): *(?!0?\.\d|[01]\b)\d+\b(?! *[*+-])"
            r"|Qt\.(rgba|hsla|hsva)\("
            r"|\b\w*[cC]olor: *\"(?!transparent)"
        ),
        "give it a name in ui/theme/Tokens.qml; a brand replaces that one file.",
        ("font.pixelSize: 24", 'color: "red"', "color: Qt.rgba(1, 1, 1, 1)", "anchors.leftMargin: 12"),
        (
            "width: 0",
            'color: "transparent"',
            "height: 12 * Tokens.u",
            "color: Tokens.ink",
            "lineHeight: 0.92",
        ),
    ),
    Pattern(
        "QML decides nothing about money",
        ".qml",
        ("ui",),
        (),
        words(r"\.toFixed\(|[fF]en\b *[*/+-]|XMLHttpRequest|LocalStorage"),
        "finished text from the backend (kiosk.money.yuan_text).",
        ("text: (amount / 100).toFixed(2)", "totalFen * 2"),
        ("text: line.price",),
    ),
    Pattern(
        "QML keeps silent",
        ".qml",
        ("ui",),
        (),
        words(r"console\.(log|warn|debug|error|info)\("),
        "a signal to the backend, which logs; any message of Qt fails a test.",
        ("console.log(x)",),
        ("backend.touched()",),
    ),
]

LATER_LAW = Pattern(
    "now or an issue",
    "",
    (),
    ("LICENSE",),
    words(rf"\b({LATER})\b"),
    "do it, or open an issue and leave no note in the code.",
    (f"# {LATER.split('|')[0]}: more",),
    ("# the lane is free again",),
)
