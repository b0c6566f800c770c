"""How a wallet's keys come from the configuration and its key files, each fault named in words.

Keys lie in files outside the database that only the kiosk's user may read (mode 0600); their content
never appears in a message, a log line or a ``repr``.
"""

from __future__ import annotations

import base64
import difflib
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.errors import ConfigError

KEY_FILE_LIMIT_BYTES = 16_384
RSA_MIN_BITS = 2048


@dataclass(frozen=True, slots=True)
class TextKey:
    """What a key that is no file must look like."""

    pattern: str
    hint: str
    """What it should be, in words that follow *should be*."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """One key file as it lies there: for what is not text."""

    name: str
    """The dotted name of the key that named it."""
    path: Path
    content: bytes = field(repr=False)

    def refused(self, why: str) -> ConfigError:
        return ConfigError("config.bad_key_file", f"{self.name}: {self.path} {why}")


@dataclass(frozen=True, slots=True)
class KeyFile:
    """One key file, read."""

    name: str
    """The dotted name of the key that named it."""
    path: Path
    content: str = field(repr=False)

    def refused(self, why: str) -> ConfigError:
        return ConfigError("config.bad_key_file", f"{self.name}: {self.path} {why}")

    def private_key_pem(self, hint: str) -> str:
        """As PKCS#8 PEM. Raises ``ConfigError`` unless it is an RSA key; ``hint`` says which file is."""
        # cryptography takes a while to load and is not needed for the first frame
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        try:
            if (der := self._bare()) is not None:
                key = serialization.load_der_private_key(der, password=None)
            else:
                key = serialization.load_pem_private_key(self.content.encode(), password=None)
        except (ValueError, TypeError):
            raise self.refused(f"is not an unencrypted private key in PEM form. {hint}") from None
        if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < RSA_MIN_BITS:
            raise self.refused(f"is not an RSA key of at least {RSA_MIN_BITS} bits. {hint}")
        return key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    def public_key_pem(self, hint: str) -> str:
        """Raises ``ConfigError`` unless it is an RSA public key; ``hint`` says which file is."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        if "BEGIN CERTIFICATE" in self.content:
            raise self.refused(f"is a certificate, not a public key (which begins with PUBLIC KEY). {hint}")
        try:
            if (der := self._bare()) is not None:
                key = serialization.load_der_public_key(der)
            else:
                key = serialization.load_pem_public_key(self.content.encode())
        except ValueError:
            raise self.refused(f"is not a public key in PEM form. {hint}") from None
        if not isinstance(key, rsa.RSAPublicKey) or key.key_size < RSA_MIN_BITS:
            raise self.refused(f"is not an RSA key of at least {RSA_MIN_BITS} bits. {hint}")
        return key.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()

    def _bare(self) -> bytes | None:
        """The key itself where its base64 stands alone, as Alipay's key tool saves it and its pages show it;
        None for PEM with its first and last line."""
        if self.content.startswith("-----"):
            return None
        return base64.b64decode("".join(self.content.split()), validate=True)


@dataclass(frozen=True, slots=True)
class WalletTable:
    """``[payments.<wallet>]`` as written, being read."""

    wallet: str
    content: Mapping[str, object] = field(repr=False)
    base: Path
    """Where relative names of key files start: the configuration's folder."""

    def refuse_unknown(self, known: Sequence[str]) -> None:
        for key in self.content:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)[0]
                raise ConfigError(
                    "config.unknown_key",
                    f"{self._named(key)} is not a known key. The nearest known key is {self._named(near)}.",
                )

    def text(self, key: str, known: TextKey) -> str:
        value = self.content.get(key)
        if value is None:
            raise ConfigError(
                "config.missing_key", f"{self._named(key)} is missing. It should be {known.hint}."
            )
        if not isinstance(value, str) or not re.fullmatch(known.pattern, value):
            raise ConfigError("config.bad_value", f"{self._named(key)} is not {known.hint}.")
        return value

    def file(self, key: str, *, secret: bool = True) -> KeyFile:
        """A file of text. A ``secret`` one that other users of this machine could read is refused."""
        raw = self.raw(key, secret=secret)
        try:
            return KeyFile(raw.name, raw.path, raw.content.decode("utf-8-sig").strip())
        except UnicodeDecodeError:
            raise raw.refused("is not text. A PEM file (or the 32 characters) is needed, not .p12.") from None

    def raw(self, key: str, *, secret: bool = True) -> RawFile:
        """A file of any kind. A ``secret`` one that other users of this machine could read is refused."""
        name, value = self._named(key), self.content.get(key)
        if value is None:
            raise ConfigError("config.missing_key", f"{name} is missing. It should name a file.")
        if not isinstance(value, str) or not value:
            raise ConfigError("config.bad_value", f"{name} should be the name of a file.")
        path = self.base / value
        empty = RawFile(name, path, b"")
        try:
            mode = path.stat().st_mode
            if not stat.S_ISREG(mode):
                raise empty.refused("is not a file. Give the name of the key file itself.")
            if secret and mode & 0o077:
                raise empty.refused(f"can be read by other users of this machine. Run: chmod 600 {path}")
            with path.open("rb") as stream:
                content = stream.read(KEY_FILE_LIMIT_BYTES + 1)
        except OSError as error:
            raise empty.refused(
                f"cannot be read: {error.strerror}. Put the file there or correct the key."
            ) from None
        if len(content) > KEY_FILE_LIMIT_BYTES:
            raise empty.refused("is too large to be a key. Check that it is the right file.")
        return RawFile(name, path, content)

    def refused(self, key: str, why: str) -> ConfigError:
        return ConfigError("config.bad_value", f"{self._named(key)} {why}")

    def _named(self, key: str) -> str:
        return f"payments.{self.wallet}.{key}"
