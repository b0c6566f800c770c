"""The log: one JSON object a line on stderr and in the data folder, bounded, without secrets.

Whatever reaches the log passes ``redact``: keys, tokens, whole payment codes and phone numbers do not.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

FOLDER = "logs"
FILE_NAME = "kiosk.jsonl"
FILE_LIMIT_BYTES = 2_000_000
FILES_KEPT = 5
"""The newest and four before it: at most 10 MB on the machine's card."""
TEXT_LIMIT_CHARS = 2_000
TRACE_LIMIT_FRAMES = 15
OURS = ("kiosk", "ui", "hardware")
"""These speak from INFO on; libraries only from WARNING on."""

_HIDDEN = "…"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [^-]+-----.*?(-----END [^-]+-----|$)", re.S), "-----" + _HIDDEN),
    (re.compile(r"\b(Bearer|WECHATPAY2-SHA256-RSA2048)\s+\S.*", re.S | re.I), rf"\1 {_HIDDEN}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?"), _HIDDEN),
    (
        re.compile(
            r"\b(apiv3_key|api_key|private_key|secret|passw(?:or)?d|token|pin|authorization|signature)"
            r"([\"']?\s*[=:]\s*)[\"']?[^\s\"',}]+",
            re.I,
        ),
        rf"\1\2{_HIDDEN}",
    ),
    (re.compile(r"\bweixin://\S{1,12}\S*"), f"weixin://{_HIDDEN}"),
    (re.compile(r"\b(https://qr\.(?:alipay\.com|95516\.com)/)\S+"), rf"\1{_HIDDEN}"),
    (re.compile(r"(https?://[^\s/]+/[pom]/)[\w-]{8,}"), rf"\1{_HIDDEN}"),
    (re.compile(r"(?<![\w/])(?=\w*[a-z])(?=\w*[0-9])[A-Za-z0-9]{32}(?![\w/])"), _HIDDEN),
    (re.compile(r"(?<![\w/+.-])[A-Za-z0-9+/]{60,}={0,2}"), _HIDDEN),
    (re.compile(r"(?<![\w.])(?:\+?86[ -]?)?1[3-9]\d{9}(?![\w.])"), f"1{_HIDDEN}"),
    (re.compile(r"(?<!\w)(?:1[0-5]\d{16}|(?:2[5-9]|30)\d{14,22}|62\d{17})(?!\w)"), _HIDDEN),
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def redact(text: str) -> str:
    """``text`` without what must never be written down; cut at ``TEXT_LIMIT_CHARS``."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text if len(text) <= TEXT_LIMIT_CHARS else text[: TEXT_LIMIT_CHARS - 1] + _HIDDEN


class JsonLines(logging.Formatter):
    """``at``, ``level``, ``room``, ``text``, what ``extra`` added, and where an error happened."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "room": record.name,
            "text": redact(record.getMessage()),
        }
        for name, value in vars(record).items():
            if name not in _STANDARD and name not in line:
                plain = value is None or isinstance(value, bool | int)
                line[name] = value if plain else redact(str(value))
        if record.exc_info and record.exc_info[1] is not None:
            line |= _error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _error(error: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[-TRACE_LIMIT_FRAMES:]
    return {
        "error": redact(f"{type(error).__name__}: {error}"),
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


class BoundedFile(logging.Handler):
    """The file in the data folder. Opened with the first line: a start waits for no disk. When it cannot be
    written, that is said once on stderr, and once when it can again."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._inner: logging.Handler | None = None
        self._down = False

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._handler().emit(record)
        except OSError as error:
            if not self._down:
                self._down = True
                self._say(f"The log file {self._path} cannot be written: {error.strerror}.")
            return
        if self._down:
            self._down = False
            self._say(f"The log file {self._path} can be written again.")

    def _handler(self) -> logging.Handler:
        if self._inner is None:
            from logging.handlers import RotatingFileHandler  # loads the network's modules, too

            class Loud(RotatingFileHandler):
                """Lets its owner hear that the disk is full, instead of printing a trace for each line."""

                def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 the library's name
                    error = sys.exc_info()[1]
                    if isinstance(error, OSError):
                        raise error
                    super().handleError(record)

            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._inner = Loud(
                self._path, maxBytes=FILE_LIMIT_BYTES, backupCount=FILES_KEPT - 1, encoding="utf-8"
            )
            self._inner.setFormatter(self.formatter)
        return self._inner

    def _say(self, text: str) -> None:
        line = logging.makeLogRecord(
            {"name": __name__, "levelname": "ERROR" if self._down else "INFO", "msg": text}
        )
        with contextlib.suppress(OSError):  # the same full disk, or nobody reads: no place is left to say it
            sys.stderr.write(f"{JsonLines().format(line)}\n")
            sys.stderr.flush()

    def close(self) -> None:
        if self._inner is not None:
            self._inner.close()
        super().close()


def start(data: Path) -> None:
    """Send every log line, ours and the libraries', to stderr and below ``data``; and the end of every
    thread and of the program by an error nobody caught."""
    form = JsonLines()
    handlers = (logging.StreamHandler(sys.stderr), BoundedFile(data / FOLDER / FILE_NAME))
    root = logging.getLogger()
    for handler in handlers:
        handler.setFormatter(form)
    for old in root.handlers:
        old.close()
    root.handlers = list(handlers)
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    sys.excepthook = _program_ended
    threading.excepthook = _thread_ended


def _program_ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("kiosk").critical("the program ends by a bug", exc_info=(kind, error, trace))


def _thread_ended(hook: threading.ExceptHookArgs) -> None:
    if hook.exc_value is None or issubclass(hook.exc_type, SystemExit):
        return
    name = hook.thread.name if hook.thread else "?"
    logging.getLogger("kiosk").critical(
        "thread %s ended by a bug", name, exc_info=(hook.exc_type, hook.exc_value, hook.exc_traceback)
    )
