"""One HTTP exchange with every limit set: time, size, redirects, proxies. Failures are values.

``requests`` alone waits for ever, follows redirects, reads without end, takes proxies from the environment
and lets ``~/.netrc`` replace the ``Authorization`` header; each of these is switched off here.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit
from urllib.request import getproxies

import requests
import urllib3

from kiosk.clock import Clock
from kiosk.payments.gateways.lines import Lines
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.payments.schedule import CLOCK_TRUSTED_WITHIN_S
from kiosk.payments.settings import LOOPBACK_HOSTS

CONNECT_TIMEOUT_S = 3.05
"""Just above a TCP retransmission (3 s), as the documentation of requests advises."""
READ_TIMEOUT_S = 10.0
"""Between two pieces of an answer."""
BODY_SLACK_S = 10.0
"""An answer that keeps dripping is given up this long after its first byte."""
BODY_LIMIT_BYTES = 1_048_576
SESSIONS_KEPT = 8
"""Connections kept open between calls; more at once are opened and closed again."""
IDLE_LIMIT_S = 20
"""An older idle connection is not used again: routers of mobile networks forget it without a word, and a
customer would wait for the whole time-out."""
TRIES_WHEN_CUT = 2
"""A connection that broke without an answer is tried once more; time-outs are left to the core."""
_CHUNK_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Looked up without regard to case."""
    body: bytes


