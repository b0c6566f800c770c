"""A document written by a person: TOML, or JSON where the file's name says so."""

from __future__ import annotations

import datetime
import json
import tomllib
from pathlib import Path
from typing import Any

from cloud.errors import SettingsError
from kiosk.wire import DOCUMENT_LIMIT_BYTES

FILE_LIMIT_BYTES = 4 * DOCUMENT_LIMIT_BYTES
"""As text it may be longer than as JSON in one line."""


def read_document(path: Path | None) -> Any:
    """Its content in plain values: a date of TOML's is its text. Raises ``SettingsError`` in words."""
    if path is None:
        raise SettingsError("publish needs --file FILE, the document as TOML or JSON.")
    try:
        with path.open("rb") as stream:
            raw = stream.read(FILE_LIMIT_BYTES + 1)
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from None
    if len(raw) > FILE_LIMIT_BYTES:
        raise SettingsError(f"{path} is too large to be a document.")
    try:
        if path.suffix == ".json":
            return json.loads(raw)
        return json.loads(json.dumps(tomllib.loads(raw.decode()), default=_text))
    except (ValueError, TypeError, RecursionError) as error:
        raise SettingsError(f"{path} is neither JSON (FILE.json) nor TOML: {error}.") from None


def _text(value: object) -> str:
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be told")
