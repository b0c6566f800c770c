"""Who asks: a machine, proved by a token it signed itself a moment ago."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Annotated, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from cloud.api.limits import Buckets
from cloud.cloud import Cloud
from cloud.errors import Refusal
from cloud.store import machines
from kiosk.wire import TOKEN_LIFE_MAX_S

CLOCK_SLACK_S = 5
"""Between two clocks kept by NTP; a machine further off is told so and corrects itself by our Date header."""
TOKEN_LIMIT_CHARS = 1_024

REFUSED = "The token is not signed by a machine that is enrolled here."

_bearer = HTTPBearer(
    bearerFormat="JWT", description="EdDSA, signed by the machine's own key", auto_error=False
)


def cloud_of(request: Request) -> Cloud:
    """The running cloud."""
    cloud = request.state.cloud
    assert isinstance(cloud, Cloud)
    return cloud


async def machine_of(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> str:
    """The id of the machine that signed the request. Raises ``Refusal`` 401 and 429."""
    if credentials is None or len(credentials.credentials) > TOKEN_LIMIT_CHARS:
        raise Refusal(
            401, "auth.missing", "Every request needs 'Authorization: Bearer' with the machine's token."
        )
    cloud = cloud_of(request)
    token = credentials.credentials
    machine_id = _claimed_machine(token)
    machine = await cloud.db.read(machines.find, machine_id)
    if machine is None or machine.revoked:
        raise Refusal(401, "auth.refused", REFUSED)
    claims = _verified(token, machine.public_key, cloud.cloud_id)
    _check_clock(claims, cloud.clock.utc_ms() // 1000)
    buckets = request.state.buckets
    assert isinstance(buckets, Buckets)
    buckets.take(machine.id, cloud.clock.monotonic_ms())
    return machine.id


def _claimed_machine(token: str) -> str:
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        raise Refusal(401, "auth.refused", REFUSED) from None
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject.isascii() or not subject.isalnum():
        raise Refusal(401, "auth.refused", REFUSED)
    return subject


def _verified(token: str, public_key: str, cloud_id: str) -> dict[str, Any]:
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    # the times are judged below, by the clock that is handed in and in words
    options: Any = {
        "require": ["exp", "aud", "sub"],
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
    }
    try:
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=["EdDSA"], audience=cloud_id, options=options
        )
    except jwt.InvalidAudienceError:
        raise Refusal(
            401, "auth.audience", "The token is meant for another cloud; enrol the machine here."
        ) from None
    except jwt.InvalidTokenError:
        raise Refusal(401, "auth.refused", REFUSED) from None
    return claims


def _check_clock(claims: Mapping[str, Any], now_s: int) -> None:
    """``nbf`` need not be there (RFC 7519, 4.1.5); where it is, it holds."""
    expires_at, from_s = claims["exp"], claims.get("nbf", now_s)
    if type(expires_at) is not int or type(from_s) is not int:
        raise Refusal(401, "auth.refused", REFUSED)
    if from_s - now_s > CLOCK_SLACK_S:
        text = f"The token is good only in {from_s - now_s} s: the machine's clock is ahead."
        raise Refusal(401, "auth.clock", text)
    left_s = expires_at - now_s
    if left_s < -CLOCK_SLACK_S:
        text = (
            f"The token expired {-left_s} s ago: "
            "the machine's clock is behind, or the token was kept too long."
        )
        raise Refusal(401, "auth.clock", text)
    if left_s > TOKEN_LIFE_MAX_S + CLOCK_SLACK_S:
        text = (
            f"The token would be good for {left_s} s and at most {TOKEN_LIFE_MAX_S} s are allowed: the "
            f"machine's clock is ahead by about {left_s - TOKEN_LIFE_MAX_S} s, or the token lives too long."
        )
        raise Refusal(401, "auth.clock", text)


MachineId = Annotated[str, Depends(machine_of)]
CloudIn = Annotated[Cloud, Depends(cloud_of)]
