"""``[payments.unionpay]``: the merchant's certificate with its key, and the authorities behind UnionPay's.

Nothing here looks at the clock: a certificate that has run out is a state of the world that comes while the
program runs, told by the wallet's probe. What each file is called at UnionPay: docs/payments.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import ConfigError
from kiosk.payments.certificates import Validity
from kiosk.payments.key_files import RSA_MIN_BITS, RawFile, TextKey, WalletTable
from kiosk.payments.settings import LOOPBACK_HOSTS, parse_endpoint

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

WALLET = "unionpay"
PRODUCTION = "https://gateway.95516.com"
SANDBOX = "https://gateway.test.95516.com"
"""UnionPay's own test environment (payments.md 3.2): its merchants and certificates move no money."""
NO_NOTICES_URL = "http://www.specialUrl.com"
"""What UnionPay takes for "send none" (payments.md 3.2): by the direct route nothing can call in."""
EMULATOR_MARKER = "EMULATOR"
"""In the subject of the emulated gateway's root certificate (``cloud/sandbox/README.md``)."""
NOTIFY_URL_LIMIT_CHARS = 256
_MER_ID = TextKey(r"[0-9A-Za-z]{15}", "the merchant number of 15 characters, e.g. 777290058110048")
_KNOWN = ("mer_id", "sign_pfx_file", "sign_pfx_password_file", "root_ca_file", "middle_ca_file", "endpoint")
_FROM_UNIONPAY = "Use the file of that name from open.unionpay.com."
_NEW_ONE = "Apply for a new one at open.unionpay.com, export it with its key and replace the file."


@dataclass(frozen=True, slots=True)
class UnionPaySettings:
    """Everything UnionPay needs to know us by, and we to know UnionPay by, read and checked."""

    mer_id: str
    sign_key_pem: str = field(repr=False)
    """PKCS#8 PEM of the merchant's RSA key; it can also refund."""
    cert_id: str
    """The merchant certificate's serial number in decimal digits."""
    certificates: tuple[Validity, ...]
    """The merchant's own, and the two authorities' behind UnionPay's."""
    middle_ca_pem: str
    root_ca_pem: str
    endpoint: str
    """``production``, ``sandbox`` or a loopback address ``http://host:port``."""
    notify_url: str

    @property
    def is_test(self) -> bool:
        """True when no real money can move: the screen then bears a permanent TEST banner."""
        return self.endpoint != "production"

    @property
    def base_url(self) -> str:
        return {"production": PRODUCTION, "sandbox": SANDBOX}.get(self.endpoint, self.endpoint)


def load_unionpay(table: Mapping[str, object], base: Path, notify_url: str | None = None) -> UnionPaySettings:
    """Read ``[payments.unionpay]``; relative file names start at ``base`` (the configuration's folder).

    ``notify_url`` is the cloud's own address; None: nothing can call in, and no notices are asked for.
    Raises ``ConfigError`` naming the key, the file and what to do.
    """
    keys = WalletTable(WALLET, table, base)
    keys.refuse_unknown(_KNOWN)
    mer_id = keys.text("mer_id", _MER_ID)
    endpoint = _endpoint(table.get("endpoint", "production"))
    pfx = keys.raw("sign_pfx_file")
    key_pem, own = _merchant(pfx, keys.file("sign_pfx_password_file").content)
    root_file, middle_file = keys.raw("root_ca_file", secret=False), keys.raw("middle_ca_file", secret=False)
    root, middle = _authority(root_file), _authority(middle_file)
    if not _issued(root, root):
        raise root_file.refused(f"is not a root certificate: it has not issued itself. {_FROM_UNIONPAY}")
    if not _issued(middle, root):
        raise middle_file.refused(f"was not issued by payments.unionpay.root_ca_file. {_FROM_UNIONPAY}")
    if endpoint in ("production", "sandbox") and EMULATOR_MARKER in root.subject.rfc4514_string():
        raise root_file.refused(
            f"is the emulated gateway's certificate, but payments.unionpay.endpoint is '{endpoint}'. Use "
            "UnionPay's own, or give the emulated gateway's address as endpoint."
        )
    return UnionPaySettings(
        mer_id=mer_id,
        sign_key_pem=key_pem,
        cert_id=str(own.serial_number),
        certificates=(
            _validity(own, f"The merchant's certificate in {pfx.path}", _NEW_ONE),
            _validity(middle, f"The certificate in {middle_file.path}", _FROM_UNIONPAY),
            _validity(root, f"The certificate in {root_file.path}", _FROM_UNIONPAY),
        ),
        middle_ca_pem=_pem(middle),
        root_ca_pem=_pem(root),
        endpoint=endpoint,
        notify_url=_notify_url(notify_url, loopback_allowed=endpoint not in ("production", "sandbox")),
    )


def _validity(certificate: Certificate, what: str, cure: str) -> Validity:
    return Validity(
        what,
        int(certificate.not_valid_before_utc.timestamp()),
        int(certificate.not_valid_after_utc.timestamp()),
        cure,
    )


def _endpoint(value: object) -> str:
    name = "payments.unionpay.endpoint"
    return "sandbox" if value == "sandbox" else parse_endpoint(value, name)


def _merchant(file: RawFile, password: str) -> tuple[str, Certificate]:
    # cryptography takes a while to load and is not needed for the first frame
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        key, own, _ = pkcs12.load_key_and_certificates(file.content, password.encode())
    except (ValueError, TypeError):
        raise file.refused(
            "is not a PFX file that payments.unionpay.sign_pfx_password_file opens. Check both "
            "files; export the certificate anew from CFCA's page if the password is lost."
        ) from None
    if key is None or own is None:
        raise file.refused("must hold one private key and its certificate. Export it with its private key.")
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < RSA_MIN_BITS:
        raise file.refused(
            f"does not hold an RSA key of at least {RSA_MIN_BITS} bits. Apply for an RSA certificate."
        )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return pem.decode(), own


def _authority(file: RawFile) -> Certificate:
    """A certificate that may issue others, as PEM text or in binary."""
    from cryptography import x509

    is_pem = b"-----BEGIN" in file.content
    try:
        read = x509.load_pem_x509_certificate if is_pem else x509.load_der_x509_certificate
        found = read(file.content)
        may_issue = found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except ValueError:
        raise file.refused(f"is not a certificate. {_FROM_UNIONPAY}") from None
    except x509.ExtensionNotFound:
        may_issue = False
    if not may_issue:
        raise file.refused(f"is not the certificate of an authority. {_FROM_UNIONPAY}")
    return found


def _issued(certificate: Certificate, issuer: Certificate) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _pem(certificate: Certificate) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM).decode()


def _notify_url(value: str | None, *, loopback_allowed: bool) -> str:
    """UnionPay mixes an address's query into the notice's fields (payments.md 3.2), so there must be none."""
    from urllib.parse import urlsplit

    if value is None:
        return NO_NOTICES_URL
    parts = urlsplit(value)
    host = parts.hostname or ""
    plain_ok = parts.scheme == "http" and loopback_allowed and host in LOOPBACK_HOSTS
    right = parts.scheme == "https" or plain_ok
    if not host or parts.query or parts.fragment or not right or len(value) > NOTIFY_URL_LIMIT_CHARS:
        raise ConfigError(
            "config.bad_value",
            f"The address for notices is {value!r}. UnionPay needs an absolute https address of at most "
            f"{NOTIFY_URL_LIMIT_CHARS} characters, without a query.",
        )
    return value
