"""``main.py enrol``: bring this machine to its cloud with a one-time code."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.cloud_link import KEY_NAME
from kiosk.errors import KnownError
from kiosk.ops import settings
from kiosk.ops.arguments import Enrol


def enrol(command: Enrol) -> int:
    """Make the machine's key if there is none, redeem the code, keep what the cloud answered.

    Raises ``KnownError`` in words: code wrong or used, cloud away, folder not writable.
    """
    from kiosk.sync import client, identity  # load cryptography and the HTTP library

    address = client.checked_url(command.cloud)
    try:
        command.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise KnownError(
            "store.folder", f"The data folder {command.data} cannot be made: {error.strerror}."
        ) from None
    key = identity.Identity.load_or_create(_key_path(command))
    before = identity.load_enrolment(command.data)
    answer = client.enrol(address, command.code, key, SystemClock())
    identity.save_enrolment(
        command.data,
        identity.Enrolment(url=address, machine_id=answer.machine_id, cloud_id=answer.cloud_id),
    )
    again = f" (before: {before.machine_id})" if before and before.machine_id != answer.machine_id else ""
    site = f" at {answer.site}" if answer.site else ""
    sys.stdout.write(f"This machine is {answer.machine_id}{again}{site}. Restart the kiosk to use it.\n")
    return 0


def _key_path(command: Enrol) -> Path:
    """Where the configuration keeps the key; without a configuration, in the data folder."""
    chosen = settings.load(command.config, demo=True)
    named = chosen.cloud.key_file
    return chosen.base / named if named else command.data / KEY_NAME
