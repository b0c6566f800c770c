"""Logs: one JSON object a line, on stderr and in the data folder; rotated, bounded, without secrets."""

from __future__ import annotations

import json
import logging
import logging.handlers
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

FOLDER = "logs"
FILE = "kiosk.log"
FILE_LIMIT_BYTES = 4 * 1024 * 1024
FILES_KEPT = 5
LINE_LIMIT_CHARS = 8_000

_SECRETS = (
    (re.compile(r"-----BEGIN[^-]*PRIVATE KEY-----.*?(-----END[^-]*-----|$)", re.DOTALL), "[key]"),
    (re.compile(r"(?i)(authorization|bearer)[\"':= ]+\S+(\s+\S+)?"), r"\1 [hidden]"),
    (re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_.-]+"), "[token]"),
    (re.compile(r"weixin://\S{8,}|https://qr\.(?:alipay\.com|95516\.com)/\S+"), "[code]"),
    (re.compile(r"(http://(?:127\.0\.0\.1|\[::1\]|localhost):\d+/p/)\S+"), r"\1[code]"),
    (re.compile(r"\b(1[0-5]\d{2}|2[5-9]\d{2}|30\d{2}|62\d{2})\d{12,20}\b"), r"\1[code]"),
    (re.compile(r"\b(1[3-9]\d)\d{4}(\d{4})\b"), r"\1****\2"),
)
"""Keys, tokens, payment codes and mobile numbers; what is left is enough to recognise them by."""

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def hide_secrets(text: str) -> str:
    """``text`` without keys, tokens, whole payment codes or phone numbers."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class JsonLine(logging.Formatter):
    """``{"at", "level", "room", "text", ...}``; anything given as ``extra`` goes along."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "room": record.name,
            "text": hide_secrets(record.getMessage())[:LINE_LIMIT_CHARS],
        }
        line |= {name: hide_secrets(str(value)) for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info:
            line["trace"] = hide_secrets(self.formatException(record.exc_info))[:LINE_LIMIT_CHARS]
        return json.dumps(line, ensure_ascii=False)


def start(data: Path) -> None:
    """Log to stderr and to ``data``/logs. A folder that cannot be written leaves stderr alone."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    try:
        (data / FOLDER).mkdir(parents=True, exist_ok=True)
        handlers.append(
            logging.handlers.RotatingFileHandler(
                data / FOLDER / FILE,
                maxBytes=FILE_LIMIT_BYTES,
                backupCount=FILES_KEPT - 1,
                encoding="utf-8",
                delay=True,
            )
        )
    except OSError as error:
        sys.stderr.write(f"Logs cannot be kept in {data / FOLDER}: {error.strerror}.\n")
    root = logging.getLogger()
    for handler in handlers:
        handler.setFormatter(JsonLine())
        root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("alembic", "urllib3", "qasync", "asyncio"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
