"""``[payments.unionpay]``: what is read, and a sentence for every mistake."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from kiosk.errors import ConfigError
from kiosk.payments.gateways.unionpay.settings import (
    EMULATOR_MARKER,
    NO_NOTICES_URL,
    PRODUCTION,
    SANDBOX,
    load_unionpay,
)
from tests.kiosk.payments import unionpay_keys as keys
from tests.kiosk.payments.unionpay_keys import MERCHANT, MIDDLE, ROOT, SIGNER, Made, made

NOTICES = "https://cloud.example.com/v1/notify/unionpay"


def test_everything_right(tmp_path: Path) -> None:
    found = load_unionpay(keys.table(tmp_path, endpoint="production"), tmp_path, NOTICES)
    assert (found.mer_id, found.cert_id) == (keys.MER_ID, str(MERCHANT.certificate.serial_number))
    assert (found.base_url, found.is_test, found.notify_url) == (PRODUCTION, False, NOTICES)
    own, middle, root = found.certificates
    assert own.until_s == int(MERCHANT.certificate.not_valid_after_utc.timestamp())
    assert "sign.pfx" in own.what and "middle.cer" in middle.what and "root.cer" in root.what
    assert "PRIVATE" in found.sign_key_pem
    assert "PRIVATE" not in repr(found), "a key must not come into a log by way of a repr"


@pytest.mark.parametrize(
    ("endpoint", "base"), [("sandbox", SANDBOX), ("http://127.0.0.1:9/", "http://127.0.0.1:9")]
)
def test_where_no_money_is_taken(tmp_path: Path, endpoint: str, base: str) -> None:
    found = load_unionpay(keys.table(tmp_path, endpoint=endpoint), tmp_path)
    assert (found.base_url, found.is_test, found.notify_url) == (base, True, NO_NOTICES_URL)


def test_authorities_in_binary_are_read_like_text(tmp_path: Path) -> None:
    table = keys.table(tmp_path)
    (tmp_path / "root.cer").write_bytes(ROOT.certificate.public_bytes(Encoding.DER))
    assert load_unionpay(table, tmp_path).root_ca_pem.encode() == ROOT.pem


def refusal(table: dict[str, object], base: Path, notices: str | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        load_unionpay(table, base, notices)
    assert keys.PASSWORD not in caught.value.text
    return caught.value.text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mer_id": "77729005811004"}, "payments.unionpay.mer_id is not the merchant number of 15"),
        ({"mer_id": None}, "payments.unionpay.mer_id is missing"),
        (
            {"merid": "1"},
            "payments.unionpay.merid is not a known key. The nearest known key is payments.unionpay.mer_id",
        ),
        ({"sign_pfx_file": "away.pfx"}, "cannot be read"),
        (
            {"sign_pfx_file": "password"},
            "is not a PFX file that payments.unionpay.sign_pfx_password_file opens",
        ),
        ({"sign_pfx_password_file": "root.cer"}, "sign_pfx_password_file opens"),
        ({"root_ca_file": "middle.cer"}, "is not a root certificate"),
        ({"middle_ca_file": "password"}, "is not a certificate"),
        ({"middle_ca_file": 7}, "payments.unionpay.middle_ca_file should be the name of a file"),
        ({"endpoint": "https://gateway.95516.com"}, "payments.unionpay.endpoint is"),
        ({"endpoint": "http://10.0.0.1:80"}, "payments.unionpay.endpoint is"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, changes: dict[str, object], words: str) -> None:
    table = {name: value for name, value in keys.table(tmp_path, **changes).items() if value is not None}
    assert words in refusal(table, tmp_path)


@pytest.mark.parametrize("name", ["sign.pfx", "password"])
def test_what_others_could_read_is_refused(tmp_path: Path, name: str) -> None:
    table = keys.table(tmp_path)
    (tmp_path / name).chmod(0o644)
    assert f"chmod 600 {tmp_path / name}" in refusal(table, tmp_path)


OTHER_ROOT = made("stranger", "A root", None, is_authority=True)
MARKED_ROOT = made("root", f"{EMULATOR_MARKER} root", None, is_authority=True)
MARKED_MIDDLE = made("middle", "A middle authority", MARKED_ROOT, is_authority=True)


@pytest.mark.parametrize(
    ("root", "middle", "words"),
    [
        (OTHER_ROOT, MIDDLE, "was not issued by payments.unionpay.root_ca_file"),
        (SIGNER, MIDDLE, "is not the certificate of an authority"),
        (ROOT, SIGNER, "is not the certificate of an authority"),
    ],
)
def test_authorities_that_do_not_belong_together(
    tmp_path: Path, root: Made, middle: Made, words: str
) -> None:
    table = keys.table(tmp_path)
    (tmp_path / "root.cer").write_bytes(root.pem)
    (tmp_path / "middle.cer").write_bytes(middle.pem)
    assert words in refusal(table, tmp_path)


@pytest.mark.parametrize("endpoint", ["production", "sandbox"])
def test_the_emulators_certificates_are_no_real_ones(tmp_path: Path, endpoint: str) -> None:
    table = keys.table(tmp_path, endpoint=endpoint)
    (tmp_path / "root.cer").write_bytes(MARKED_ROOT.pem)
    (tmp_path / "middle.cer").write_bytes(MARKED_MIDDLE.pem)
    assert f"payments.unionpay.endpoint is '{endpoint}'" in refusal(table, tmp_path)
    load_unionpay({**table, "endpoint": "http://127.0.0.1:9"}, tmp_path)


def test_a_pfx_with_another_kind_of_key(tmp_path: Path) -> None:
    table = keys.table(tmp_path, sign_pfx_password_file="empty")
    (tmp_path / "empty").touch(mode=0o600)
    key = generate_private_key(SECP256R1())
    name = x509.Name([])
    own = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(MERCHANT.certificate.not_valid_before_utc)
        .not_valid_after(MERCHANT.certificate.not_valid_after_utc)
        .sign(MIDDLE.key, hashes.SHA256())
    )
    whole = serialize_key_and_certificates(b"m", key, own, None, NoEncryption())
    (tmp_path / "sign.pfx").write_bytes(whole)
    assert "does not hold an RSA key" in refusal(table, tmp_path)
    (tmp_path / "sign.pfx").write_bytes(
        serialize_key_and_certificates(b"m", None, None, [MIDDLE.certificate], NoEncryption())
    )
    assert "must hold one private key and its certificate" in refusal(table, tmp_path)


@pytest.mark.parametrize(
    "url", ["http://cloud.example.com/n", f"{NOTICES}?a=1", "cloud", f"https://example.com/{'n' * 256}"]
)
def test_an_address_for_notices_that_unionpay_would_not_take(tmp_path: Path, url: str) -> None:
    assert "without a query" in refusal(keys.table(tmp_path, endpoint="production"), tmp_path, url)
