"""The raw bills, kept as evidence in a folder of their own, whole or not at all, and not for ever."""

from __future__ import annotations

import os
from pathlib import Path

from kiosk.payments.bills.bill import BillFile

FOLDER = "bills"
"""In the data folder."""
FILES_MAX = 400
"""A year and more of one wallet, four months of three."""
TOTAL_LIMIT_BYTES = 268_435_456


def keep(folder: Path, file: BillFile) -> None:
    """Write it, and let the oldest go beyond the limits. Raises ``OSError``.

    A bill fetched again replaces the earlier copy of the same name.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{file.name}.part"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(file.content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(folder / file.name)
    _forget(folder, file.name)


def _forget(folder: Path, newest: str) -> None:
    """The oldest first, by when they were written; never the one just kept."""
    files = [path for path in folder.iterdir() if path.is_file()]
    files.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    total_bytes = 0
    for index, path in enumerate(files):
        total_bytes += path.stat().st_size
        if path.name != newest and (index >= FILES_MAX or total_bytes > TOTAL_LIMIT_BYTES):
            path.unlink(missing_ok=True)
