"""Open incidents: each stored, logged and sent to the cloud once when it begins and once when it is over."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from kiosk.cabinet.incidents.kinds import Audience
from kiosk.cabinet.incidents.table import HELD, INCIDENTS, next_step, sentence
from kiosk.cabinet.watch import Finding
from kiosk.sale.state import Sale
from kiosk.store.records import Incident, OutboxEvent, Severity

if TYPE_CHECKING:
    from kiosk.store.store import Store

log = logging.getLogger(__name__)

LANGUAGES = ("zh_CN", "en")
LOG_LANGUAGE = "en"
_LEVELS = {Severity.INFO: logging.INFO, Severity.WARNING: logging.WARNING, Severity.ERROR: logging.ERROR}


class Ledger:
    """Belongs to the loop's thread. ``later`` hands work to the store's."""

    def __init__(self, later: Callable[[Callable[[Store], object]], None]) -> None:
        self._later = later
        self._open: dict[tuple[str, str], str] = {}

    def load(self, incidents: Iterable[Incident]) -> None:
        """What was open when the program last ended; it is not told again."""
        self._open = {(one.code, one.subject): one.text for one in incidents}

    @property
    def open_codes(self) -> tuple[str, ...]:
        """Of what is wrong now."""
        return tuple(sorted({code for code, _ in self._open}))

    def is_open(self, code: str, subject: str = "") -> bool:
        return (code, subject) in self._open

    def detail(self, code: str, subject: str) -> str:
        """The words an open incident was raised with."""
        return self._open.get((code, subject), "")

    def hold(self, now: Iterable[Finding]) -> None:
        """``now`` is all that is wrong: what is new is raised, what is no longer so is over."""
        found = {(one.code, one.subject): one for one in now}
        for key, one in found.items():
            if key not in self._open:
                self.raise_(one.code, one.subject, one.detail)
        for code, subject in [key for key in self._open if key[0] in HELD and key not in found]:
            self.clear(code, subject)

    def raise_(self, code: str, subject: str, detail: str) -> None:
        """Something is wrong, or happened. While it is open, it is not raised again."""
        if (code, subject) in self._open:
            return
        self._open[code, subject] = detail
        kind = INCIDENTS.get(code)
        severity = kind.severity if kind is not None else Severity.ERROR
        text = sentence(code, Audience.TECHNICIAN, subject, detail, LOG_LANGUAGE)
        log.log(_LEVELS[severity], "incident: %s", text, extra={"code": code, "subject": subject})
        body = _body(code, subject, detail, severity)

        def work(store: Store) -> None:
            if store.machine.raise_incident(code, subject, severity, detail):
                store.outbox.add(OutboxEvent("incident", body))

        self._later(work)

    def clear(self, code: str, subject: str = "") -> None:
        """It is over."""
        if self._open.pop((code, subject), None) is None:
            return
        log.info("over: %s %s", code, subject, extra={"code": code, "subject": subject})

        def work(store: Store) -> None:
            if store.machine.clear_incident(code, subject):
                store.outbox.add(OutboxEvent("incident_over", {"code": code, "subject": subject}))

        self._later(work)

    def sale_closed(self, sale: Sale) -> None:
        """What staff were called for about this sale is settled."""
        subjects = [str(line.index) for line in sale.lines]
        subjects += [refund.number for refund in sale.refunds]
        subjects += [attempt.number for attempt in sale.attempts]
        for code, subject in list(self._open):
            number, _, own = subject.partition(":")
            if number == sale.number and own in subjects:
                self.clear(code, subject)


def _body(code: str, subject: str, detail: str, severity: Severity) -> dict[str, object]:
    """As the cloud hears of it: also in words, because it tells people who have no machine before them."""
    words = {
        language: {
            "restocker": sentence(code, Audience.RESTOCKER, subject, detail, language),
            "technician": sentence(code, Audience.TECHNICIAN, subject, detail, language),
            "next_step": next_step(code, language),
        }
        for language in LANGUAGES
    }
    return {"code": code, "subject": subject, "severity": severity.value, "text": detail, "words": words}
