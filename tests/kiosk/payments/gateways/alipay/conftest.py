from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.clock import SystemClock
from kiosk.payments.gateways.alipay.gateway import AlipayGateway
from tests.kiosk.payments.alipay_server import AlipayServer, settings_for


@pytest.fixture
def server() -> Iterator[AlipayServer]:
    running = AlipayServer()
    yield running
    running.close()
    assert running.bad_signatures == [], "a request was not signed as it was sent"


@pytest.fixture
def gateway(server: AlipayServer) -> Iterator[AlipayGateway]:
    made = AlipayGateway(settings_for(server.url), SystemClock())
    yield made
    made.close_connections()
