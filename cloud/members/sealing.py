"""Who a member is, at rest: sealed with a key that lies in a file beside the database, never in it.

AES-256-GCM bound to the member's id; phone numbers are found by HMAC-SHA256 under a second key, so that a
stolen database tells neither who is in it nor whether a given number is (they are few: a plain hash would).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloud.errors import SettingsError

KEY_BYTES = 32
NONCE_BYTES = 12
"""NIST SP 800-38D 8.2.1: 96 bits."""
PRIVATE_MODE = 0o600
KEY_NAME = "members.key"


@dataclass(frozen=True, slots=True)
class Person:
    """What a member told about themself."""

    phone: str
    name: str = ""
    birthday: str = ""
    """``MM-DD``."""

    @property
    def masked(self) -> str:
        """For a screen that others can see."""
        if self.name:
            return self.name[0] + "**"
        return f"{self.phone[:3]}****{self.phone[-4:]}"


@dataclass(frozen=True, slots=True)
class MemberKeys:
    """``master``: 32 random bytes."""

    master: bytes = field(repr=False)

    def seal(self, member_id: str, person: Person) -> bytes:
        text = json.dumps(
            {"phone": person.phone, "name": person.name, "birthday": person.birthday}, ensure_ascii=False
        )
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._key("seal")).encrypt(nonce, text.encode(), member_id.encode())

    def open(self, member_id: str, sealed: bytes) -> Person:
        """Raises ``SettingsError`` when it was sealed with another key, or for another member."""
        nonce, content = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            text = AESGCM(self._key("seal")).decrypt(nonce, content, member_id.encode())
        except InvalidTag:
            raise SettingsError("A member's data was sealed with another key than members.key.") from None
        return Person(**json.loads(text))

    def hashed(self, purpose: str, text: str) -> str:
        """The keyed hash by which ``text`` is found again; another one for each ``purpose``."""
        return hmac.new(self._key(purpose), text.encode(), hashlib.sha256).hexdigest()

    @property
    def fingerprint(self) -> str:
        """Tells keys apart and says nothing about them."""
        return self.hashed("fingerprint", "")[:32]

    def _key(self, purpose: str) -> bytes:
        return hmac.new(self.master, purpose.encode(), hashlib.sha256).digest()


def fresh_keys() -> MemberKeys:
    """Of a cloud whose members are gone with it."""
    return MemberKeys(secrets.token_bytes(KEY_BYTES))


def load_or_create(path: Path, *, may_create: bool = True) -> MemberKeys | None:
    """The keys in ``path``, made if there is no such file and that may be. Raises ``SettingsError``."""
    if not may_create and not path.exists():
        return None
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    except FileExistsError:
        return _load(path)
    except OSError as error:
        raise SettingsError(f"The members' key {path} cannot be made: {error.strerror}.") from None
    keys = fresh_keys()
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(keys.master.hex() + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    return keys


def _load(path: Path) -> MemberKeys:
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(f"Others may read the members' key: chmod 600 {path}")
        master = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise SettingsError(f"The members' key {path} cannot be read: {error.strerror}.") from None
    except ValueError:
        master = b""
    if len(master) != KEY_BYTES:
        raise SettingsError(
            f"{path} is no members' key: it holds {KEY_BYTES} bytes as {2 * KEY_BYTES} hex digits. "
            "Put the right file back; without it nobody's data can be read."
        )
    return MemberKeys(master)
