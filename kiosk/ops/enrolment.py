"""``main.py enrol``: bring this machine to its cloud, as the first-boot wizard's step does."""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.cloud_link import KEY_NAME
from kiosk.errors import ExitCode
from kiosk.ops.arguments import Enrol


def enrol(command: Enrol) -> int:
    """Raises ``KnownError`` when the code, the address or the folder will not do."""
    from kiosk.store.lock import DataLock
    from kiosk.sync.client import enrol as ask  # loads the HTTP library
    from kiosk.sync.identity import Enrolment, Identity, save_enrolment

    with DataLock(command.data):
        identity = Identity.load_or_create(_key_file(command))
        answer = ask(command.cloud, command.code, identity, SystemClock())
        save_enrolment(command.data, Enrolment(command.cloud, answer.machine_id, answer.cloud_id))
    site = f", site {answer.site}" if answer.site else ""
    sys.stdout.write(f"Enrolled as machine {answer.machine_id}{site}.\n")
    return ExitCode.NORMAL


def _key_file(command: Enrol) -> Path:
    from kiosk.ops.settings import load

    if command.config is None:
        return command.data / KEY_NAME
    settings = load(command.config)
    return settings.base / settings.cloud.key_file if settings.cloud.key_file else command.data / KEY_NAME
