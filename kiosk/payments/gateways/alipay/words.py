"""What Alipay's refusals mean, in words for the installer (payments.md 2.5)."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.payments.intent import Problem, ProblemKind

MESSAGE_LIMIT_CHARS = 120
"""Of the gateway's own words that are repeated in ours."""
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
"""payments.md 2.3: no trade exists before the code is scanned. The normal unpaid answer, not a fault."""

_ACCOUNT = "Alipay does not accept this application's id or key: check [payments.alipay]."
_RIGHT = (
    "The application may not do this: sign up face-to-face payment, and its refunds, on Alipay's open "
    "platform."
)
_QUOTA = (
    "Alipay's limit for this merchant is reached: have it raised, or wait until its day or month is over."
)
_BY_SUB_CODE: Mapping[str, tuple[ProblemKind, str]] = {
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": (
        ProblemKind.BALANCE,
        "The merchant's balance does not cover the refund: pay money into the Alipay account.",
    ),
    "ACQ.TRADE_HAS_FINISHED": (
        ProblemKind.ACCOUNT,
        "The time in which Alipay refunds this payment is over: pay it back by another way.",
    ),
    "ACQ.REASON_TRADE_REFUND_FEE_ERR": (
        ProblemKind.ACCOUNT,
        "Alipay refunds no more than is left of the payment: look up on its platform who refunded it.",
    ),
    "ACQ.ACCESS_FORBIDDEN": (
        ProblemKind.PERMISSION,
        _RIGHT,
    ),
    "ACQ.PARTNER_ERROR": (ProblemKind.CONFIG, _ACCOUNT),
    "ACQ.SELLER_BEEN_BLOCKED": (
        ProblemKind.PERMISSION,
        "Alipay has frozen the merchant's account: ask Alipay why.",
    ),
    "ACQ.BEYOND_PAY_RESTRICTION": (ProblemKind.QUOTA, _QUOTA),
    "ACQ.BEYOND_PER_RECEIPT_RESTRICTION": (ProblemKind.QUOTA, _QUOTA),
    "ACQ.BEYOND_PER_RECEIPT_DAY_RESTRICTION": (ProblemKind.QUOTA, _QUOTA),
    "ACQ.PAYMENT_AUTH_CODE_INVALID": (
        ProblemKind.ACCOUNT,
        "The customer's pay code was no longer good: each lives about a minute and pays once.",
    ),
    "ACQ.SYSTEM_ERROR": (ProblemKind.GATEWAY, "Alipay has a fault of its own."),
    "isv.invalid-timestamp": (ProblemKind.CLOCK, "The machine's clock is wrong: set it right."),
    "isv.invalid-signature": (ProblemKind.CONFIG, _ACCOUNT),
    "isv.invalid-app-id": (ProblemKind.CONFIG, _ACCOUNT),
    "isv.insufficient-isv-permissions": (
        ProblemKind.PERMISSION,
        _RIGHT,
    ),
    "isv.app-call-limited": (ProblemKind.LIMIT, "Alipay limits the number of calls."),
}
_BY_CODE: Mapping[str, tuple[ProblemKind, str]] = {
    "20000": (ProblemKind.GATEWAY, "Alipay has a fault of its own."),
    "20001": (ProblemKind.CONFIG, _ACCOUNT),
    "40001": (ProblemKind.CONFIG, "Alipay misses something in the call."),
    "40002": (ProblemKind.CONFIG, "Alipay does not accept the call."),
    "40004": (ProblemKind.GATEWAY, "Alipay refused the call."),
    "40005": (ProblemKind.LIMIT, "Alipay limits the number of calls."),
    "40006": (ProblemKind.PERMISSION, _RIGHT),
}
IN_PROGRESS = "10003"
"""payments.md 2.5: of a charge: the customer is being asked on the phone."""
UNSURE_CODES = frozenset({IN_PROGRESS, "20000"})
UNSURE_SUB_CODES = frozenset({"ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error"})
"""payments.md 2.5: the call may have been carried out; ask, or repeat it with the same numbers."""


def refusal_of(content: Mapping[str, object]) -> Problem | None:
    """Why an answer is no success; None when it is one."""
    code, sub_code = str(content.get("code") or ""), str(content.get("sub_code") or "")
    if code == "10000":
        return None
    kind, text = (
        _BY_SUB_CODE.get(sub_code)
        or _BY_CODE.get(code)
        or (
            ProblemKind.BAD_ANSWER,
            "The answer is not one of Alipay's.",
        )
    )
    said = str(content.get("sub_msg") or content.get("msg") or "")
    shown = "".join(char for char in said if char.isprintable())[:MESSAGE_LIMIT_CHARS]
    return Problem(kind, f'{text} It says: "{shown}"' if shown else text, (sub_code or code)[:64])


def is_unsure(content: Mapping[str, object]) -> bool:
    """The refusal does not tell whether the call was carried out."""
    return str(content.get("code")) in UNSURE_CODES or str(content.get("sub_code")) in UNSURE_SUB_CODES
