"""One JSON object a line on stderr. Never a key, a token, a payment code or the body of a request."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_LOGGER = logging.getLogger("huodao.cloud")
TEXT_LIMIT_CHARS = 400
"""Of one value; more is somebody else's text."""


class JsonLines(logging.Formatter):
    """Every record, ours or a library's, as one object."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "room": record.name,
            "event": record.getMessage()[:TEXT_LIMIT_CHARS],
        }
        fields.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            fields["trace"] = _trace(record.exc_info[1])
        return json.dumps(fields, ensure_ascii=False)


class Log:
    """Events by a stable name with their facts."""

    def info(self, event: str, **fields: object) -> None:
        self._emit(logging.INFO, event, fields)

    def warning(self, event: str, **fields: object) -> None:
        self._emit(logging.WARNING, event, fields)

    def error(self, event: str, **fields: object) -> None:
        self._emit(logging.ERROR, event, fields)

    def bug(self, event: str, error: BaseException) -> None:
        """Ours to repair: with the place it happened at, without the values."""
        self._emit(logging.ERROR, event, {"error": type(error).__name__, "trace": _trace(error)})

    def _emit(self, level: int, event: str, fields: dict[str, object]) -> None:
        cut = {
            name: value[:TEXT_LIMIT_CHARS] if isinstance(value, str) else value
            for name, value in fields.items()
        }
        _LOGGER.log(level, event, extra={"fields": cut})


log = Log()


def start_logging() -> None:
    """Send everything from warnings of libraries to our own notes to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    _LOGGER.setLevel(logging.INFO)


def _trace(error: BaseException | None) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames][-12:]
