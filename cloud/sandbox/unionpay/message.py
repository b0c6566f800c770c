"""ACP messages: a web form comes in, bare ``name=value`` pairs go out, both signed (payments.md 3.3)."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from cloud.sandbox.clock import BEIJING, beijing
from cloud.sandbox.unionpay.keys import UnionPayKeys

FIELDS_MAX = 64


class Unreadable(Exception):
    """The form is none, or its signature does not hold; the text says what."""


def read_form(body: bytes) -> dict[str, str]:
    """The fields of a request. Raises ``Unreadable``."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=FIELDS_MAX
        )
    except ValueError as error:
        raise Unreadable("报文格式错误: the body is no web form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Unreadable("报文格式错误: a field comes twice")
    return fields


def check_signature(fields: Mapping[str, str], keys: UnionPayKeys) -> None:
    """Raises ``Unreadable`` unless the merchant signed exactly these fields with the certificate it names."""
    if fields.get("certId") != keys.merchant_cert_id:
        raise Unreadable("验证签名失败: certId is not this merchant's certificate")
    try:
        signature = b64decode(fields.get("signature", ""), validate=True)
        keys.keys.merchant_public.verify(
            signature, _twice_hashed(fields), padding.PKCS1v15(), hashes.SHA256()
        )
    except (ValueError, InvalidSignature) as error:
        raise Unreadable("验证签名失败") from error


def signed(fields: Mapping[str, str], keys: UnionPayKeys, *, broken: bool = False) -> dict[str, str]:
    """With the signer's certificate and a signature; ``broken``: over something else."""
    whole = {**fields, "signPubKeyCert": keys.signer_pem}
    content = {**whole, "txnTime": "19700101000000"} if broken else whole
    signature = keys.keys.platform_private.sign(_twice_hashed(content), padding.PKCS1v15(), hashes.SHA256())
    return {**whole, "signature": b64encode(signature).decode()}


def bare(fields: Mapping[str, str]) -> bytes:
    """An answer's body: values as they are, not encoded."""
    return "&".join(f"{name}={value}" for name, value in fields.items()).encode()


def form(fields: Mapping[str, str]) -> bytes:
    """A notice's body."""
    return urlencode(fields).encode()


def stamp(at_ms: int) -> str:
    return beijing(at_ms).strftime("%Y%m%d%H%M%S")


def read_stamp(text: str) -> int:
    """Milliseconds UTC. Raises ``ValueError``."""
    if len(text) != len("YYYYMMDDhhmmss") or not text.isdigit():
        raise ValueError(text[:20])
    return int(datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=BEIJING).timestamp() * 1000)


def _twice_hashed(fields: Mapping[str, str]) -> bytes:
    """The first of the two hashes, in hexadecimal; the signature makes the second."""
    names = sorted(name for name, value in fields.items() if value and name != "signature")
    return sha256("&".join(f"{name}={fields[name]}" for name in names).encode()).hexdigest().encode()
