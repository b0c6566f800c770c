from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kiosk.errors import ConfigError, DataDamagedError
from kiosk.sync.identity import Enrolment, Identity, load_enrolment, save_enrolment

NOW_S = 1_790_000_000


def test_the_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "machine.pem"
    first = Identity.load_or_create(path)
    again = Identity.load_or_create(path)
    assert first.public_key == again.public_key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["machine.pem"]
    assert len(base64.b64decode(first.public_key, validate=True)) == 32


def test_two_machines_have_two_keys(tmp_path: Path) -> None:
    keys = {Identity.load_or_create(tmp_path / name).public_key for name in ("a.pem", "b.pem")}
    assert len(keys) == 2


def test_a_token_says_who_for_whom_and_for_less_than_a_minute(tmp_path: Path) -> None:
    identity = Identity.load_or_create(tmp_path / "m.pem")
    token = identity.token("m-7", "cloud-1", NOW_S)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(identity.public_key))
    claims = jwt.decode(
        token,
        key,
        algorithms=["EdDSA"],
        audience="cloud-1",
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (claims["sub"], claims["aud"]) == ("m-7", "cloud-1")
    assert claims["iat"] <= NOW_S < claims["exp"] and claims["exp"] - claims["iat"] <= 60
    other = jwt.decode(
        identity.token("m-7", "cloud-1", NOW_S), options={"verify_signature": False}, algorithms=["EdDSA"]
    )
    assert other["jti"] != claims["jti"]


def test_a_key_others_may_read_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "m.pem"
    Identity.load_or_create(path)
    path.chmod(0o640)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        Identity.load_or_create(path)


@pytest.mark.parametrize(
    "content", [b"", b"noise", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]
)
def test_a_damaged_key_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(DataDamagedError, match="left as it is"):
        Identity.load_or_create(path)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ConfigError, match=str(blocked)):
        Identity.load_or_create(blocked / "m.pem")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigError, match="must belong"):
        Identity.load_or_create(tmp_path / "m.pem")


def test_the_enrolment_is_kept_and_replaced_whole(tmp_path: Path) -> None:
    assert load_enrolment(tmp_path) is None
    for machine in ("m-1", "m-2"):
        kept = Enrolment("https://cloud.example.com", machine, "c-1")
        save_enrolment(tmp_path, kept)
        assert load_enrolment(tmp_path) == kept
    assert stat.S_IMODE((tmp_path / "cloud.json").stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["cloud.json"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"url": "u", "machine_id": 7, "cloud_id": "c"}', '{"url": "u", "machine_id": "m"}'],
)
def test_a_damaged_enrolment_is_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cloud.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(DataDamagedError, match="enrol again"):
        load_enrolment(tmp_path)
    assert path.read_text() == content
