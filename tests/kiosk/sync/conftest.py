from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.sync.client import CloudClient
from kiosk.sync.identity import Identity
from tests.kiosk.sync import cloud_server
from tests.kiosk.sync.cloud_server import CLOUD, MACHINE, CloudServer


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    return Identity.load_or_create(tmp_path / "keys" / "machine.pem")


@pytest.fixture
def cloud(identity: Identity) -> Iterator[CloudServer]:
    with cloud_server.serving(identity) as running:
        yield running
        assert running.faults == []


@pytest.fixture
def client(cloud: CloudServer, identity: Identity) -> Iterator[CloudClient]:
    made = CloudClient(cloud.url, identity, MACHINE, CLOUD, SystemClock())
    yield made
    made.close_connections()