class Exchange:
    """Sends requests to one server. Any number of threads may call ``send`` at once."""

    def __init__(self, base_url: str, clock: Clock) -> None:
        self._base_url = base_url
        self._clock = clock
        self._lines = Lines()
        self._loopback = urlsplit(base_url).hostname in LOOPBACK_HOSTS
        self._idle: queue.LifoQueue[tuple[int, requests.Session]] = queue.LifoQueue(SESSIONS_KEPT)
        self._lock = threading.Lock()
        self._started_ms: int | None = None

    @property
    def clock_offset_s(self) -> int | None:
        """The server's clock minus ours now, whole seconds; None before the first answer. Its last ``Date``
        is carried on by the monotonic clock, so that a jump of ours shows at once, not with the next answer.
        """
        with self._lock:
            started_ms = self._started_ms
        if started_ms is None:
            return None
        return (started_ms + self._clock.monotonic_ms()) // 1000 - self._clock.utc_ms() // 1000

    def now_s(self, trusted_within_s: int = CLOCK_TRUSTED_WITHIN_S) -> int:
        """UTC seconds, corrected by the server's clock when ours is off by more than ``trusted_within_s``."""
        return self._clock.utc_ms() // 1000 + self.correction_s(trusted_within_s)

    def correction_s(self, trusted_within_s: int = CLOCK_TRUSTED_WITHIN_S) -> int:
        """What ``now_s`` adds to our clock. An answer that changes it much tells that what was signed before
        bears a wrong time: our clock was wrong, or came right while it was still being corrected."""
        offset_s = self.clock_offset_s or 0
        return offset_s if abs(offset_s) > trusted_within_s else 0

    def send(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        read_timeout_s: float = READ_TIMEOUT_S,
        body_limit_bytes: int = BODY_LIMIT_BYTES,
    ) -> Answer | Problem:
        """Send once, exactly ``path`` and ``body``; the answer with any status, or why there is none."""
        if self._lines.are_cut:
            return Problem(ProblemKind.NETWORK, "The program is ending: nothing was sent.")
        session = self._take()
        try:
            answer = self._send(session, method, path, headers, body, read_timeout_s, body_limit_bytes)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            session.close()
            return _problem_of(error)
        except BaseException:
            session.close()
            raise
        self._give_back(session)
        return answer

    def send_repeatable(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        body_limit_bytes: int = BODY_LIMIT_BYTES,
    ) -> Answer | Problem:
        """As ``send``, and the same bytes once more when the connection broke without an answer: for calls
        that are one and the same to the server however often they come."""
        found: Answer | Problem = Problem(ProblemKind.NETWORK, "Nothing was sent.")
        for _ in range(TRIES_WHEN_CUT):
            found = self.send(method, path, headers, body, body_limit_bytes=body_limit_bytes)
            if isinstance(found, Answer) or found.kind is not ProblemKind.NETWORK:
                break
        return found

    def close(self) -> None:
        """Close the idle connections; later calls open new ones."""
        while True:
            try:
                _, session = self._idle.get_nowait()
            except queue.Empty:
                return
            session.close()

    def hang_up(self) -> None:
        """At the program's end, from any thread: a call under way ends at once, as a broken connection; later
        ones send nothing."""
        self._lines.cut()
        self.close()

    def _send(
        self,
        session: requests.Session,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        read_timeout_s: float,
        body_limit_bytes: int,
    ) -> Answer | Problem:
        url = self._base_url + path
        prepared = session.prepare_request(requests.Request(method, url, headers=dict(headers), data=body))
        if prepared.url != url:
            # requests re-quotes some characters after the caller has signed the path (payments.md 4.1 no. 5)
            return Problem(ProblemKind.CONFIG, "The address would be changed on its way and was not sent.")
        response = session.send(
            prepared,
            timeout=(CONNECT_TIMEOUT_S, read_timeout_s),
            allow_redirects=False,
            stream=True,
            proxies=session.proxies,
        )
        with response:
            self._note_date(response.headers.get("Date"))
            content = self._read(response, body_limit_bytes)
            if isinstance(content, Problem):
                return content
            return Answer(response.status_code, response.headers, content)

    def _read(self, response: requests.Response, limit_bytes: int) -> bytes | Problem:
        """The body as sent. Read piece by piece, so that a dripping server cannot hold the thread."""
        until_ms = self._clock.monotonic_ms() + int(BODY_SLACK_S * 1000)
        content = bytearray()
        while piece := response.raw.read1(_CHUNK_BYTES, decode_content=False):
            content += piece
            if len(content) > limit_bytes:
                return Problem(ProblemKind.BAD_ANSWER, f"The answer is longer than {limit_bytes} bytes.")
            if self._clock.monotonic_ms() > until_ms:
                return Problem(ProblemKind.TIMEOUT, "The answer came too slowly and was given up.")
        return bytes(content)

    def _note_date(self, date: str | None) -> None:
        try:
            moment = parsedate_to_datetime(date or "")
        except ValueError:
            return
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        with self._lock:
            # by the server's clock, the moment at which our monotonic one stood at nought
            self._started_ms = int(aware.timestamp()) * 1000 - self._clock.monotonic_ms()

    def _take(self) -> requests.Session:
        try:
            idle_since_ms, kept = self._idle.get_nowait()
        except queue.Empty:
            pass
        else:
            if self._clock.monotonic_ms() - idle_since_ms > IDLE_LIMIT_S * 1000:
                kept.close()  # the session may be used again, its connections are gone
            return kept
        session = self._lines.session()
        session.trust_env = False
        session.proxies = {} if self._loopback else getproxies()
        session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        session.headers.clear()
        session.headers["Accept-Encoding"] = "identity"
        return session

    def _give_back(self, session: requests.Session) -> None:
        try:
            self._idle.put_nowait((self._clock.monotonic_ms(), session))
        except queue.Full:
            session.close()


def _problem_of(error: Exception) -> Problem:
    """Words for the installer; the exception's own text may hold addresses and is not repeated."""
    name = type(error).__name__
    if isinstance(error, requests.exceptions.SSLError):
        return Problem(
            ProblemKind.NETWORK,
            "The server's certificate was not accepted. Check the machine's date and that no other device "
            "answers in its place.",
            name,
        )
    if isinstance(error, requests.exceptions.Timeout | urllib3.exceptions.TimeoutError | TimeoutError):
        return Problem(ProblemKind.TIMEOUT, "No answer in time.", name)
    cut = (urllib3.exceptions.ProtocolError, requests.exceptions.ChunkedEncodingError)
    if isinstance(error, cut):
        return Problem(ProblemKind.BAD_ANSWER, "The answer broke off before its end.", name)
    return Problem(ProblemKind.NETWORK, "The server cannot be reached or hung up without an answer.", name)
