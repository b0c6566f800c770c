from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.served import Machine, ServedCloud, fresh_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A migrated SQLite file."""
    return fresh_database(tmp_path)


@pytest.fixture
def serve(url: str) -> Iterator[Callable[..., ServedCloud]]:
    """Starts clouds on the one database; all are stopped at the end."""
    running: list[ServedCloud] = []

    def start(**options: Any) -> ServedCloud:
        running.append(ServedCloud(**({"url": url} | options)).start())
        return running[-1]

    yield start
    for cloud in running:
        cloud.stop()


@pytest.fixture
def cloud(serve: Callable[..., ServedCloud]) -> ServedCloud:
    return serve()


@pytest.fixture
def machine(cloud: ServedCloud) -> Machine:
    return cloud.machine()
