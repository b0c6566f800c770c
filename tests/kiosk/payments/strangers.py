"""A merchant's key that is whole, and somebody else's."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa


def strangers_key(folder: Path) -> str:
    """The address of its file in ``folder``."""
    key = rsa.generate_private_key(65537, 2048)
    path = folder / "stranger.pem"
    path.touch(0o600)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return str(path)
