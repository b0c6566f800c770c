"""One running kiosk for each data folder."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType

from kiosk.errors import DataInUseError, KnownError

LOCK_NAME = "kiosk.lock"
_PID_LIMIT_BYTES = 200
LOOKS = 4
LOOK_AGAIN_S = 0.05


class DataLock:
    """Held by the operating system: it is gone when the process is, however that ended."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._handle: int | None = None

    def acquire(self) -> None:
        """Make the folder if need be and own it.

        Raises ``DataInUseError`` naming the other process, ``KnownError`` when the folder cannot be used.
        """
        folder = self._path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise KnownError(
                "store.folder",
                f"The data folder {folder} cannot be used: {error.strerror}. "
                "Name a folder this user may write with --data.",
            ) from None
        try:
            _own(handle)
        except BlockingIOError:
            owner = os.read(handle, _PID_LIMIT_BYTES).decode("utf-8", "replace").strip()
            os.close(handle)
            raise DataInUseError(
                "store.in_use",
                f"The data folder {folder} is in use by another running kiosk ({owner or 'unknown'}). "
                "End that one first, or name another folder with --data.",
            ) from None
        except OSError as error:
            os.close(handle)
            raise KnownError(
                "store.folder", f"The data folder {folder} cannot be locked: {error.strerror}."
            ) from None
        self._handle = handle
        self._say_who(handle)

    def _say_who(self, handle: int) -> None:
        """The words are for people; a full disk must not keep the machine from starting."""
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"process {os.getpid()}\n".encode(), 0)
        except OSError:
            return

    def release(self) -> None:
        """Idempotent. The file stays: removing it would let two processes lock two files of one name."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> DataLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _own(handle: int) -> None:
    """``is_in_use`` elsewhere holds the lock for an instant: look again before giving up."""
    for _ in range(LOOKS - 1):
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(LOOK_AGAIN_S)
    return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_in_use(folder: Path) -> bool:
    """Does a kiosk run on this folder now? Changes nothing."""
    try:
        handle = os.open(folder / LOCK_NAME, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False
