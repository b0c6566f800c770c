"""Certificates as UnionPay's merchants have them, made with ``cryptography`` alone."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

MER_ID = "777290058110048"
PASSWORD = "000000"
UNIONPAY = "041@8310000000083040@中国银联股份有限公司@00016493"
NOW = datetime.now(UTC)
NOW_S = int(NOW.timestamp())


@cache
def key(name: str) -> RSAPrivateKey:
    """One for each name, made once: making one takes a good part of a second."""
    del name
    return generate_private_key(65537, 2048)


@dataclass(frozen=True, slots=True)
class Made:
    key: RSAPrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def made(
    name: str,
    common_name: str,
    issuer: Made | None,
    *,
    is_authority: bool = False,
    days: tuple[int, int] = (-1, 365),
) -> Made:
    """A certificate over ``key(name)``; its own issuer when ``issuer`` is None."""
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(own)
        .issuer_name(own if issuer is None else issuer.certificate.subject)
        .public_key(key(name).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=days[0]))
        .not_valid_after(NOW + timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    signer = key(name) if issuer is None else issuer.key
    return Made(key(name), builder.sign(signer, hashes.SHA256()))


ROOT = made("root", "A root", None, is_authority=True)
MIDDLE = made("middle", "A middle authority", ROOT, is_authority=True)
SIGNER = made("signer", UNIONPAY, MIDDLE)
MERCHANT = made("merchant", "a merchant", MIDDLE)


def pfx(made_for: Made = MERCHANT, password: str = PASSWORD) -> bytes:
    encryption = BestAvailableEncryption(password.encode())
    return serialize_key_and_certificates(b"m", made_for.key, made_for.certificate, None, encryption)


def table(folder: Path, **changes: object) -> dict[str, object]:
    """A ready ``[payments.unionpay]`` whose files lie in ``folder``."""
    files = {"sign.pfx": pfx(), "password": PASSWORD.encode(), "root.cer": ROOT.pem, "middle.cer": MIDDLE.pem}
    for name, content in files.items():
        path = folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(content)
    return {
        "mer_id": MER_ID,
        "sign_pfx_file": "sign.pfx",
        "sign_pfx_password_file": "password",
        "root_ca_file": "root.cer",
        "middle_ca_file": "middle.cer",
        "endpoint": "http://127.0.0.1:9",
        **changes,
    }


def signed(fields: Mapping[str, str], signer: Made = SIGNER, *, line_end: str = "\r\n") -> dict[str, str]:
    """As UnionPay signs: the certificate among the fields, a digest in hexadecimal, hashed once more."""
    whole = {**fields, "signPubKeyCert": signer.pem.decode().replace("\n", line_end)}
    text = "&".join(f"{name}={whole[name]}" for name in sorted(whole) if whole[name])
    digest = sha256(text.encode()).hexdigest().encode()
    signature = signer.key.sign(digest, PKCS1v15(), hashes.SHA256())
    return {**whole, "signature": b64encode(signature).decode()}
