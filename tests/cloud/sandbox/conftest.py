"""One sandbox process for all tests of a worker; every test begins with empty books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.sandbox.client import SandboxProcess
from tests.cloud.sandbox.merchant import Merchant
from tests.cloud.sandbox.receiver import Receiver


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are made once: making them is the slow part of a start."""
    return tmp_path_factory.mktemp("sandbox") / "keys"


@pytest.fixture(scope="session")
def process(key_folder: Path) -> Iterator[SandboxProcess]:
    with SandboxProcess(keys=key_folder) as child:
        yield child


@pytest.fixture
def sandbox(process: SandboxProcess) -> SandboxProcess:
    process.reset()
    return process


@pytest.fixture
def merchant(sandbox: SandboxProcess) -> Merchant:
    return Merchant(sandbox.config)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    yield server
    server.close()
