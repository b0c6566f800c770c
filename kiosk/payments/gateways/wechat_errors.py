"""What WeChat Pay's refusals mean, in words for the installer, and the two ways a call can fail."""

from __future__ import annotations

import json
import re

from kiosk.payments.gateways.exchange import Answer
from kiosk.payments.intent import Problem, ProblemKind

MESSAGE_LIMIT_CHARS = 120
"""Of the gateway's own words that are repeated in ours."""
_NO_NATIVE = (
    "The merchant may not use Native payment: sign it up on the merchant platform (product centre), and bind "
    "payments.wechat.appid to the merchant number."
)
_NO_REFUNDS = "The merchant may not refund by this way: open refunds by API on the merchant platform."
_NO_BALANCE = (
    "The merchant's balance does not cover the refund: pay money into the account on the merchant platform."
)
_NO_QUOTA = (
    "WeChat Pay's limit for this merchant is reached: look up limits and risk notices on the merchant "
    "platform."
)
_ERROR_CODE = re.compile(r"[A-Z0-9_]{2,64}")


class CallFailed(Exception):
    """A call gave no answer that may be believed; carries why. Never leaves the gateway."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.text)
        self.problem = problem


class ErrorAnswer(CallFailed):
    """The gateway said no. Such answers are not signed (payments.md 1.6), so they finalise nothing."""

    def __init__(self, status: int, problem: Problem, message: str) -> None:
        super().__init__(problem)
        self.status = status
        self.message = message


REFUNDS_PATH = "/v3/refund/"
"""payments.md 1.1: a right to take payments is no right to give them back."""


def error_answer(answer: Answer, path: str = "") -> CallFailed:
    """What an answer outside 2xx to a call of ``path`` means, in words (payments.md 1.10)."""
    if answer.status < 400:
        return CallFailed(
            Problem(ProblemKind.BAD_ANSWER, "Another server answered with a redirection.", str(answer.status))
        )
    try:
        content = json.loads(answer.body)
        code, message = str(content["code"]), str(content.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        code, message = "", ""
    if not _ERROR_CODE.fullmatch(code):
        if answer.status >= 500:
            problem = Problem(
                ProblemKind.GATEWAY, "WeChat Pay has a fault of its own.", f"HTTP_{answer.status}"
            )
        else:
            problem = Problem(
                ProblemKind.BAD_ANSWER, "The answer is not one of WeChat Pay's.", f"HTTP_{answer.status}"
            )
        return CallFailed(problem)
    shown = "".join(c for c in message if c.isprintable())[:MESSAGE_LIMIT_CHARS]
    return ErrorAnswer(answer.status, _problem_for(answer.status, code, shown, path), shown)


def _problem_for(status: int, code: str, message: str, path: str) -> Problem:
    said = f' It says: "{message}"' if message else ""
    if status == 401 and _speaks_of_time(message):
        return Problem(ProblemKind.CLOCK, f"The machine's clock is wrong: set it right.{said}", code)
    if status == 401 or code in {"APPID_MCHID_NOT_MATCH", "MCH_NOT_EXISTS"}:
        text = f"WeChat Pay does not accept this merchant's ids or keys: check [payments.wechat].{said}"
        return Problem(ProblemKind.CONFIG, text, code)
    if code == "PARAM_ERROR" and "wechatpay-serial" in message.lower():
        text = f"WeChat Pay has no public key of that id: check payments.wechat.platform_public_key_id.{said}"
        return Problem(ProblemKind.CONFIG, text, code)
    if code == "NO_AUTH":
        right = _NO_REFUNDS if path.startswith(REFUNDS_PATH) else _NO_NATIVE
        return Problem(ProblemKind.PERMISSION, f"{right}{said}", code)
    if code == "NOT_ENOUGH":
        return Problem(ProblemKind.BALANCE, f"{_NO_BALANCE}{said}", code)
    if code == "RULE_LIMIT":
        return Problem(ProblemKind.QUOTA, f"{_NO_QUOTA}{said}", code)
    if code == "USER_ACCOUNT_ABNORMAL":
        # Not ACCOUNT: a refusal is unsigned, so it does not end the asking (payments.md 1.6).
        return Problem(ProblemKind.GATEWAY, f"The customer's account cannot take the refund.{said}", code)
    if status == 429 or code == "FREQUENCY_LIMITED":
        return Problem(ProblemKind.LIMIT, f"WeChat Pay limits the number of calls.{said}", code)
    if status >= 500:
        return Problem(ProblemKind.GATEWAY, f"WeChat Pay has a fault of its own.{said}", code)
    return Problem(ProblemKind.GATEWAY, f"WeChat Pay refused the call.{said}", code)


def _speaks_of_time(message: str) -> bool:
    """payments.md 1.5: the clock's refusal is a SIGN_ERROR told apart only by its words."""
    return "timestamp" in message.lower() or "时间" in message


def is_clock_refusal(answer: Answer) -> bool:
    """The signature was refused because of its time stamp."""
    if answer.status != 401:
        return False
    found = error_answer(answer)
    return found.problem.kind is ProblemKind.CLOCK


def unbelievable(text: str, code: str) -> CallFailed:
    """An answer that must change nothing because nobody knows whose it is."""
    return CallFailed(Problem(ProblemKind.BAD_SIGNATURE, text, code))
