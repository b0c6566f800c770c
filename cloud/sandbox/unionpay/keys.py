"""The emulated UnionPay's certificates: a root, a middle authority, the signer, and the merchant's PFX.

All over the emulator's two keys: making others would cost each start a second, and a certificate is trusted
for who issued it, not for its key being rare. The root's subject holds ``EMULATOR``, so that a program which
was handed these files can know it (payments.md 7.4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from cloud.sandbox.errors import SandboxError
from cloud.sandbox.keys import CERTIFICATE_LIFE_DAYS, MERCHANT_KEY, Keys, write_private

MER_ID = "777290058110048"
"""UnionPay's public test merchant (payments.md 3.2): nobody's."""
PASSWORD = "000000"  # noqa: S105 the public test merchant's
MARKER = "EMULATOR"
SIGNER_NAME = "041@8310000000083040@中国银联股份有限公司@00016493"
ROOT_FILE = "emulator_unionpay_root.cer"
MIDDLE_FILE = "emulator_unionpay_middle.cer"
SIGNER_FILE = "emulator_unionpay_signer.cer"
PASSWORD_FILE = "emulator_unionpay_password.txt"  # noqa: S105 a file's name
PFX_FILE = "emulator_unionpay_sign.pfx"
"""Written last: a folder without it was interrupted and is made again."""


@dataclass(frozen=True, slots=True)
class UnionPayKeys:
    """Everything both sides need."""

    folder: Path
    merchant_cert_id: str
    signer_pem: str
    keys: Keys = field(repr=False)

    def config(self, endpoint: str) -> dict[str, str]:
        """A ready ``[payments.unionpay]`` table."""
        return {
            "mer_id": MER_ID,
            "sign_pfx_file": str(self.folder / PFX_FILE),
            "sign_pfx_password_file": str(self.folder / PASSWORD_FILE),
            "root_ca_file": str(self.folder / ROOT_FILE),
            "middle_ca_file": str(self.folder / MIDDLE_FILE),
            "endpoint": endpoint,
        }


def load_or_create(keys: Keys) -> UnionPayKeys:
    """The certificates beside ``keys``, made on the first call. Raises ``SandboxError``."""
    try:
        if not (keys.folder / PFX_FILE).exists():
            _create(keys)
        return _load(keys)
    except (OSError, ValueError, TypeError) as error:
        text = f"The key folder {keys.folder} cannot be used: {error}. Empty it or name another."
        raise SandboxError("sandbox.keys", text) from error


def _load(keys: Keys) -> UnionPayKeys:
    pfx = (keys.folder / PFX_FILE).read_bytes()
    _, own, _ = pkcs12.load_key_and_certificates(pfx, PASSWORD.encode())
    if own is None or own.public_key() != keys.merchant_public:
        raise ValueError(f"{PFX_FILE} belongs to other keys")
    signer = (keys.folder / SIGNER_FILE).read_text("ascii")
    return UnionPayKeys(keys.folder, str(own.serial_number), signer.replace("\n", "\r\n"), keys)


def _create(keys: Keys) -> None:
    merchant = serialization.load_pem_private_key((keys.folder / MERCHANT_KEY).read_bytes(), password=None)
    if not isinstance(merchant, rsa.RSAPrivateKey):
        raise TypeError(f"{MERCHANT_KEY} is not an RSA key")
    platform = keys.platform_private
    root_name, middle_name = _name(f"{MARKER} root"), _name(f"{MARKER} middle authority")
    root = _certificate(root_name, root_name, platform.public_key(), platform, is_authority=True)
    middle = _certificate(middle_name, root_name, platform.public_key(), platform, is_authority=True)
    signer = _certificate(_name(SIGNER_NAME), middle_name, platform.public_key(), platform)
    own = _certificate(_name(f"041@{MER_ID}@{MARKER} merchant"), middle_name, merchant.public_key(), platform)
    for file_name, certificate in ((ROOT_FILE, root), (MIDDLE_FILE, middle), (SIGNER_FILE, signer)):
        write_private(keys.folder / file_name, certificate.public_bytes(serialization.Encoding.PEM))
    write_private(keys.folder / PASSWORD_FILE, f"{PASSWORD}\n".encode())
    sealed = serialization.BestAvailableEncryption(PASSWORD.encode())
    pfx = pkcs12.serialize_key_and_certificates(b"merchant", merchant, own, None, sealed)
    write_private(keys.folder / PFX_FILE, pfx)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: rsa.RSAPublicKey,
    by: rsa.RSAPrivateKey,
    *,
    is_authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(tz=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=CERTIFICATE_LIFE_DAYS))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(by, hashes.SHA256())
    )
