"""A member's phone: a browser with its cookies, that fills in the pages' forms as a person would."""

from __future__ import annotations

import re

import httpx

from tests.cloud import plain

PHONE = "13800001234"


class Phone:
    """Speaks real HTTP to the cloud's pages."""

    def __init__(self, base_url: str, number: str = PHONE, language: str = "zh-CN") -> None:
        self.number = number
        self.http = httpx.Client(
            verify=plain.NO_ROOTS,
            base_url=base_url,
            headers={"Accept-Language": language},
            follow_redirects=True,
            timeout=30,
        )

    def scan(self, token: str) -> httpx.Response:
        return self.http.get(f"/m/{token}")

    def ask_code(self, token: str = "me", agree: str = "yes") -> httpx.Response:
        return self.http.post(f"/m/{token}/code", data={"phone": self.number, "agree": agree})

    def enter(self, token: str, code: str) -> httpx.Response:
        return self.http.post(f"/m/{token}/enter", data={"phone": self.number, "code": code})

    def register(self, token: str = "me") -> httpx.Response:
        """Number, agreement, the code that the emulated phone shows."""
        return self.enter(token, code_in(self.ask_code(token)))

    def here(self, token: str) -> httpx.Response:
        """The one tap of a phone that is known."""
        return self.http.post(f"/m/{token}/here")

    def has_birthday(self, month: int, day: int) -> httpx.Response:
        """Told once, on the member's own page."""
        return self.http.post("/m/me/profile", data={"month": str(month), "day": str(day)})

    def mine(self) -> str:
        return self.http.get("/m/me").text

    def close(self) -> None:
        self.http.close()


def code_in(page: httpx.Response) -> str:
    """What the emulated phone's message says."""
    found = re.search(r'class="sms"[^>]*>[^<]*?(\d{6})<', page.text)
    assert found is not None, f"no code is shown: {page.status_code} {page.text[-600:]}"
    return found.group(1)
