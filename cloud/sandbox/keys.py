"""The emulator's own keys: real cryptography, worthless anywhere else.

The APIv3 key begins with ``EMULATOR`` so that a program which was handed these keys can know it
(payments.md 7.4). The PEM files carry no marker line: common clients refuse text before ``BEGIN``.
"""

from __future__ import annotations

import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from cloud.sandbox.errors import SandboxError

APPID = "wxd678efh567hg6787"
MCHID = "1900000001"
ALIPAY_APP_ID = "2014072300007148"
"""The sample ids of the published documents: no merchant can own them."""
APIV3_KEY_LENGTH = 32
APIV3_KEY_MARKER = "EMULATOR"
RSA_BITS = 2048
CERTIFICATE_LIFE_DAYS = 5 * 365
"""payments.md 1.7: a platform certificate lives five years."""
PRIVATE_MODE = 0o600
FOLDER_MODE = 0o700

MERCHANT_KEY = "emulator_merchant_key.pem"
APIV3_KEY = "emulator_apiv3_key.txt"
PLATFORM_KEY = "emulator_platform_key.pem"
PLATFORM_PUBLIC_KEY = "emulator_platform_public_key.pem"
PLATFORM_CERTIFICATE = "emulator_platform_certificate.pem"
NAMES = "emulator.json"
"""Written last: a folder without it was interrupted and is made again."""


@dataclass(slots=True)
class Keys:
    """Everything both sides need; the merchant's private key is only ever in its file."""

    folder: Path
    merchant_serial: str
    platform_key_id: str
    apiv3_key: bytes = field(repr=False)
    merchant_public: rsa.RSAPublicKey = field(repr=False)
    platform_private: rsa.RSAPrivateKey = field(repr=False)
    _certificate: x509.Certificate | None = field(default=None, repr=False)

    def verify_merchant(self, text: bytes, signature_base64: str) -> bool:
        """Whether the merchant's key signed exactly ``text`` (SHA256withRSA, PKCS#1 v1.5)."""
        try:
            signature = b64decode(signature_base64, validate=True)
            self.merchant_public.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
        except (ValueError, InvalidSignature):
            return False
        return True

    def sign(self, text: bytes) -> str:
        """The platform's signature over ``text``, base64."""
        signature = self.platform_private.sign(text, padding.PKCS1v15(), hashes.SHA256())
        return b64encode(signature).decode()

    def seal(self, plain: bytes, associated_data: str) -> tuple[str, str]:
        """AES-256-GCM under the APIv3 key: (nonce of 12 characters, base64 of ciphertext and tag)."""
        nonce = secrets.token_hex(6)
        sealed = AESGCM(self.apiv3_key).encrypt(nonce.encode(), plain, associated_data.encode())
        return nonce, b64encode(sealed).decode()

    def opens(self, sealed_base64: str) -> bool:
        """Whether a sensitive field was encrypted for this platform (RSA-OAEP with SHA-1)."""
        oaep = padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None)  # noqa: S303 the gateway's rule
        try:
            self.platform_private.decrypt(b64decode(sealed_base64, validate=True), oaep)
        except ValueError:
            return False
        return True

    def certificate(self) -> x509.Certificate:
        """The platform certificate; made when first asked for, because most merchants use the key alone."""
        if self._certificate is None:
            path = self.folder / PLATFORM_CERTIFICATE
            if not path.exists():
                write_private(path, _make_certificate(self.platform_private))
            self._certificate = x509.load_pem_x509_certificate(path.read_bytes())
        return self._certificate

    def certificate_pem(self) -> bytes:
        return self.certificate().public_bytes(serialization.Encoding.PEM)

    def certificate_serial(self) -> str:
        return f"{self.certificate().serial_number:X}"

    def wechat_config(self, endpoint: str) -> dict[str, str]:
        """A ready ``[payments.wechat]`` table."""
        return {
            "appid": APPID,
            "mchid": MCHID,
            "merchant_key_file": str(self.folder / MERCHANT_KEY),
            "merchant_serial": self.merchant_serial,
            "apiv3_key_file": str(self.folder / APIV3_KEY),
            "platform_public_key_file": str(self.folder / PLATFORM_PUBLIC_KEY),
            "platform_public_key_id": self.platform_key_id,
            "endpoint": endpoint,
        }

    def alipay_config(self, endpoint: str) -> dict[str, str]:
        """A ready ``[payments.alipay]`` table. The key pairs are the same: both are the emulator's."""
        return {
            "app_id": ALIPAY_APP_ID,
            "app_key_file": str(self.folder / MERCHANT_KEY),
            "alipay_public_key_file": str(self.folder / PLATFORM_PUBLIC_KEY),
            "endpoint": endpoint,
        }


def load_or_create(folder: Path) -> Keys:
    """The keys of ``folder``, made on the first call. Raises ``SandboxError`` for a folder it cannot use."""
    folder = folder.absolute()
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        if not (folder / NAMES).exists():
            _create(folder)
        return _load(folder)
    except (OSError, ValueError, KeyError) as error:
        raise SandboxError(
            "sandbox.keys", f"The key folder {folder} cannot be used: {error}. Empty it or name another."
        ) from error


def _load(folder: Path) -> Keys:
    names = json.loads((folder / NAMES).read_text())
    merchant = serialization.load_pem_private_key((folder / MERCHANT_KEY).read_bytes(), password=None)
    platform = serialization.load_pem_private_key((folder / PLATFORM_KEY).read_bytes(), password=None)
    if not (isinstance(merchant, rsa.RSAPrivateKey) and isinstance(platform, rsa.RSAPrivateKey)):
        raise ValueError("a key there is not an RSA key")
    apiv3_key = (folder / APIV3_KEY).read_bytes()
    if len(apiv3_key) != APIV3_KEY_LENGTH or not apiv3_key.startswith(APIV3_KEY_MARKER.encode()):
        raise ValueError(f"{APIV3_KEY} is not an emulator's key")
    return Keys(
        folder=folder,
        merchant_serial=str(names["merchant_serial"]),
        platform_key_id=str(names["platform_public_key_id"]),
        apiv3_key=apiv3_key,
        merchant_public=merchant.public_key(),
        platform_private=platform,
    )


def _create(folder: Path) -> None:
    merchant = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    platform = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    public = platform.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    apiv3_key = APIV3_KEY_MARKER + secrets.token_hex(16)[: APIV3_KEY_LENGTH - len(APIV3_KEY_MARKER)]
    names = {
        "what": "keys of the emulated payment gateway: they move no money",
        "merchant_serial": secrets.token_hex(20).upper(),
        "platform_public_key_id": f"PUB_KEY_ID_{secrets.randbelow(10**30):030d}",
    }
    write_private(folder / MERCHANT_KEY, _private_pem(merchant))
    write_private(folder / PLATFORM_KEY, _private_pem(platform))
    write_private(folder / PLATFORM_PUBLIC_KEY, public)
    write_private(folder / APIV3_KEY, apiv3_key.encode())
    (folder / PLATFORM_CERTIFICATE).unlink(missing_ok=True)
    write_private(folder / NAMES, json.dumps(names, indent=1).encode())


def _private_pem(key: rsa.RSAPrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write_private(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _make_certificate(platform: rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Emulated payment platform")])
    now = datetime.now(tz=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(platform.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=CERTIFICATE_LIFE_DAYS))
        .sign(platform, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)
