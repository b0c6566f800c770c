"""What was called and what was answered: bounded, without keys or signatures."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass

CALLS_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call by the merchant, or one notice to the merchant (``call`` = ``notify``)."""

    at_ms: int
    """Real wall time."""
    call: str
    subject: str
    """The order or refund it was about, or empty."""
    status: int | None
    """The HTTP status sent (or, for a notice, received); None when the connection was cut."""
    code: str = ""
    fault: str = ""


class CallLog:
    """The latest ``CALLS_KEPT`` records, oldest first."""

    def __init__(self) -> None:
        self._records: deque[CallRecord] = deque(maxlen=CALLS_KEPT)

    def add(self, record: CallRecord) -> None:
        self._records.append(record)

    def records(self) -> list[dict[str, object]]:
        return [asdict(record) for record in self._records]

    def clear(self) -> None:
        self._records.clear()
