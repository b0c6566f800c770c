from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.clock import SystemClock
from kiosk.payments.gateways.wechat import WechatGateway
from tests.kiosk.payments import wechat_server
from tests.kiosk.payments.wechat_server import WechatServer


@pytest.fixture
def server() -> Iterator[WechatServer]:
    with wechat_server.serving() as running:
        yield running
        assert running.bad_signatures == [], "a request was not signed as it was sent"


@pytest.fixture
def gateway(server: WechatServer) -> Iterator[WechatGateway]:
    made = WechatGateway(wechat_server.settings_for(server.url), SystemClock())
    yield made
    made.close_connections()
