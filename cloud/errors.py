"""What the cloud says no with, in words for the one who asked."""

from __future__ import annotations

from kiosk.payments.intent import Account


class Refusal(Exception):
    """A request that is not carried out. Becomes an ``ErrorAnswer``; nothing it began is kept.

    ``code`` is stable (``payment.unknown``), ``text`` is a full sentence, ``status`` is HTTP's 4xx or 503.
    """

    def __init__(
        self,
        status: int,
        code: str,
        text: str,
        retry_after_s: int | None = None,
        account: Account | None = None,
    ) -> None:
        """``account``: how the wallet's account stands that was asked about."""
        super().__init__(text)
        self.account = account or Account()
        self.status = status
        self.code = code
        self.text = text
        self.retry_after_s = retry_after_s


class SettingsError(Exception):
    """The command line, the environment or the configuration is wrong; the text says what to do."""
