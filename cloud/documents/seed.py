"""What the demo's cloud tells its machines from the start: data of ``resources/``.

Told once: what somebody published, changed or withdrew since is not touched.
"""

from __future__ import annotations

from pathlib import Path

from cloud.clock import Clock
from cloud.documents.files import read_document
from cloud.documents.kinds import checked_body
from cloud.errors import Refusal, SettingsError
from cloud.logs import log
from cloud.store.database import Database
from cloud.store.documents import rows
from cloud.store.documents.models import EVERY_MACHINE
from cloud.store.documents.rows import Change

RESOURCES = Path(__file__).parents[2] / "resources"
SEEDS = (("rules", "table", "shop/rules.toml"),)
"""Kind, key, file below ``resources/``; one that is not there is not told."""


async def seed_demo(db: Database, clock: Clock, resources: Path = RESOURCES) -> int:
    """How many documents were told anew."""
    told = 0
    for kind, key, name in SEEDS:
        if not (resources / name).is_file():
            continue
        try:
            body = checked_body(kind, key, read_document(resources / name))
        except (SettingsError, Refusal) as error:
            log.error("seed.unreadable", file=name, error=str(error))
            continue
        told += await db.write(rows.put_if_new, Change(EVERY_MACHINE, kind, key, body), clock.utc_ms())
    return told
