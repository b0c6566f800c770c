"""HTTP to what is served here, always without TLS.

httpx's own functions and clients first read the roots of the whole web, each time: 30 ms of a processor.
"""

from __future__ import annotations

import ssl
from functools import partial

import httpx

NO_ROOTS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For ``verify``: no server is trusted, and none is asked."""

get = partial(httpx.get, verify=NO_ROOTS)
post = partial(httpx.post, verify=NO_ROOTS)
request = partial(httpx.request, verify=NO_ROOTS)
