"""Notices as they are kept: a customer's name, account or card stands in some, and nobody needs it to sell.

What a gateway signed is evidence and must stay whole to be verified again, so it is not stripped but sealed,
with a key made of the merchant's own private key: every process that speaks for the merchant can open it, a
copy of the database cannot (payments.md 8 rule 9). A new merchant key leaves older evidence to the older key.

This module loads ``cryptography``, which is heavy: import it late.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MARK = "sealed1:"
"""Before base64 of a nonce of 12 bytes and AES-256-GCM's text with its tag."""
NONCE_BYTES = 12
_PURPOSE = b"huodao evidence 1"


def seal(private_key_pem: str, body: bytes) -> str:
    """``private_key_pem``: PKCS#8 as the settings hold it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return MARK + b64encode(nonce + AESGCM(_key(private_key_pem)).encrypt(nonce, body, None)).decode()


def unseal(private_key_pem: str, text: str) -> bytes | None:
    """None for what was not sealed with this key."""
    try:
        raw = b64decode(text.removeprefix(MARK), validate=True)
        return AESGCM(_key(private_key_pem)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None)
    except (ValueError, InvalidTag):
        return None


def _key(private_key_pem: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(private_key_pem.encode())
