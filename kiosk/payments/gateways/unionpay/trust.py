"""Signing for UnionPay and believing UnionPay: RSA over the message's digest, and a chain of certificates.

A message brings the certificate it is signed with (``signPubKeyCert``), so a signature alone proves nothing:
anybody can sign with a certificate of his own. It counts only when the configured middle and root authority
stand behind that certificate and its subject is UnionPay (payments.md 3.3).

This module loads ``cryptography``, which is heavy: import it late.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from kiosk.payments.gateways.unionpay.message import Fields, digest
from kiosk.payments.gateways.unionpay.settings import UnionPaySettings
from kiosk.payments.intent import Problem, ProblemKind
from kiosk.payments.key_files import RSA_MIN_BITS

SIGNER = "中国银联股份有限公司"
"""The third part of the common name, e.g. of ``041@8310000000083040@中国银联股份有限公司@00016493``."""
TEST_SIGNER = "00040000:SIGN"
"""As above, at UnionPay's test gateway alone."""
CERTIFICATE_LIMIT_CHARS = 8_192
_AUTHORITIES = (
    "If that lasts, payments.unionpay.root_ca_file and middle_ca_file are not those of the endpoint (test "
    "and production have their own): take both anew from open.unionpay.com."
)
_PEM_BEGIN, _PEM_END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


class Distrust(Exception):
    """Why a message is not believed, in words."""

    def __init__(self, text: str, code: str) -> None:
        super().__init__(text)
        self.problem = Problem(ProblemKind.BAD_SIGNATURE, text, code)


class Trust:
    """The merchant's signing key and the two authorities behind UnionPay's. Any number of threads."""

    def __init__(self, settings: UnionPaySettings) -> None:
        key = load_pem_private_key(settings.sign_key_pem.encode(), password=None)
        assert isinstance(key, RSAPrivateKey), "the settings have checked it"
        self._key = key
        self._cert_id = settings.cert_id
        self._root = x509.load_pem_x509_certificate(settings.root_ca_pem.encode())
        self._middle = x509.load_pem_x509_certificate(settings.middle_ca_pem.encode())
        self._signers = (SIGNER, TEST_SIGNER) if settings.endpoint == "sandbox" else (SIGNER,)

    def signed(self, fields: Fields) -> dict[str, str]:
        """``fields`` with the number of the merchant's certificate and the merchant's signature."""
        whole = {**fields, "certId": self._cert_id}
        signature = self._key.sign(digest(whole), PKCS1v15(), hashes.SHA256())
        return {**whole, "signature": b64encode(signature).decode("ascii")}

    def verify(self, fields: Fields, now_s: int) -> None:
        """Raises ``Distrust`` unless UnionPay signed exactly ``fields`` and may do so at ``now_s``."""
        if not fields.get("signature") or not fields.get("signPubKeyCert"):
            raise Distrust("The answer bears no signature.", "UNSIGNED")
        key = self._signer_key(fields["signPubKeyCert"], now_s)
        try:
            signature = b64decode(fields["signature"], validate=True)
            key.verify(signature, digest(fields), PKCS1v15(), hashes.SHA256())
        except (ValueError, InvalidSignature):
            raise Distrust("The answer's signature is false.", "SIGNATURE") from None

    def _signer_key(self, pem: str, now_s: int) -> RSAPublicKey:
        leaf = _only_certificate(pem)
        now = datetime.fromtimestamp(now_s, UTC)
        for name, certificate in (("", leaf), ("middle_ca_file", self._middle), ("root_ca_file", self._root)):
            if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
                raise _out_of_time(name, certificate)
        if not _issued(leaf, self._middle) or not _issued(self._middle, self._root):
            text = "The answer is signed with a certificate that UnionPay's authorities have not issued."
            raise Distrust(f"{text} {_AUTHORITIES}", "CHAIN")
        if _is_authority(leaf) or signer_of(leaf) not in self._signers:
            raise Distrust("The answer is signed with a certificate that is not UnionPay's own.", "SUBJECT")
        key = leaf.public_key()
        if not isinstance(key, RSAPublicKey) or key.key_size < RSA_MIN_BITS:
            raise Distrust(f"The answer's key is not RSA of at least {RSA_MIN_BITS} bits.", "KEY")
        return key


def signer_of(certificate: x509.Certificate) -> str:
    """The third part of the one common name between its ``@``; empty when there is none."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    parts = str(names[0].value).split("@") if len(names) == 1 else []
    return parts[2] if len(parts) > 2 else ""


def _only_certificate(pem: str) -> x509.Certificate:
    """Exactly one certificate and nothing beside it: readers disagree about what else may stand there."""
    text = pem.strip()
    alone = text.startswith(_PEM_BEGIN) and text.endswith(_PEM_END) and text.count(_PEM_BEGIN) == 1
    try:
        if not alone or len(text) > CERTIFICATE_LIMIT_CHARS:
            raise ValueError(text[:1])
        return x509.load_pem_x509_certificate(text.encode("ascii"))
    except ValueError:
        raise Distrust("The answer's certificate cannot be read.", "CERTIFICATE") from None


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
    except ValueError:
        return True  # unreadable extensions are no reason to believe


def _out_of_time(name: str, certificate: x509.Certificate) -> Distrust:
    days = f"{certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d}"
    whose = f"The certificate of payments.unionpay.{name}" if name else "The answer's certificate"
    cure = "Get the current one from open.unionpay.com." if name else "Set the machine's clock right."
    return Distrust(f"{whose} is valid from {days} only. {cure}", "EXPIRED")
