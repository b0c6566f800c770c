from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.cloud.conftest import cloud, machine, serve, url
from tests.cloud.members.phones import PHONE, Phone
from tests.cloud.served import ServedCloud

__all__ = ["cloud", "machine", "serve", "url"]


@pytest.fixture
def phones(cloud: ServedCloud) -> Iterator[Callable[..., Phone]]:
    """New phones of people who visit ``cloud``."""
    made: list[Phone] = []

    def phone(number: str = PHONE, base_url: str = "", language: str = "zh-CN") -> Phone:
        made.append(Phone(base_url or cloud.base_url, number, language))
        return made[-1]

    yield phone
    for one in made:
        one.close()
