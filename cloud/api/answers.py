"""Every answer that is not 2xx under /v1 is an ``ErrorAnswer``; pages answer people with a page."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from cloud.errors import Refusal
from cloud.logs import log
from cloud.pay.messages import problem_message
from cloud.store.database import StoreUnavailable
from kiosk.payments.intent import Account
from kiosk.wire import ErrorAnswer

DETAILS_MAX = 3
RETRY_STORE_S = 1

_WORDS = {
    400: ("message.unreadable", "The body cannot be read."),
    404: ("http.not_found", "There is nothing at this address."),
    405: ("http.method", "This address does not know that method."),
}

ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorAnswer, "description": "No usable Idempotency-Key"},
    401: {
        "model": ErrorAnswer,
        "description": "No valid token; `auth.clock` when the machine's clock is wrong",
    },
    404: {"model": ErrorAnswer, "description": "Unknown, or another machine's"},
    409: {
        "model": ErrorAnswer,
        "description": "Used before with other content, or not possible in this state",
    },
    413: {"model": ErrorAnswer, "description": "The body is too large"},
    422: {"model": ErrorAnswer, "description": "The message cannot be read; the text names the field"},
    429: {"model": ErrorAnswer, "description": "Too many requests; see Retry-After"},
    503: {"model": ErrorAnswer, "description": "The database is away; nothing was changed"},
}
"""For the documentation of a route: `errors(401, 404)`."""


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documented error answers of a route; 422 and 503 can always happen."""
    return {status: ERRORS[status] for status in sorted({*statuses, 422, 503})}


def error_answer(
    status: int, code: str, text: str, retry_after_s: int | None = None, account: Account | None = None
) -> JSONResponse:
    headers = {"Cache-Control": "no-store"}
    if retry_after_s is not None:
        headers["Retry-After"] = str(retry_after_s)
    stands = account or Account()
    answer = ErrorAnswer(
        code=code,
        text=text,
        problem=problem_message(stands.problem),
        warnings=[one for one in map(problem_message, stands.warnings) if one is not None],
    )
    return JSONResponse(answer.model_dump(exclude_defaults=True), status, headers)


def speak_errors(app: FastAPI) -> None:
    """Give every error its words."""

    @app.exception_handler(Refusal)
    async def refused(_request: Request, error: Refusal) -> Response:
        return error_answer(error.status, error.code, error.text, error.retry_after_s, error.account)

    @app.exception_handler(StoreUnavailable)
    async def store_away(_request: Request, error: StoreUnavailable) -> Response:
        log.error("store.unavailable", error=str(error))
        text = "The cloud's database does not answer. Nothing was changed; try again."
        return error_answer(503, "store.unavailable", text, RETRY_STORE_S)

    @app.exception_handler(RequestValidationError)
    async def unreadable(_request: Request, error: RequestValidationError) -> Response:
        parts = [
            f"{'.'.join(str(step) for step in detail['loc'])}: {detail['msg']}"
            for detail in error.errors()[:DETAILS_MAX]
        ]
        return error_answer(422, "message.unreadable", "; ".join(parts))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        code, text = _WORDS.get(error.status_code, (f"http.{error.status_code}", str(error.detail)))
        return error_answer(error.status_code, code, f"{text} ({request.method} {request.url.path[:80]})")

    @app.exception_handler(Exception)
    async def bug(_request: Request, error: Exception) -> Response:
        log.bug("request", error)
        return error_answer(500, "cloud.bug", "The cloud made a mistake; it was recorded. Try again later.")
