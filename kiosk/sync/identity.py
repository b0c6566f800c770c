"""Who this machine is to its cloud: an Ed25519 key made here that never leaves, and where it was enrolled.

Both lie beside each other outside the database, readable by the kiosk's user alone (mode 0600).
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ConfigError, DataDamagedError
from kiosk.wire import TOKEN_LIFE_MAX_S

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TOKEN_LIFE_S = 45
"""Below the contract's 60 s, so that a second of clock difference does no harm."""
TOKEN_BACKDATED_S = 5
"""A token made this much in the past is still new to a cloud whose clock is a little behind."""
ENROLMENT_FILE = "cloud.json"
FILE_LIMIT_BYTES = 16_384
_PRIVATE = 0o600

assert TOKEN_LIFE_S + TOKEN_BACKDATED_S <= TOKEN_LIFE_MAX_S


class Identity:
    """The machine's key. Made once by ``load_or_create``; signs tokens, shows only its public half."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def load_or_create(cls, path: Path) -> Identity:
        """The key of ``path``; made and stored when there is none.

        Raises ``ConfigError`` when others may read it or the folder cannot be written, ``DataDamagedError``
        when the file is no key: a new one would be a stranger to the cloud, so that is left to a person.
        """
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519

        content = _read_private(path, "machine key")
        if content is None:
            key = ed25519.Ed25519PrivateKey.generate()
            pem = key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            _write_private(path, pem, "machine key")
            return cls(key)
        try:
            found = serialization.load_pem_private_key(content, password=None)
        except (ValueError, TypeError):
            found = None
        if not isinstance(found, ed25519.Ed25519PrivateKey):
            raise DataDamagedError(
                "identity.damaged",
                f"The machine key {path} cannot be read and was left as it is. Restore it from a copy, or "
                "move it away and enrol the machine again with a new code.",
            )
        return cls(found)

    @property
    def public_key(self) -> str:
        """32 raw bytes in standard base64, as enrolment sends them."""
        from cryptography.hazmat.primitives import serialization

        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def token(self, machine_id: str, audience: str, utc_s: int) -> str:
        """A JWT of the machine ``machine_id`` for the cloud ``audience``, good for less than a minute."""
        import jwt

        claims = {
            "sub": machine_id,
            "aud": audience,
            "iat": utc_s - TOKEN_BACKDATED_S,
            "exp": utc_s + TOKEN_LIFE_S,
            "jti": secrets.token_hex(16),
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA")


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Where this machine belongs."""

    url: str
    machine_id: str
    cloud_id: str


def save_enrolment(folder: Path, enrolment: Enrolment) -> None:
    """Raises ``ConfigError`` when the folder cannot be written."""
    content = json.dumps(asdict(enrolment), indent=1).encode()
    _write_private(folder / ENROLMENT_FILE, content, "enrolment")


def load_enrolment(folder: Path) -> Enrolment | None:
    """None before enrolment. Raises ``ConfigError`` or ``DataDamagedError`` as the key does."""
    path = folder / ENROLMENT_FILE
    content = _read_private(path, "enrolment")
    if content is None:
        return None
    try:
        values = json.loads(content)
        found = {field.name: values[field.name] for field in fields(Enrolment)}
    except (ValueError, KeyError, TypeError):
        found = {}
    if not found or not all(isinstance(value, str) and value for value in found.values()):
        raise DataDamagedError(
            "enrolment.damaged",
            f"The enrolment {path} cannot be read and was left as it is. Move it away and enrol again.",
        )
    return Enrolment(**found)


def _read_private(path: Path, what: str) -> bytes | None:
    try:
        with path.open("rb") as stream:
            if os.fstat(stream.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise ConfigError(
                    "identity.readable",
                    f"The {what} {path} can be read by other users of this machine. Run: chmod 600 {path}",
                )
            return stream.read(FILE_LIMIT_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _refused(path, what, "read", error) from None


def _write_private(path: Path, content: bytes, what: str) -> None:
    """Whole or not at all, also through a power cut: a new file, synced, then renamed over the old."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _refused(path, what, "written", error) from None


def _refused(path: Path, what: str, done: str, error: OSError) -> ConfigError:
    return ConfigError(
        "identity.folder",
        f"The {what} {path} cannot be {done}: {error.strerror}. The folder must belong to the kiosk's user.",
    )
